package dev.weir.ts;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// Reads and writes the header of a PES packet (ISO/IEC 13818-1 2.4.3.6).
///
/// ```
/// 000001 | stream_id:8 | PES_packet_length:16
///        | 10 scrambling:2 priority:1 alignment:1 00 | PTS:1 DTS:1 000000
/// header_data_length:8 | PTS: 001x ttt 1 t:15 1 t:15 1 | DTS: 0001 ttt 1 t:15 1 t:15 1 | FF*
/// ```
final class PesHeader {
  /// The most bytes a header that is read can have.
  static final int MAX_BYTES = 9 + 255;

  /// Instead of a time: the header has none.
  static final long NO_TIME = Long.MIN_VALUE;

  /// Instead of a length: what follows is no PES packet, has no data for us or is scrambled.
  static final int NOT_OURS = -1;

  private static final int START_CODE_PREFIX = 0x000001;
  private static final int MARKER_AND_ALIGNMENT = 0x84;
  private static final int MAX_LENGTH = 0xFFFF;
  private static final int BYTES = 9;
  private static final int LENGTH_END = 6; // what PES_packet_length counts begins here
  private static final int TIME_BYTES = 5;
  private static final int ALIGNMENT = 0x04;
  private static final int PTS_FLAG = 0x80;
  private static final int DTS_FLAG = 0x40;

  /// Every packet must have so many bytes that each of 16 transport packets gets one.
  private static final int MIN_PACKET_BYTES = PidWriter.COUNTER_RANGE;

  private PesHeader() {}

  /// Puts the header into the front of `packet`, where its place of [#reserve] bytes was left, and
  /// moves the reader index to its start; the elementary stream data are behind it already.
  ///
  /// @param pts unwrapped
  /// @param dts unwrapped
  /// @param unbounded whether the length may be left open, as only video may
  /// @throws MalformedMediaException if the data are too long to be said
  static void putBefore(ByteBuf packet, int streamId, long pts, long dts, boolean unbounded) {
    boolean both = pts != dts;
    int times = both ? 2 * TIME_BYTES : TIME_BYTES;
    int stuffing = Math.max(0, MIN_PACKET_BYTES - BYTES - times - packet.readableBytes());
    int headerBytes = BYTES + times + stuffing;
    int length = headerBytes - 6 + packet.readableBytes();
    if (length > MAX_LENGTH && !unbounded) {
      throw new MalformedMediaException(
          "TS: sample of " + packet.readableBytes() + " bytes is over what one PES packet takes");
    }
    int end = packet.writerIndex();
    int start = packet.readerIndex() - headerBytes;
    packet.readerIndex(start).writerIndex(start);
    packet.writeMedium(START_CODE_PREFIX).writeByte(streamId);
    packet.writeShort(length > MAX_LENGTH ? 0 : length);
    packet.writeByte(MARKER_AND_ALIGNMENT).writeByte(both ? 0xC0 : 0x80);
    packet.writeByte(times + stuffing);
    time(both ? 3 : 2, pts, packet);
    if (both) {
      time(1, dts, packet);
    }
    for (int i = 0; i < stuffing; i++) {
      packet.writeByte(0xFF);
    }
    packet.writerIndex(end);
  }

  /// The most bytes a header has.
  static int reserve() {
    return BYTES + 2 * TIME_BYTES + MIN_PACKET_BYTES;
  }

  /// Whether all of the header is in the `length` bytes at `index`, or it shows already that this
  /// is none.
  static boolean isWhole(ByteBuf in, int index, int length) {
    return length >= BYTES && (!isOurs(in, index) || length >= headerBytes(in, index));
  }

  /// Bytes of the header at `index`, which is whole, or [#NOT_OURS].
  static int bytes(ByteBuf in, int index) {
    return isOurs(in, index) ? headerBytes(in, index) : NOT_OURS;
  }

  private static int headerBytes(ByteBuf in, int index) {
    return BYTES + in.getUnsignedByte(index + BYTES - 1);
  }

  private static boolean isOurs(ByteBuf in, int index) {
    int length = in.getUnsignedShort(index + LENGTH_END - 2);
    return in.getUnsignedMedium(index) == START_CODE_PREFIX
        && hasHeaderFields(in.getUnsignedByte(index + 3))
        && (in.getByte(index + LENGTH_END) & 0xF0) == 0x80 // its mark, and not scrambled
        && (length == 0 || length >= headerBytes(in, index) - LENGTH_END);
  }

  // Table 2-22: program map, padding, private 2, ECM, EMM, DSM-CC, H.222.1 E and directory have
  // none.
  private static boolean hasHeaderFields(int streamId) {
    return switch (streamId) {
      case 0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
      default -> streamId >= 0xBC;
    };
  }

  /// How many bytes of data follow the header, or −1 if they last until the next one.
  static int dataBytes(ByteBuf in, int index, int headerBytes) {
    int length = in.getUnsignedShort(index + LENGTH_END - 2);
    return length == 0 ? -1 : length + LENGTH_END - headerBytes;
  }

  /// data_alignment_indicator.
  static boolean isAligned(ByteBuf in, int index) {
    return (in.getByte(index + LENGTH_END) & ALIGNMENT) != 0;
  }

  /// The presentation time, or [#NO_TIME].
  static long pts(ByteBuf in, int index) {
    boolean present = (in.getByte(index + 7) & PTS_FLAG) != 0;
    return present ? time(in, index, BYTES) : NO_TIME;
  }

  /// The decoding time, that of presentation if only that is there, or [#NO_TIME].
  static long dts(ByteBuf in, int index) {
    int both = PTS_FLAG | DTS_FLAG;
    boolean present = (in.getByte(index + 7) & both) == both;
    long dts = present ? time(in, index, BYTES + TIME_BYTES) : NO_TIME;
    return dts == NO_TIME ? pts(in, index) : dts;
  }

  private static long time(ByteBuf in, int index, int offset) {
    if (offset + TIME_BYTES > headerBytes(in, index)) {
      return NO_TIME;
    }
    int at = index + offset;
    boolean marked = (in.getByte(at) & in.getByte(at + 2) & in.getByte(at + 4) & 1) == 1;
    if (!marked) {
      return NO_TIME;
    }
    return (in.getByte(at) & 0x0EL) << 29
        | (in.getUnsignedShort(at + 1) & 0xFFFEL) << 14
        | (in.getUnsignedShort(at + 3) >> 1);
  }

  private static void time(int prefix, long ticks, ByteBuf out) {
    long time = TsClock.wrapped(ticks);
    out.writeByte((prefix << 4) | (int) (time >>> 29 & 0x0E) | 1);
    out.writeShort((int) (time >>> 14 & 0xFFFE) | 1);
    out.writeShort((int) (time << 1 & 0xFFFE) | 1);
  }
}
