package dev.weir.vorbis;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any three packets are headers by which others can be timed, or are refused.
class VorbisFuzzTest {
  /// @param bytes the length of two headers in 16 bits, each before its header; the third header,
  ///   and packets of sound, are all that is left
  @FuzzTest
  void anyHeaders(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    Octets identification = part(in);
    Octets comment = part(in);
    Octets setup = Octets.copyOf(in);
    try {
      VorbisBlocks blocks = new VorbisBlocks(VorbisHeaders.codec(identification, comment, setup));
      blocks.samples(in);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  private static Octets part(ByteBuf in) {
    int wanted = in.readableBytes() < 2 ? 0 : in.readUnsignedShort();
    return Octets.copyOf(in.readSlice(Math.min(wanted, in.readableBytes())));
  }
}
