package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads AudioMuxElement (ISO/IEC 14496-3 1.7.3): AAC with its configuration in band, bit by bit.
///
/// ```
/// AudioMuxElement: if configured in band: sameStreamMux:1, unless set: StreamMuxConfig
///                  (PayloadLengthInfo | payload)* | otherData | to the next byte
/// StreamMuxConfig: version:1 … sameTimeFraming:1 subFrames:6 programs:4 layers:3
///                  AudioSpecificConfig | frameLengthType:3 … | otherData:1 … | crc:1 (8)
/// LOAS:            2B7:11 length:13 | AudioMuxElement
/// ```
///
/// One program of one layer is read, which is all there is in the field. Not thread-safe.
public final class LatmReader {
  /// Bytes before each element in LOAS (AudioSyncStream, 1.7.2).
  public static final int LOAS_HEADER_BYTES = 3;

  private static final int LOAS_SYNC = 0x56E000;
  private static final int LOAS_SYNC_MASK = 0xFFE000;
  private static final int LOAS_LENGTH_MASK = 0x1FFF;
  private static final int FIXED_LENGTH = 1;
  private static final int FIXED_LENGTH_OFFSET = 20;

  /// Takes frames.
  public interface Output {
    /// Takes one raw_data_block, which is lent.
    void frame(Codec.Aac codec, ByteBuf rawDataBlock);
  }

  private final ByteBuf frame = Unpooled.buffer();

  // From the last StreamMuxConfig.
  private Codec.@Nullable Aac codec;
  private int subFrames;
  private int fixedLengthBytes; // 0 if each frame says its own

  /// How many bytes the LOAS unit at `index` has with its header of [#LOAS_HEADER_BYTES], or 0 if
  /// there is none.
  public static int loasBytesAt(ByteBuf in, int index) {
    int header = in.getUnsignedMedium(index);
    boolean sync = (header & LOAS_SYNC_MASK) == LOAS_SYNC;
    return sync ? LOAS_HEADER_BYTES + (header & LOAS_LENGTH_MASK) : 0;
  }

  /// Reads a StreamMuxConfig that came out of band.
  ///
  /// @throws dev.weir.media.MediaException if it is malformed or of several programs or layers
  public void configure(Octets streamMuxConfig) {
    readConfig(new BitReader(streamMuxConfig, "StreamMuxConfig"));
  }

  /// Reads one element, and gives the frames in it to `output`; none before there was a
  /// configuration.
  ///
  /// @param configured whether configurations are in band
  /// @throws dev.weir.media.MediaException if it is malformed or of several programs or layers
  public void read(Octets element, boolean configured, Output output) {
    BitReader in = new BitReader(element, "AudioMuxElement");
    if (configured && !in.flag()) {
      readConfig(in);
    }
    Codec.Aac current = codec;
    if (current == null) {
      return;
    }
    for (int i = 0; i < subFrames; i++) {
      int bytes = fixedLengthBytes == 0 ? readLength(in) : fixedLengthBytes;
      if (bytes > in.remainingBits() / 8) {
        throw new MalformedMediaException(
            "AudioMuxElement: frame of " + bytes + " bytes, has " + in.remainingBits() + " bits");
      }
      frame.clear();
      for (int at = 0; at < bytes; at++) {
        frame.writeByte(in.bits(8));
      }
      if (bytes > 0) {
        output.frame(current, frame);
      }
    }
  }

  private static int readLength(BitReader in) {
    int length = 0;
    int value;
    do {
      value = in.bits(8);
      length += value;
    } while (value == 0xFF);
    return length;
  }

  private void readConfig(BitReader in) {
    codec = null;
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
    Codec.Aac found = versionOne ? readMeasured(in) : readUnmeasured(in);
    int lengthType = in.bits(3);
    switch (lengthType) {
      case 0 -> in.skip(8); // latmBufferFullness
      case FIXED_LENGTH -> {}
      default ->
          throw new UnsupportedMediaException("StreamMuxConfig: frameLengthType " + lengthType);
    }
    fixedLengthBytes = lengthType == FIXED_LENGTH ? FIXED_LENGTH_OFFSET + in.bits(9) : 0;
    skipOtherData(in, versionOne);
    if (in.flag()) {
      in.skip(8); // crcCheckSum
    }
    subFrames = frames;
    codec = found;
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
}
