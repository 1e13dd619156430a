package dev.weir.ts;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// Writes the header of a PES packet (ISO/IEC 13818-1 2.4.3.6).
///
/// ```
/// 000001 | stream_id:8 | PES_packet_length:16 | 10 00 0 alignment:1=1 00 | PTS:1 DTS:1 000000
/// header_data_length:8 | PTS: 001x ttt 1 t:15 1 t:15 1 | DTS: 0001 ttt 1 t:15 1 t:15 1 | FF*
/// ```
final class PesHeader {
  private static final int START_CODE_PREFIX = 0x000001;
  private static final int MARKER_AND_ALIGNMENT = 0x84;
  private static final int MAX_LENGTH = 0xFFFF;
  private static final int BYTES = 9;
  private static final int TIME_BYTES = 5;

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

  private static void time(int prefix, long ticks, ByteBuf out) {
    long time = TsClock.wrapped(ticks);
    out.writeByte((prefix << 4) | (int) (time >>> 29 & 0x0E) | 1);
    out.writeShort((int) (time >>> 14 & 0xFFFE) | 1);
    out.writeShort((int) (time << 1 & 0xFFFE) | 1);
  }
}
