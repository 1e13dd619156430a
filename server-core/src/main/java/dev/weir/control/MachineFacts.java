package dev.weir.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the machine has and how busy it is, in the words of `capabilities` and `load`.
final class MachineFacts {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");

  private MachineFacts() {}

  /// `cpu`, `threads`, `cpu_use`, `mem` and `load`.
  static ObjectNode describe() {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    int threads = Runtime.getRuntime().availableProcessors();
    Map<String, String> processor = fields(PROCESSORS);
    long mhz = Math.round(decimal(processor.get("cpu MHz")));
    facts
        .putArray("cpu")
        .addObject()
        .put("model", processor.getOrDefault("model name", ""))
        .put("cores", Math.round(decimal(processor.getOrDefault("cpu cores", "" + threads))))
        .put("threads", threads)
        .put("mhz", mhz);
    facts.put("speed", mhz * threads).put("threads", threads);
    facts.put("cpu_use", Math.round(cpuLoad() * 1000));
    memory(facts.putObject("mem"));
    ObjectNode load = facts.putObject("load");
    load.put("mem", memoryPercent()).put("shm", 0);
    List<Double> averages = averages();
    List<String> names = List.of("one", "five", "fifteen");
    for (int i = 0; i < names.size() && i < averages.size(); i++) {
      load.put(names.get(i), Math.round(averages.get(i) * 100));
    }
    return facts;
  }

  /// Percentages with one decimal.
  static ObjectNode load() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("mem", Math.round(memoryUsed() * 1000) / 10.0)
        .put("shm", 0.0)
        .put("cpu", Math.round(cpuLoad() * 1000) / 10.0);
  }

  /// MiB.
  private static void memory(ObjectNode out) {
    Map<String, String> memory = fields(MEMORY);
    long total = mebibytes(memory, "MemTotal");
    long free = mebibytes(memory, "MemFree");
    long cached = mebibytes(memory, "Cached");
    out.put("total", total).put("free", free).put("cached", cached);
    out.put("used", total - free - cached - mebibytes(memory, "Buffers"));
    out.put("swaptotal", mebibytes(memory, "SwapTotal"));
    out.put("swapfree", mebibytes(memory, "SwapFree"));
    out.put("shmtotal", 0).put("shmfree", 0); // nothing of ours is there
  }

  private static long memoryPercent() {
    return Math.round(memoryUsed() * 100);
  }

  private static double memoryUsed() {
    Map<String, String> memory = fields(MEMORY);
    double total = mebibytes(memory, "MemTotal");
    return total == 0 ? 0 : 1 - mebibytes(memory, "MemAvailable") / total;
  }

  private static double cpuLoad() {
    return Math.max(
        0,
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getCpuLoad());
  }

  private static List<Double> averages() {
    try {
      return List.of(Files.readString(LOAD).split(" ", -1)).stream()
          .limit(3)
          .map(MachineFacts::decimal)
          .toList();
    } catch (IOException _) {
      return List.of(); // this is no Linux
    }
  }

  private static long mebibytes(Map<String, String> memory, String name) {
    String kibibytes = memory.getOrDefault(name, "0").replace(" kB", "");
    return Math.round(decimal(kibibytes)) / 1024;
  }

  private static double decimal(@Nullable String text) {
    try {
      return text == null ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// The `name: value` lines of a file, the first of each name.
  private static Map<String, String> fields(Path file) {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.putIfAbsent(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
        }
      }
    } catch (IOException _) {
      // This is no Linux, and says nothing of itself.
    }
    return fields;
  }
}
