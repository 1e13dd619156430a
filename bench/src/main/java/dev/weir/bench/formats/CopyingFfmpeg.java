package dev.weir.bench.formats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// FFmpeg, to make media and to be measured beside Weir.
final class CopyingFfmpeg {
  private static final Pattern TIMES = Pattern.compile("bench: utime=([\\d.]+)s stime=([\\d.]+)s");
  private static final int ROUNDS = 3;

  private CopyingFfmpeg() {}

  /// Processor seconds of `-c copy` from `file` into the same format and nowhere, the least of
  /// some.
  static double seconds(Path file, String format) throws IOException {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> command = new ArrayList<>(List.of("-benchmark", "-i", file.toString()));
      command.addAll(List.of("-map", "0", "-c", "copy", "-f", format, "-y", "/dev/null"));
      Matcher times = TIMES.matcher(run(command));
      if (!times.find()) {
        throw new IOException("FFmpeg told no times for " + file);
      }
      least =
          Math.min(least, Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2)));
    }
    return least;
  }

  /// Runs it with these arguments; what it wrote.
  static String run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + "\n" + log);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return log;
  }
}
