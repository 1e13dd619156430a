package dev.weir.bench.formats;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// What one round of some work costs the thread that does it: processor time, so that other work on
/// the machine does not count, and memory allocated.
///
/// @param nanos of processor time, the least of all rounds
/// @param allocatedBytes of the last round
record Cost(long nanos, long allocatedBytes) {
  /// Titles of what [#columns] prints.
  static final String COLUMNS =
      "copy GB/s | read GB/s | of copy | B a sample | write GB/s | of copy | B a sample";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LEAST_NANOS = 2_000_000_000L;
  private static final long LEAST_ROUND_NANOS = 1_000_000;
  private static final int LEAST_ROUNDS = 5;

  /// One round.
  interface Work {
    void run() throws IOException;
  }

  /// Does the work for two seconds, and five times at least: the first rounds warm up. Work of less
  /// than a millisecond, for which the clock is too coarse, is done more often in a round.
  static Cost of(Work work) throws IOException {
    long best = Long.MAX_VALUE;
    long allocated = 0;
    long spent = 0;
    int repeats = 1;
    for (int round = 0; round < LEAST_ROUNDS || spent < LEAST_NANOS; round++) {
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < repeats; i++) {
        work.run();
      }
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      spent += nanos;
      if (nanos < LEAST_ROUND_NANOS) {
        repeats *= 2;
      } else {
        allocated = (THREADS.getCurrentThreadAllocatedBytes() - bytes) / repeats;
        best = Math.min(best, nanos / repeats);
      }
    }
    return new Cost(best, allocated);
  }

  /// What copying the readable bytes costs.
  static Cost ofCopy(ByteBuf bytes) throws IOException {
    ByteBuf copy = Unpooled.directBuffer(bytes.readableBytes());
    Cost cost =
        Cost.of(() -> copy.clear().writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes()));
    copy.release();
    return cost;
  }

  /// What reading and writing the bytes costs, under [#COLUMNS].
  ///
  /// @param samples that are in the bytes
  static String columns(ByteBuf bytes, Cost copy, Cost read, Cost write, long samples) {
    return String.format(
        Locale.ROOT,
        "%.1f | %.1f | %.1f | %d | %.1f | %.1f | %d",
        copy.rate(bytes),
        read.rate(bytes),
        read.times(copy),
        read.allocatedBytes / samples,
        write.rate(bytes),
        write.times(copy),
        write.allocatedBytes / samples);
  }

  /// GB/s, if the readable bytes were worked on.
  private double rate(ByteBuf bytes) {
    return (double) bytes.readableBytes() / nanos;
  }

  /// How many times as long as `other`.
  private double times(Cost other) {
    return (double) nanos / other.nanos;
  }
}
