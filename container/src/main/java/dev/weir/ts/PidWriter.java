package dev.weir.ts;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;

/// Writes the packets of one PID and counts them (ISO/IEC 13818-1 2.4.3).
///
/// ```
/// 47 | 0 payload_unit_start:1 0 PID:13 | 00 adaptation:1 payload:1 continuity_counter:4
/// adaptation field: length:8 | 0 random_access:1 0 PCR:1 0000 | (base:33 111111 extension:9) | FF*
/// ```
///
/// Only packets with payload count (2.4.3.3). Nothing allocates. Not thread-safe.
final class PidWriter {
  static final int PACKET_BYTES = 188;

  /// No clock reference in this packet.
  static final long NO_PCR = -1;

  /// After so many packets the counter is where it was.
  static final int COUNTER_RANGE = 16;

  private static final int SYNC_BYTE = 0x47;
  private static final int HEADER_BYTES = 4;
  private static final int PAYLOAD_BYTES = PACKET_BYTES - HEADER_BYTES;
  private static final int PCR_BYTES = 6;
  private static final int ADAPTATION_ONLY = 2;
  private static final int PAYLOAD_ONLY = 1;
  private static final int BOTH = 3;
  private static final int FULL = SYNC_BYTE << 24 | PAYLOAD_ONLY << 4; // but PID and counter
  private static final int RANDOM_ACCESS_FLAG = 0x40;
  private static final int PCR_FLAG = 0x10;
  private static final int STUFFING = 0xFF;

  private final int pid;

  private int next; // the counter of the next packet with payload

  PidWriter(int pid) {
    this.pid = pid;
  }

  int pid() {
    return pid;
  }

  /// How many packets are missing to a multiple of 16 since the counter was 0.
  int missingPackets() {
    return -next & (COUNTER_RANGE - 1);
  }

  /// Starts again at counter 0.
  void reset() {
    next = 0;
  }

  /// A writer for the same PID at the same place.
  PidWriter copy() {
    PidWriter copy = new PidWriter(pid);
    copy.next = next;
    return copy;
  }

  /// Moves the counter back by `packets`.
  void rewind(int packets) {
    next = (next - packets) & (COUNTER_RANGE - 1);
  }

  /// Appends a section in as few packets as it needs; what is left of the last one is stuffed.
  void section(Octets section, ByteBuf out) {
    int from = 0;
    while (from < section.length()) {
      boolean first = from == 0;
      int room = first ? PAYLOAD_BYTES - 1 : PAYLOAD_BYTES;
      int take = Math.min(room, section.length() - from);
      header(first, PAYLOAD_ONLY, out);
      if (first) {
        out.writeByte(0); // pointer_field
      }
      for (int i = from; i < from + take; i++) {
        out.writeByte(section.at(i));
      }
      stuff(room - take, out);
      from += take;
    }
  }

  /// How many packets [#section] makes of `section`.
  static int packetsOf(Octets section) {
    return (section.length() + 1 + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES;
  }

  /// Appends a packet that holds only a clock reference; it does not count.
  void clock(long pcr, ByteBuf out) {
    header(false, ADAPTATION_ONLY, out);
    adaptation(PAYLOAD_BYTES - 1, false, pcr, out);
  }

  /// Appends all of `unit`, a PES packet or a section with its pointer_field.
  ///
  /// @param toMultiple whether to spread it over more packets than it needs, so that the packets
  ///   since [#reset] become a multiple of 16; `unit` then has at least 16 bytes
  void unit(ByteBuf unit, boolean randomAccess, long pcr, boolean toMultiple, ByteBuf out) {
    int fixed = randomAccess || pcr != NO_PCR ? 2 + (pcr != NO_PCR ? PCR_BYTES : 0) : 0;
    int packets =
        1 + Math.ceilDiv(Math.max(0, unit.readableBytes() + fixed - PAYLOAD_BYTES), PAYLOAD_BYTES);
    if (toMultiple) {
      packets += (missingPackets() - packets) & (COUNTER_RANGE - 1);
    }
    out.ensureWritable(packets * PACKET_BYTES);
    for (int left = packets; left > 0; left--) {
      boolean first = left == packets;
      int reserved = first ? fixed : 0;
      // Each packet that follows needs a byte of its own.
      int take = Math.min(PAYLOAD_BYTES - reserved, unit.readableBytes() - (left - 1));
      if (take == PAYLOAD_BYTES && !first) {
        full(unit, out);
      } else {
        mixed(take, first, randomAccess, pcr, unit, out);
      }
    }
  }

  /// Appends a packet of which all is payload, as nearly all of video are.
  private void full(ByteBuf unit, ByteBuf out) {
    int at = out.writerIndex();
    out.setInt(at, FULL | pid << Byte.SIZE | next);
    out.setBytes(at + HEADER_BYTES, unit, unit.readerIndex(), PAYLOAD_BYTES);
    out.writerIndex(at + PACKET_BYTES);
    unit.skipBytes(PAYLOAD_BYTES);
    next = (next + 1) & (COUNTER_RANGE - 1);
  }

  private void mixed(
      int take, boolean first, boolean randomAccess, long pcr, ByteBuf unit, ByteBuf out) {
    int adaptationBytes = PAYLOAD_BYTES - take;
    header(first, adaptationBytes > 0 ? BOTH : PAYLOAD_ONLY, out);
    if (adaptationBytes > 0) {
      adaptation(adaptationBytes - 1, first && randomAccess, first ? pcr : NO_PCR, out);
    }
    out.writeBytes(unit, take);
  }

  private void header(boolean unitStart, int fields, ByteBuf out) {
    int counter = next;
    if (fields == ADAPTATION_ONLY) {
      counter = (next - 1) & (COUNTER_RANGE - 1);
    } else {
      next = (next + 1) & (COUNTER_RANGE - 1);
    }
    out.writeByte(SYNC_BYTE);
    out.writeShort((unitStart ? 0x4000 : 0) | pid);
    out.writeByte((fields << 4) | counter);
  }

  /// An adaptation field with `length` bytes after its length.
  private static void adaptation(int length, boolean randomAccess, long pcr, ByteBuf out) {
    out.writeByte(length);
    if (length == 0) {
      return;
    }
    out.writeByte((randomAccess ? RANDOM_ACCESS_FLAG : 0) | (pcr != NO_PCR ? PCR_FLAG : 0));
    int used = 1;
    if (pcr != NO_PCR) {
      out.writeInt((int) (pcr >>> 1));
      out.writeShort((int) ((pcr & 1) << 15) | 0x7E00); // the extension counts 27 MHz: 0
      used += PCR_BYTES;
    }
    stuff(length - used, out);
  }

  private static void stuff(int bytes, ByteBuf out) {
    for (int i = 0; i < bytes; i++) {
      out.writeByte(STUFFING);
    }
  }
}
