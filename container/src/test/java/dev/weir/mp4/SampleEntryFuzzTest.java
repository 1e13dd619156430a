package dev.weir.mp4;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class SampleEntryFuzzTest {
  @FuzzTest
  void readsAnEntryItCanWriteOrRefuses(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    if (in.readableBytes() < 8) {
      return;
    }
    in.skipBytes(4);
    try {
      Codec codec = SampleEntry.read(in.readInt(), bytes[0] & 1, in).codec();
      if (SampleEntry.carries(codec)) {
        SampleEntry.write(codec, Unpooled.buffer());
      }
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
