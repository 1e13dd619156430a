package dev.weir.flac;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// The header of a FLAC frame (RFC 9639 9.1).
///
/// ```
/// sync:15 blocking:1 | blockSize:4 rate:4 | channels:4 bits:3 0 | number:8..56
/// | (blockSize−1:8 or 16) | (rate:8 or 16) | crc:8
/// ```
public final class FlacFrame {
  /// Bytes of the checksum that ends a frame.
  static final int CRC_BYTES = 2;

  private static final int NUMBER_INDEX = 4;
  private static final int FIXED_SYNC = 0xFFF8;
  private static final int FIXED_OR_VARIABLE_MASK = 0xFFFE;

  private FlacFrame() {}

  /// How many sound samples the readable frame covers; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short, has no sync code, or covers more than the
  ///   largest block of `codec`
  public static int samples(ByteBuf frame, Codec.Flac codec) {
    require(frame, NUMBER_INDEX + 1);
    int at = frame.readerIndex();
    int sync = frame.getUnsignedShort(at);
    if ((sync & FIXED_OR_VARIABLE_MASK) != FIXED_SYNC) {
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
    int maxBlock = maxBlock(codec);
    if (samples > maxBlock) {
      throw new MalformedMediaException(
          "FLAC frame: " + samples + " samples are over the stream's limit of " + maxBlock);
    }
    return samples;
  }

  /// The number of the first sound sample of the readable frame, counted from the start of the
  /// stream; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short or its number is none
  public static long firstSample(ByteBuf frame, Codec.Flac codec) {
    return countsFrames(frame) ? number(frame) * maxBlock(codec) : number(frame);
  }

  /// Whether the number of the readable frame is that of the frame, as with blocks of one size, or
  /// that of its first sound sample; the first two bytes must be there.
  static boolean countsFrames(ByteBuf frame) {
    return frame.getUnsignedShort(frame.readerIndex()) == FIXED_SYNC;
  }

  /// The coded number of the readable frame; moves no index.
  ///
  /// @throws MalformedMediaException if it is cut short or its number is none
  static long number(ByteBuf frame) {
    int at = frame.readerIndex() + NUMBER_INDEX;
    int bytes = numberBytes(frame);
    require(frame, NUMBER_INDEX + bytes);
    // 9.1.5: laid out like UTF-8; the first byte has what its length mark leaves.
    long number = frame.getByte(at) & (0xFF >> (bytes == 1 ? 1 : bytes + 1));
    for (int i = 1; i < bytes; i++) {
      number = (number << 6) | (frame.getByte(at + i) & 0x3F);
    }
    return number;
  }

  /// Appends the readable frame with another number of up to 36 bits, and the checksums that go
  /// with it; moves no index of the frame.
  ///
  /// @param headerBytes of the frame, which is whole
  static void write(ByteBuf frame, int headerBytes, long number, FlacCrc crc, ByteBuf out) {
    int at = frame.readerIndex();
    int start = out.writerIndex();
    int behindNumber = NUMBER_INDEX + numberBytes(frame);
    out.writeBytes(frame, at, NUMBER_INDEX);
    writeNumber(number, out);
    out.writeBytes(frame, at + behindNumber, headerBytes - 1 - behindNumber);
    out.writeByte(FlacCrc.crc8(out, start, out.writerIndex() - start));
    int bodyBytes = frame.readableBytes() - headerBytes - CRC_BYTES;
    out.writeBytes(frame, at + headerBytes, bodyBytes);
    crc.reset();
    crc.update(out, start, out.writerIndex() - start);
    out.writeShort(crc.value());
  }

  private static void writeNumber(long number, ByteBuf out) {
    if (number < 0x80) {
      out.writeByte((int) number);
      return;
    }
    int more = 1; // bytes of 6 bits, after what the first one takes
    while (number >>> (6 * more) >= 1L << (6 - more)) {
      more++;
    }
    out.writeByte(((0xFF80 >> more) & 0xFF) | (int) (number >>> (6 * more)));
    for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
      out.writeByte(0x80 | (int) (number >>> shift & 0x3F));
    }
  }

  /// The size of the header that begins at the absolute `index`, checksum included; 0 if bytes from
  /// `end` on are needed to tell, -1 if none begins there.
  static int headerBytes(ByteBuf in, int index, int end) {
    int readable = end - index;
    if (readable < NUMBER_INDEX + 1) {
      return 0;
    }
    if ((in.getUnsignedShort(index) & FIXED_OR_VARIABLE_MASK) != FIXED_SYNC) {
      return -1;
    }
    int blockCode = in.getUnsignedByte(index + 2) >> 4;
    int rateCode = in.getByte(index + 2) & 0x0F;
    int ones = Integer.numberOfLeadingZeros(~(in.getByte(index + NUMBER_INDEX) << 24));
    if (blockCode == 0 || rateCode == 15 || ones == 1 || ones > 7) {
      return -1;
    }
    int bytes = NUMBER_INDEX + Math.max(1, ones) + 1;
    bytes += blockCode == 6 ? 1 : blockCode == 7 ? 2 : 0;
    bytes += rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0;
    if (bytes > readable) {
      return 0;
    }
    return FlacCrc.crc8(in, index, bytes) == 0 ? bytes : -1;
  }

  private static int maxBlock(Codec.Flac codec) {
    return (codec.streamInfo().at(2) << 8) | codec.streamInfo().at(3);
  }

  private static int explicitSamples(ByteBuf frame, int bytes) {
    int index = NUMBER_INDEX + numberBytes(frame);
    require(frame, index + bytes);
    int at = frame.readerIndex() + index;
    return 1 + (bytes == 1 ? frame.getUnsignedByte(at) : frame.getUnsignedShort(at));
  }

  /// How long the coded number is: the leading ones of its first byte say it, as in UTF-8.
  private static int numberBytes(ByteBuf frame) {
    require(frame, NUMBER_INDEX + 1);
    int first = frame.getByte(frame.readerIndex() + NUMBER_INDEX) << 24;
    int ones = Integer.numberOfLeadingZeros(~first);
    if (ones == 1 || ones > 7) {
      throw new MalformedMediaException("FLAC frame: coded number of " + ones + " bytes");
    }
    return Math.max(1, ones);
  }

  private static void require(ByteBuf frame, int bytes) {
    if (frame.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "FLAC frame: " + frame.readableBytes() + " bytes, needs at least " + bytes);
    }
  }
}
