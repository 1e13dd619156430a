package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.stream.CloseReason.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Whatever a peer sends, nothing but its own session ends, and that with a reason.
class RtmpFuzzTest {
  private static final int MOST_BYTES = 1 << 16;

  private static TestServer server; // one for all sessions: it takes a second to start and to stop

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @FuzzTest
  void handshake(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    ByteBuf out = Unpooled.buffer();
    try {
      Handshake.ofServer(new Random(1)).read(in, out);
    } catch (MediaException _) {
      // Allowed.
    }
    assertThat(out.readableBytes()).isLessThanOrEqualTo(Handshake.PEER_BYTES);
  }

  @FuzzTest
  void chunks(FuzzedDataProvider data) {
    ChunkDecoder decoder = new ChunkDecoder(ByteBufAllocator.DEFAULT, (_, _, _, _) -> {});
    ByteBuf unread = Unpooled.buffer();
    try {
      while (data.remainingBytes() > 0) {
        unread.writeBytes(data.consumeBytes(data.consumeInt(1, 300)));
        decoder.decode(unread);
        unread.discardReadBytes();
        assertThat(unread.readableBytes()).isLessThanOrEqualTo(18);
      }
    } catch (MediaException _) {
      // Allowed.
    } finally {
      decoder.close();
    }
  }

  @FuzzTest
  void reference(byte[] bytes) {
    RtmpUrl from = RtmpUrl.parse("rtmps://a.example:77/live/key");
    try {
      RtmpUrl to = from.pointingTo(new String(bytes, StandardCharsets.UTF_8));
      assertThat(to.tls()).isTrue();
      assertThat(to.stream()).isEqualTo("key");
      assertThat(to.host()).isNotEmpty();
      assertThat(to.app()).isNotEmpty();
      assertThat(to.tcUrl()).doesNotContainPattern("\\p{Cntrl}");
    } catch (IllegalArgumentException _) {
      // Allowed.
    }
  }

  @FuzzTest
  void session(FuzzedDataProvider data) {
    TestPeer peer = server.connection();
    try {
      if (data.consumeBoolean()) {
        peer.publish("live", "cam1");
      } else {
        peer.shakeHands();
      }
      while (data.remainingBytes() > 0 && peer.isOpen()) {
        int type = data.consumeInt(0, 255);
        byte[] body = data.consumeBytes(data.consumeInt(0, MOST_BYTES));
        peer.message(type, data.consumeInt(), out -> out.writeBytes(body)).ignore();
      }
      assertThat(
              peer.isOpenOrEnded(
                  Code.FORMAT_SPECIFIC,
                  Code.UNSUPPORTED,
                  Code.UNAUTHORISED,
                  Code.CLEAN_REMOTE_CLOSE))
          .isTrue();
    } finally {
      peer.close();
    }
  }
}
