package dev.weir.rtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Puts packets in the order of their numbers, leaves out duplicates, and says what is lost.
///
/// A packet that is next is passed on at once and is not copied; one that is early is copied and
/// waits until those before it come, for a bounded time and in a bounded number. Not thread-safe;
/// [#close] gives back the memory.
public final class JitterBuffer implements AutoCloseable {
  /// Takes packets in order.
  public interface Output {
    /// Takes the next packet, which is lent.
    void packet(ByteBuf packet, long arrivalNanos);

    /// Says that so many packets before the next are missing; at least 1.
    void lost(int count);
  }

  // RFC 3550 A.1: a number so far off is believed when the one after it comes, too.
  private static final int MAX_LATE = 1_000;
  private static final int NO_SEQUENCE = -1;

  private final int maxPackets;
  private final long maxWaitNanos;
  private final Output output;
  private final @Nullable ByteBuf[] waiting;
  private final long[] arrivals;

  private boolean started;
  private int next; // number of the packet to pass on next, 16 bits
  private int waitingCount;
  private int suspect = NO_SEQUENCE; // the number that would confirm a jump
  private long lost;
  private long duplicates;
  private long late;

  /// @param maxPackets that may wait, a power of two up to 16384
  /// @param maxWaitNanos how long a packet may wait for those before it; 0 if none can come late
  public JitterBuffer(int maxPackets, long maxWaitNanos, Output output) {
    if (maxPackets < 2 || maxPackets > 16_384 || Integer.bitCount(maxPackets) != 1) {
      throw new IllegalArgumentException("maxPackets " + maxPackets);
    }
    this.maxPackets = maxPackets;
    this.maxWaitNanos = maxWaitNanos;
    this.output = output;
    this.waiting = new ByteBuf[maxPackets];
    this.arrivals = new long[maxPackets];
  }

  /// Takes a packet, which is lent.
  ///
  /// @param sequence its number, 16 bits
  public void offer(ByteBuf packet, int sequence, long nowNanos) {
    if (!started) {
      started = true;
      next = sequence;
    }
    int ahead = (short) (sequence - next);
    if (ahead >= maxPackets || ahead < -MAX_LATE) {
      if (sequence != suspect) {
        suspect = (sequence + 1) & 0xFFFF;
        return;
      }
      restart(sequence);
      ahead = 0;
    }
    suspect = NO_SEQUENCE;
    if (ahead == 0) {
      output.packet(packet, nowNanos);
      next = (next + 1) & 0xFFFF;
      passOn();
    } else if (ahead > 0) {
      keep(packet, sequence, nowNanos);
    } else {
      late++;
    }
    advance(nowNanos);
  }

  private void restart(int sequence) {
    while (waitingCount > 0) {
      skipToWaiting();
    }
    lost++;
    output.lost(1);
    next = sequence;
  }

  private void keep(ByteBuf packet, int sequence, long nowNanos) {
    int slot = sequence & (maxPackets - 1);
    if (waiting[slot] != null) {
      duplicates++;
      return;
    }
    waiting[slot] = packet.alloc().buffer(packet.readableBytes()).writeBytes(packet.slice());
    arrivals[slot] = nowNanos;
    waitingCount++;
  }

  /// Declares lost what has been waited for too long.
  public void advance(long nowNanos) {
    while (waitingCount > 0 && nowNanos - deadlineNanos() >= 0) {
      skipToWaiting();
    }
  }

  /// When [#advance] is to be called, or `Long.MAX_VALUE` if nothing waits.
  public long deadlineNanos() {
    if (waitingCount == 0) {
      return Long.MAX_VALUE;
    }
    // The first to be passed on need not be the one that came first, but it is the one in the way.
    return arrivals[firstWaiting() & (maxPackets - 1)] + maxWaitNanos;
  }

  private int firstWaiting() {
    int sequence = next;
    while (waiting[sequence & (maxPackets - 1)] == null) {
      sequence++;
    }
    return sequence;
  }

  private void skipToWaiting() {
    int first = firstWaiting();
    int count = first - next;
    next = first & 0xFFFF;
    lost += count;
    output.lost(count);
    passOn();
  }

  private void passOn() {
    ByteBuf packet = takeNext();
    while (packet != null) {
      try {
        output.packet(packet, arrivals[(next - 1) & (maxPackets - 1)]);
      } finally {
        packet.release();
      }
      packet = takeNext();
    }
  }

  private @Nullable ByteBuf takeNext() {
    int slot = next & (maxPackets - 1);
    ByteBuf packet = waiting[slot];
    if (packet != null) {
      waiting[slot] = null;
      waitingCount--;
      next = (next + 1) & 0xFFFF;
    }
    return packet;
  }

  /// Forgets all packets; the next one is taken as the first.
  public void reset() {
    for (int slot = 0; slot < maxPackets; slot++) {
      ByteBuf packet = waiting[slot];
      if (packet != null) {
        waiting[slot] = null;
        packet.release();
      }
    }
    waitingCount = 0;
    started = false;
    suspect = NO_SEQUENCE;
  }

  /// Packets that never came.
  public long lost() {
    return lost;
  }

  /// Packets that came while another of the same number waited.
  public long duplicates() {
    return duplicates;
  }

  /// Packets that came again, or after they had been declared lost.
  public long late() {
    return late;
  }

  @Override
  public void close() {
    reset();
  }
}
