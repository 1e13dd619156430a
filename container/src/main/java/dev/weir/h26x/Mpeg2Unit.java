package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What a coded picture of MPEG-1 or MPEG-2 video, with the headers before it, says about itself
/// (ISO/IEC 13818-2 6.2). The rest of Weir passes these codecs through.
///
/// ```
/// sequence header: 000001B3 | width:12 height:12 | aspect:4 frame_rate:4 | …
/// extension:       000001B5 | 1:4 profile_and_level:8 progressive:1 chroma:2 width:2 height:2 …
/// group header:    000001B8 | time_code:25 closed_gop:1 broken_link:1 …
/// picture header:  00000100 | temporal_reference:10 type:3 …
/// ```
public final class Mpeg2Unit {
  /// The name that [Codec.OtherVideo] has for both standards: a decoder of MPEG-2 takes MPEG-1.
  public static final String CODEC_NAME = "MPEG2";

  static final int PICTURE = 0x00;
  static final int SEQUENCE_HEADER = 0xB3;
  static final int EXTENSION = 0xB5;
  static final int GROUP = 0xB8;

  private static final int INTRA = 1;
  private static final int GROUP_FLAGS = 4; // from the code on
  private static final int CLOSED_GOP = 0x40;
  private static final int SEQUENCE_HEADER_BYTES = 8;
  private static final int SEQUENCE_EXTENSION = 1;
  private static final double[] FRAME_RATES = {
    0, 24_000 / 1001.0, 24, 25, 30_000 / 1001.0, 30, 50, 60_000 / 1001.0, 60
  };

  private Mpeg2Unit() {}

  /// Whether decoding can start at the readable unit: it has a sequence header, and its first
  /// picture is coded by itself. Moves no index.
  public static boolean isKeyframe(ByteBuf unit) {
    int end = unit.writerIndex();
    boolean sequence = false;
    int at = next(unit, unit.readerIndex());
    for (; at < end; at = next(unit, at)) {
      int code = unit.getUnsignedByte(at);
      sequence |= code == SEQUENCE_HEADER;
      if (code == PICTURE) {
        return sequence && end - at > 2 && ((unit.getByte(at + 2) >> 3) & 7) == INTRA;
      }
    }
    return false;
  }

  /// Whether the readable unit begins a group of pictures that says that none of its pictures
  /// refers to one before it. Moves no index.
  public static boolean isClosedGroup(ByteBuf unit) {
    int end = unit.writerIndex();
    int at = next(unit, unit.readerIndex());
    while (at < end && unit.getUnsignedByte(at) != GROUP) {
      if (unit.getUnsignedByte(at) == PICTURE) {
        return false;
      }
      at = next(unit, at);
    }
    return end - at > GROUP_FLAGS && (unit.getByte(at + GROUP_FLAGS) & CLOSED_GOP) != 0;
  }

  /// The codec that the sequence header of the readable unit describes, with the header and its
  /// extensions, start codes included, as configuration; null if there is none. Moves no index.
  public static Codec.@Nullable OtherVideo codec(ByteBuf unit) {
    int end = unit.writerIndex();
    int header = next(unit, unit.readerIndex());
    while (header < end && unit.getUnsignedByte(header) != SEQUENCE_HEADER) {
      header = next(unit, header);
    }
    if (end - header < SEQUENCE_HEADER_BYTES) {
      return null;
    }
    int sizes = unit.getUnsignedMedium(header + 1);
    int rate = unit.getByte(header + 4) & 0x0F;
    int width = sizes >> 12;
    int height = sizes & 0xFFF;
    int after = next(unit, header);
    while (end - after > 3 && unit.getUnsignedByte(after) == EXTENSION) {
      if (unit.getUnsignedByte(after + 1) >> 4 == SEQUENCE_EXTENSION) {
        // profile_and_level:8 progressive:1 chroma:2 horizontal_size_extension:2 vertical:2
        int fields = unit.getUnsignedShort(after + 2);
        width |= ((fields >> 7) & 3) << 12;
        height |= ((fields >> 5) & 3) << 12;
      }
      after = next(unit, after);
    }
    int first = header - NalUnits.START_CODE_BYTES;
    int last = after < end ? after - NalUnits.START_CODE_BYTES : end;
    double framesPerSecond = rate < FRAME_RATES.length ? FRAME_RATES[rate] : 0;
    return new Codec.OtherVideo(
        CODEC_NAME,
        Octets.copyOf(unit, first, NalUnits.withoutTrailingZeros(unit, first, last) - first),
        new Picture(width, height, framesPerSecond, Colour.UNSPECIFIED));
  }

  /// Where the next unit begins, after its start code; the end if there is none.
  private static int next(ByteBuf unit, int from) {
    int end = unit.writerIndex();
    int code = NalUnits.startCode(unit, from, end);
    return Math.min(end, code + NalUnits.START_CODE_BYTES);
  }
}
