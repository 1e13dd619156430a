package dev.weir.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the machine says of itself.
///
/// @param cpuTenths of a percent in use
/// @param memoryTotalKib altogether
/// @param memoryUsedKib in use
/// @param sharedTotalKib of shared memory
/// @param sharedUsedKib of that in use
/// @param networkUpBytes sent by all interfaces but the loopback
/// @param networkDownBytes received by them
record Machine(
    long cpuTenths,
    long memoryTotalKib,
    long memoryUsedKib,
    long sharedTotalKib,
    long sharedUsedKib,
    long networkUpBytes,
    long networkDownBytes) {
  private static final Path SHARED = Path.of("/dev/shm");
  private static final Path INTERFACES = Path.of("/proc/net/dev");

  // Fields of a line of /proc/net/dev behind the colon: 8 of what was received, then what was sent.
  private static final int RECEIVED_BYTES = 0;
  private static final int SENT_BYTES = 8;

  /// How it is now.
  static Machine now() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    long total = system.getTotalMemorySize() / 1024;
    return new Machine(
        Math.max(0, Math.round(system.getCpuLoad() * 1000)),
        total,
        total - system.getFreeMemorySize() / 1024,
        shared(false) / 1024,
        shared(true) / 1024,
        network(SENT_BYTES),
        network(RECEIVED_BYTES));
  }

  private static long shared(boolean used) {
    try {
      FileStore store = Files.getFileStore(SHARED);
      return used ? store.getTotalSpace() - store.getUsableSpace() : store.getTotalSpace();
    } catch (IOException _) {
      return 0; // not every machine has it
    }
  }

  private static long network(int field) {
    try (Stream<String> lines = Files.lines(INTERFACES)) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(line -> line.length == 2 && !line[0].strip().equals("lo"))
          .mapToLong(line -> Long.parseLong(line[1].strip().split("\\s+", -1)[field]))
          .sum();
    } catch (IOException _) {
      return 0; // this is no Linux
    }
  }
}
