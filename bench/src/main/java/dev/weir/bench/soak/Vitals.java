package dev.weir.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a server holds at one moment, after a collection of its garbage.
///
/// @param heapMegabytes live objects
/// @param nativeMegabytes what the virtual machine and direct buffers have asked the system for,
///   outside the heap
/// @param residentMegabytes of the whole process
/// @param handles open files and sockets
record Vitals(double heapMegabytes, double nativeMegabytes, double residentMegabytes, int handles) {
  static final String TITLE = "minute  heap MB  native MB  resident MB  handles  viewers  MB/s";

  // "ZHeap used 66M, …", "garbage-first heap total 262144K, used 23918K"
  private static final Pattern HEAP = Pattern.compile("used (\\d+)([MK])");
  private static final Pattern NATIVE =
      Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern JAVA_HEAP =
      Pattern.compile("Java Heap \\(reserved=\\d+KB, committed=(\\d+)KB");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /// Asks the process `pid`, whose native memory tracking is on.
  static Vitals of(long pid) throws IOException {
    jcmd(pid, "GC.run");
    Matcher heap = find(HEAP, jcmd(pid, "GC.heap_info"));
    double heapKilobytes =
        Double.parseDouble(heap.group(1)) * (heap.group(2).equals("M") ? 1024 : 1);
    String memory = jcmd(pid, "VM.native_memory", "summary");
    double nativeKilobytes = number(NATIVE, memory) - number(JAVA_HEAP, memory);
    Path process = Path.of("/proc", Long.toString(pid));
    double resident = number(RESIDENT, Files.readString(process.resolve("status")));
    try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
      return new Vitals(
          heapKilobytes / 1024, nativeKilobytes / 1024, resident / 1024, (int) handles.count());
    }
  }

  /// One line under [#TITLE].
  String line(int minute, int viewers, double megabytesPerSecond) {
    return String.format(
        Locale.ROOT,
        "%6d  %7.1f  %9.1f  %11.1f  %7d  %7d  %4.1f",
        minute,
        heapMegabytes,
        nativeMegabytes,
        residentMegabytes,
        handles,
        viewers,
        megabytesPerSecond);
  }

  private static double number(Pattern pattern, String text) {
    return Double.parseDouble(find(pattern, text).group(1));
  }

  private static Matcher find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in: " + text);
    }
    return matcher;
  }

  private static String jcmd(long pid, String... command) throws IOException {
    String[] words = new String[command.length + 2];
    words[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    words[1] = Long.toString(pid);
    System.arraycopy(command, 0, words, 2, command.length);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
