package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// One PID of interest: its reader, and its continuity counter (ISO/IEC 13818-1 2.4.3.3).
final class PidState {
  private static final int UNKNOWN = -1;
  private static final int COUNTER_MASK = PidWriter.COUNTER_RANGE - 1;

  private final PidReader reader;

  private int counter = UNKNOWN; // of the last packet with payload
  private boolean repeated; // the last packet was sent twice

  PidState(PidReader reader) {
    this.reader = reader;
  }

  PidReader reader() {
    return reader;
  }

  /// Takes packets of this PID; see [PacketSync.Output#packets].
  ///
  /// @return whether something was lost
  boolean packets(int header, ByteBuf in, int at, int stride, int count, long position) {
    int looked = TsPacket.isPlain(header) && isNext(header) ? 0 : 1;
    boolean lost = looked > 0 && packet(header, in, at, position);
    if (count > looked) {
      repeated = false;
      counter = (TsPacket.counter(header) + count - 1) & COUNTER_MASK;
      int skipped = looked * stride;
      int payload = at + skipped + TsPacket.HEADER_BYTES;
      reader.payloads(in, payload, stride, count - looked, position + skipped);
    }
    return lost;
  }

  private boolean isNext(int header) {
    return TsPacket.counter(header) == ((counter + 1) & COUNTER_MASK);
  }

  private boolean packet(int header, ByteBuf in, int at, long position) {
    int payload = TsPacket.payload(header, in, at);
    if (TsPacket.hasError(header) || TsPacket.isScrambled(header) || payload < 0) {
      counter = UNKNOWN;
      reader.lost();
      return true;
    }
    boolean lost = false;
    if (TsPacket.isDiscontinuous(header, in, at)) {
      counter = UNKNOWN;
    }
    if (!TsPacket.hasPayload(header)) {
      return false;
    }
    int found = TsPacket.counter(header);
    if (counter != UNKNOWN && !isNext(header)) {
      // A packet may come twice, but not three times.
      if (found == counter && !repeated) {
        repeated = true;
        return false;
      }
      lost = reader.lost();
    }
    repeated = false;
    counter = found;
    int length = at + TsPacket.BYTES - payload;
    reader.payload(in, payload, length, TsPacket.startsUnit(header), position);
    return lost;
  }

  /// Forgets what is half read: reading goes on elsewhere.
  void restart() {
    counter = UNKNOWN;
    repeated = false;
    reader.restart();
  }
}
