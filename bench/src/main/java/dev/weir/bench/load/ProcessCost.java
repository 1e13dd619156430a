package dev.weir.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process has used so far, with all of its threads; with its children too, because nginx
/// works in those. Linux.
record ProcessCost(long pid) {
  private static final double TICKS_PER_SECOND = 100; // of Linux's accounting

  /// Processor time.
  double cpuSeconds() throws IOException {
    double ticks = ticks(pid);
    String children = Files.readString(Path.of("/proc/%d/task/%d/children".formatted(pid, pid)));
    for (String child : children.split(" ", -1)) {
      if (!child.isBlank()) {
        ticks += ticks(Long.parseLong(child.strip()));
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static double ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
  }

  /// Memory that is there, of the process alone.
  long residentBytes() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", -1);
    return Long.parseLong(fields[1]) * 4096;
  }
}
