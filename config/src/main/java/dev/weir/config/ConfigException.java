package dev.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration cannot be used; says everything that is wrong with it at once.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /// One thing that is wrong.
  ///
  /// @param place where in the document, such as `streams.live.DVR`, or the file's name
  /// @param message what was found and what is legal
  public record Problem(String place, String message) {
    @Override
    public String toString() {
      return place + ": " + message;
    }
  }

  private final transient List<Problem> problems;

  /// Creates it from what was found, in the order of the document.
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  static ConfigException of(String place, String message) {
    return new ConfigException(List.of(new Problem(place, message)));
  }

  /// Everything that is wrong, in the order of the document.
  public List<Problem> problems() {
    return problems;
  }
}
