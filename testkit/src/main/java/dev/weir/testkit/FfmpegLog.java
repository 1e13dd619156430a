package dev.weir.testkit;

import java.util.List;
import java.util.regex.Pattern;

/// What FFmpeg complained about; it runs with `-v repeat+level+warning`, so each line bears its
/// level.
public record FfmpegLog(List<String> lines) {
  private static final Pattern ERROR = Pattern.compile("\\[(error|fatal|panic)]");
  private static final Pattern WARNING = Pattern.compile("\\[warning]");

  /// Copies the list.
  public FfmpegLog {
    lines = List.copyOf(lines);
  }

  /// Lines of level error or worse.
  public List<String> errors() {
    return lines.stream().filter(ERROR.asPredicate()).toList();
  }

  /// Lines of level warning: damaged packets, times out of order, guesses.
  public List<String> warnings() {
    return lines.stream().filter(WARNING.asPredicate()).toList();
  }
}
