package dev.weir.bench.formats;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `bench/run formats [NAME]`: what [FileRates] and [PayloadRates] measure, each line, or the one
/// of that name, in a virtual machine of its own.
///
/// For a server sees few formats, and the compiler makes slower code of what it has seen do
/// different things.
public final class FormatRates {
  private FormatRates() {}

  /// Prints the tables.
  public static void main(String[] args) throws IOException, InterruptedException {
    String wanted = args.length == 0 ? "" : args[0];
    table(FileRates.TITLES, FileRates.names(), wanted);
    System.out.println();
    table(PayloadRates.TITLES, PayloadRates.names(), wanted);
  }

  private static void table(String titles, List<String> names, String wanted)
      throws IOException, InterruptedException {
    System.out.println(titles);
    System.out.println(titles.replaceAll("[^|]+", "--:").replaceFirst("--:", "---"));
    for (String name : names) {
      if (wanted.isEmpty() || name.equals(wanted)) {
        inItsOwnMachine(name);
      }
    }
  }

  private static void inItsOwnMachine(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Line.class.getName()));
    command.add(name);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(name + " was not measured");
    }
  }

  /// What the other machine runs.
  static final class Line {
    private Line() {}

    /// Prints one line.
    public static void main(String[] args) throws IOException {
      if (FileRates.names().contains(args[0])) {
        FileRates.measure(args[0]);
      } else {
        PayloadRates.measure(args[0]);
      }
    }
  }
}
