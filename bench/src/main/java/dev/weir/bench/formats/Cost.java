package dev.weir.bench.formats;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/// What one round of some work costs the thread that does it: processor time, so that other work on
/// the machine does not count, and memory allocated.
///
/// @param nanos of processor time, the least of all rounds
/// @param allocatedBytes of the last round
record Cost(long nanos, long allocatedBytes) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LEAST_NANOS = 2_000_000_000L;
  private static final int LEAST_ROUNDS = 5;

  /// One round.
  interface Work {
    void run() throws IOException;
  }

  /// Does the work for two seconds, and five times at least: the first rounds warm up.
  static Cost of(Work work) throws IOException {
    long best = Long.MAX_VALUE;
    long allocated = 0;
    long spent = 0;
    for (int round = 0; round < LEAST_ROUNDS || spent < LEAST_NANOS; round++) {
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long start = THREADS.getCurrentThreadCpuTime();
      work.run();
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
      best = Math.min(best, nanos);
      spent += nanos;
    }
    return new Cost(best, allocated);
  }
}
