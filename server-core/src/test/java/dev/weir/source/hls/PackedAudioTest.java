package dev.weir.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PackedAudioTest {
  private static ByteBuf tag(String owner, long ticks) {
    ByteBuf tag = Unpooled.buffer();
    tag.writeBytes("ID3\4\0\0\0\0\0\77PRIV\0\0\0\65\0\0".getBytes(StandardCharsets.ISO_8859_1));
    tag.writeBytes(owner.getBytes(StandardCharsets.ISO_8859_1)).writeLong(ticks);
    return tag;
  }

  @Test
  void readsTheTimeOfTheFirstFrame() {
    ByteBuf tag = tag("com.apple.streaming.transportStreamTimestamp\0", 90_000 * 11);
    assertThat(PackedAudio.startMicros(tag)).hasValue(10_000_000);
  }

  @Test
  void saysNothingWithoutATag() {
    assertThat(PackedAudio.startMicros(tag("com.example\0", 5))).isEmpty();
    assertThat(PackedAudio.startMicros(Unpooled.EMPTY_BUFFER)).isEmpty();
    assertThat(PackedAudio.startMicros(Unpooled.wrappedBuffer(new byte[64]))).isEmpty();
    ByteBuf cut = tag("com.apple.streaming.transportStreamTimestamp\0", 5);
    for (int length = 0; length < cut.readableBytes(); length++) {
      assertThat(PackedAudio.startMicros(cut.slice(0, length))).isEmpty();
    }
  }
}
