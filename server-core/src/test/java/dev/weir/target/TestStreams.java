package dev.weir.target;

import dev.weir.buffer.PagePool;
import dev.weir.config.AccessConfig;
import dev.weir.config.AddressRange;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.config.WeirConfig;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.opus.OpusHead;
import dev.weir.session.Sessions;
import dev.weir.stream.CloseReason;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Publisher;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamTags;
import dev.weir.stream.Streams;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Streams with a publisher that tests play, and everything that pushes need around them.
public final class TestStreams implements AutoCloseable {
  public static final Track VIDEO = Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2)));
  public static final Track AUDIO = Track.of(2, OpusHead.of(2));

  final Transport transport = new Transport(Transport.Kind.NIO, 1);
  public final StreamTags tags = new StreamTags(_ -> null, System::nanoTime);
  public final Triggers triggers =
      new Triggers("test", tags::of, Clock.systemUTC(), System::nanoTime);
  final Sessions sessions =
      new Sessions(
          triggers,
          new Tokens(() -> AccessConfig.NONE, Clock.systemUTC(), System::nanoTime),
          Clock.systemUTC(),
          System::nanoTime);
  public final Streams streams =
      new Streams(
          base ->
              StreamConfig.of(
                  base,
                  new StreamSource.Push(
                      List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()), "")),
          List.of(),
          new PagePool(4 << 20),
          transport,
          Clock.systemUTC(),
          System::nanoTime);

  volatile WeirConfig config = WeirConfig.defaults();

  public static StreamName name(String text) {
    return StreamName.clean(text).orElseThrow();
  }

  /// Puts a document in force; single quotes stand for double ones.
  void configure(String document) {
    try {
      config = ConfigDocument.parse(document.replace('\'', '"')).config();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /// Has handlers called, each with these rules.
  public void triggers(Map<Trigger, List<TriggerRule>> rules) {
    triggers.configure(rules, "test");
  }

  public Publisher publish(String stream) {
    return publish(stream, VIDEO, AUDIO);
  }

  public Publisher publish(String stream, Track... tracks) {
    PublishRequest request =
        new PublishRequest(
            name(stream),
            "TEST",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            "",
            "");
    Publisher publisher =
        ((PublishResult.Accepted) streams.publish(request).toCompletableFuture().join())
            .publisher();
    List.of(tracks).forEach(publisher::track);
    return publisher;
  }

  public Stream stream(String name) {
    return streams.find(name(name)).orElseThrow();
  }

  /// Publishes pictures of 40 ms, the first of each 25 a keyframe, and sound of 20 ms.
  ///
  /// @param from the number of the first picture
  public static void publish(Publisher publisher, int from, int count) {
    for (int i = from; i < from + count; i++) {
      sample(publisher, 1, i * 40_000L, i % 25 == 0, i);
      // Sound comes a little late, as it does from encoders.
      sample(publisher, 2, Math.max(0, i * 40_000L - 15_000), true, 2 * i);
      sample(publisher, 2, i * 40_000L + 5_000, true, 2 * i + 1);
    }
  }

  /// The number stands in the last four bytes of the payload.
  private static void sample(Publisher publisher, int track, long dts, boolean key, int number) {
    ByteBuf payload = Unpooled.buffer();
    if (track == 1) { // RFC 6386 9.1: a frame tag, and in keyframes start code and size
      payload.writeBytes(ByteBufUtil.decodeHexDump(key ? "1000009D012A02000200" : "110000"));
    }
    publisher.sample(new Sample(track, dts, 0, key, payload.writeInt(number)));
  }

  @Override
  public void close() {
    streams.close();
    sessions.close();
    triggers.close();
    transport.close();
  }

  static final CloseReason DONE = new CloseReason(CloseReason.Code.CLEAN_EOF, "the test is over");
}
