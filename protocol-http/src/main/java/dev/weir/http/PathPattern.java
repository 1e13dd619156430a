package dev.weir.http;

import java.util.Optional;

/// Which paths a route is for.
///
/// `$` stands for a stream name: one or more characters, no `/`. A pattern is for exactly its
/// paths, or also for everything below them.
final class PathPattern {
  private final String template;
  private final String head;
  private final String tail;
  private final boolean named;
  private final boolean below;

  private PathPattern(String template, boolean below) {
    int dollar = template.indexOf('$');
    if (!template.startsWith("/") || template.lastIndexOf('$') != dollar) {
      throw new IllegalArgumentException("path pattern " + template + " is not understood");
    }
    this.template = template;
    this.below = below;
    this.named = dollar >= 0;
    this.head = named ? template.substring(0, dollar) : template;
    this.tail = named ? template.substring(dollar + 1) : "";
  }

  static PathPattern exactly(String template) {
    return new PathPattern(template, false);
  }

  static PathPattern below(String template) {
    if (!template.endsWith("/")) {
      throw new IllegalArgumentException("prefix " + template + " does not end with /");
    }
    return new PathPattern(template, true);
  }

  static PathPattern startingWith(String template) {
    return new PathPattern(template, true);
  }

  /// What the parts of a path mean.
  ///
  /// @param stream what stands for `$`; empty if the pattern has none
  /// @param rest what follows the pattern
  record Match(String stream, String rest) {}

  Optional<Match> match(String path) {
    if (!path.startsWith(head)) {
      return Optional.empty();
    }
    return named ? matchNamed(path) : matchPlain(path);
  }

  private Optional<Match> matchPlain(String path) {
    return below || path.length() == head.length()
        ? Optional.of(new Match("", path.substring(head.length())))
        : Optional.empty();
  }

  private Optional<Match> matchNamed(String path) {
    int end = below ? path.indexOf(tail, head.length()) : path.length() - tail.length();
    if (end <= head.length() || !path.startsWith(tail, end)) {
      return Optional.empty();
    }
    String stream = path.substring(head.length(), end);
    return stream.indexOf('/') >= 0
        ? Optional.empty()
        : Optional.of(new Match(stream, path.substring(end + tail.length())));
  }

  @Override
  public String toString() {
    return below ? template + "…" : template;
  }
}
