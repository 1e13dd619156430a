package dev.weir.flac;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// The header of a FLAC frame (RFC 9639 9.1).
///
/// ```
/// sync:15 blocking:1 | blockSize:4 rate:4 | channels:4 bits:3 0 | number:8..56 | (blockSize−1:8 or 16)
/// ```
public final class FlacFrame {
  private static final int NUMBER_INDEX = 4;

  private FlacFrame() {}

  /// How many sound samples the readable frame covers; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short, has no sync code, or covers more than the
  ///   largest block of `codec`
  public static int samples(ByteBuf frame, Codec.Flac codec) {
    require(frame, NUMBER_INDEX + 1);
    int at = frame.readerIndex();
    int sync = frame.getUnsignedShort(at);
    if ((sync & 0xFFFE) != 0xFFF8) {
      throw new MalformedMediaException(
          "FLAC frame: starts " + Integer.toHexString(sync) + ", not fff8 or fff9");
    }
    int code = frame.getUnsignedByte(at + 2) >> 4;
    int samples =
        switch (code) {
          case 0 -> throw new MalformedMediaException("FLAC frame: reserved block size 0");
          case 1 -> 192;
          case 2, 3, 4, 5 -> 144 << code;
          case 6, 7 -> explicitSamples(frame, code == 6 ? 1 : 2);
          default -> 1 << code;
        };
    int maxBlock = (codec.streamInfo().at(2) << 8) | codec.streamInfo().at(3);
    if (samples > maxBlock) {
      throw new MalformedMediaException(
          "FLAC frame: " + samples + " samples are over the stream's limit of " + maxBlock);
    }
    return samples;
  }

  private static int explicitSamples(ByteBuf frame, int bytes) {
    int number = frame.readerIndex() + NUMBER_INDEX;
    // Coded like UTF-8 of up to 7 bytes: the leading ones of the first byte are its length.
    int ones = Integer.numberOfLeadingZeros(~(frame.getByte(number) << 24));
    if (ones == 1 || ones > 7) {
      throw new MalformedMediaException("FLAC frame: coded number of " + ones + " bytes");
    }
    int index = NUMBER_INDEX + Math.max(1, ones);
    require(frame, index + bytes);
    int at = frame.readerIndex() + index;
    return 1 + (bytes == 1 ? frame.getUnsignedByte(at) : frame.getUnsignedShort(at));
  }

  private static void require(ByteBuf frame, int bytes) {
    if (frame.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "FLAC frame: " + frame.readableBytes() + " bytes, needs at least " + bytes);
    }
  }
}
