package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whose stream an operator ends does not come back to it, however his connection ended.
class StoppedStreamsTest {
  private static final StreamName NAME = StreamName.clean("live").orElseThrow();
  private static final CloseReason LOST =
      new CloseReason(Code.CLEAN_REMOTE_CLOSE, "the connection was lost");
  private static final CloseReason STOPPED =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "an operator ended it");

  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final Streams streams =
      new Streams(
          base -> StreamConfig.of(base, new StreamSource.Push(List.of(), "secret")),
          List.of(),
          new PagePool(0),
          transport,
          Clock.systemUTC(),
          System::nanoTime);

  @AfterEach
  void close() {
    streams.close();
    transport.close();
  }

  @Test
  void aPublisherWhoseConnectionIsLostMayComeBack() {
    Publisher publisher = publish();
    publisher.close(LOST);
    assertThat(streams.all()).containsExactly(publisher.stream());
  }

  @Test
  void aStreamThatWasStoppedEndsEvenIfItsPublisherIsLostBeforeHeLooks() {
    Publisher publisher = publish();
    assertThat(streams.stop(NAME, STOPPED)).isTrue();
    publisher.close(LOST);
    assertThat(streams.all()).isEmpty();
    assertThat(publisher.stream().state()).isEqualTo(StreamState.ENDING);
  }

  private Publisher publish() {
    InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    PublishResult result =
        streams
            .publish(new PublishRequest(NAME, "TEST", peer, "secret", ""))
            .toCompletableFuture()
            .join();
    if (result instanceof PublishResult.Accepted(Publisher publisher)) {
      return publisher;
    }
    throw new AssertionError("refused: " + result);
  }
}
