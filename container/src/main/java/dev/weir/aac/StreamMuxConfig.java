package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// StreamMuxConfig of one program of one layer (ISO/IEC 14496-3 1.7.3), which is all there is in
/// the field.
///
/// ```
/// version:1 (1: versionA:1=0 taraFullness) sameTimeFraming:1=1 subFrames:6 programs:4=0 layers:3=0
/// (version 1: length of) AudioSpecificConfig | frameLengthType:3 … | otherData:1 … | crc:1 (8)
/// ```
///
/// @param codec what the frames are in
/// @param subFrames frames in each element
/// @param fixedFrameBytes size of each frame, 0 if each says its own
public record StreamMuxConfig(Codec.Aac codec, int subFrames, int fixedFrameBytes) {
  private static final int FIXED_LENGTH = 1;
  private static final int FIXED_LENGTH_OFFSET = 20;
  private static final int FULLNESS = 0xFF; // variable rate
  private static final int TAIL_BYTES = 2;

  /// Reads what came out of band. GStreamer and FFmpeg end it behind the AudioSpecificConfig: what
  /// is missing is 0.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  /// @throws UnsupportedMediaException if it has several programs or layers
  public static StreamMuxConfig parse(Octets config) {
    byte[] bytes = new byte[config.length() + TAIL_BYTES];
    System.arraycopy(config.toByteArray(), 0, bytes, 0, config.length());
    return read(new BitReader(Octets.of(bytes), "StreamMuxConfig"));
  }

  static StreamMuxConfig read(BitReader in) {
    boolean versionOne = in.flag();
    if (versionOne && in.flag()) {
      throw new UnsupportedMediaException("StreamMuxConfig: audioMuxVersionA 1");
    }
    if (versionOne) {
      readValue(in); // taraBufferFullness
    }
    boolean sameTimeFraming = in.flag();
    int frames = 1 + in.bits(6);
    int programs = 1 + in.bits(4);
    int layers = 1 + in.bits(3);
    if (!sameTimeFraming || programs > 1 || layers > 1) {
      throw new UnsupportedMediaException(
          "StreamMuxConfig: " + programs + " programs, " + layers + " layers; only 1 is read");
    }
    Codec.Aac codec = versionOne ? readMeasured(in) : readUnmeasured(in);
    int lengthType = in.bits(3);
    switch (lengthType) {
      case 0 -> in.skip(8); // latmBufferFullness
      case FIXED_LENGTH -> {}
      default ->
          throw new UnsupportedMediaException("StreamMuxConfig: frameLengthType " + lengthType);
    }
    int fixedBytes = lengthType == FIXED_LENGTH ? FIXED_LENGTH_OFFSET + in.bits(9) : 0;
    skipOtherData(in, versionOne);
    if (in.flag()) {
      in.skip(8); // crcCheckSum
    }
    return new StreamMuxConfig(codec, frames, fixedBytes);
  }

  private static void skipOtherData(BitReader in, boolean versionOne) {
    if (!in.flag()) {
      return;
    }
    if (versionOne) {
      readValue(in);
      return;
    }
    boolean more;
    do {
      more = in.flag();
      in.skip(8);
    } while (more);
  }

  private static Codec.Aac readMeasured(BitReader in) {
    long bits = readValue(in);
    if (bits > in.remainingBits()) {
      throw new MalformedMediaException(
          "StreamMuxConfig: AudioSpecificConfig of " + bits + " bits, has " + in.remainingBits());
    }
    return AudioSpecificConfig.parse(copy(in, (int) bits));
  }

  private static Codec.Aac readUnmeasured(BitReader in) {
    BitReader ahead = in.copy();
    AudioSpecificConfig.skip(ahead);
    return AudioSpecificConfig.parse(copy(in, ahead.positionBits() - in.positionBits()));
  }

  private static Octets copy(BitReader in, int bits) {
    ByteBuf out = Unpooled.buffer();
    int left = bits;
    for (; left >= 8; left -= 8) {
      out.writeByte(in.bits(8));
    }
    if (left > 0) {
      out.writeByte(in.bits(left) << (8 - left));
    }
    return Octets.copyOf(out);
  }

  /// LatmGetValue(): a length of 1 to 4 bytes, then so many.
  private static long readValue(BitReader in) {
    int bytes = 1 + in.bits(2);
    return in.longBits(8 * bytes);
  }

  /// A configuration of version 0 with one frame in each element, which says its own size.
  public static Octets of(Codec.Aac codec) {
    BitWriter out = new BitWriter();
    out.bits(0, 1);
    out.bits(1, 1); // sameTimeFraming
    out.bits(0, 6 + 4 + 3);
    // Nothing says where it ends: it has to, to the bit, and without an extension behind it.
    BitReader in = new BitReader(codec.configuration(), "AudioSpecificConfig");
    BitReader end = in.copy();
    AudioSpecificConfig.skip(end);
    while (in.positionBits() < end.positionBits()) {
      out.bits(in.bits(1), 1);
    }
    out.bits(0, 3); // frameLengthType
    out.bits(FULLNESS, Byte.SIZE);
    out.bits(0, 2); // neither other data nor a checksum
    return out.toOctets();
  }
}
