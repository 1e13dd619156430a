package dev.weir.metrics;

import java.util.Locale;

/// Writes metrics in the text format of Prometheus, version 0.0.4.
///
/// A metric's samples follow its [#metric]; labels come as names and values in turn. Not
/// thread-safe.
final class Exposition {
  /// The media type of the text.
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(16 * 1024);
  private String name = ""; // of the metric that was begun last

  /// The types that are used.
  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /// Begins a metric.
  Exposition metric(String metric, Kind kind, String help) {
    name = metric;
    text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(metric).append(' ');
    text.append(kind.name().toLowerCase(Locale.ROOT)).append('\n');
    return this;
  }

  /// A sample of the metric.
  Exposition sample(long value, String... labels) {
    return sample("", Long.toString(value), labels);
  }

  /// A sample of the metric.
  Exposition sample(double value, String... labels) {
    return sample("", Double.toString(value), labels);
  }

  /// A sample of a histogram: one of `_bucket`, `_sum` and `_count`.
  Exposition part(String suffix, String value, String... labels) {
    return sample(suffix, value, labels);
  }

  private Exposition sample(String suffix, String value, String... labels) {
    text.append(name).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      escape(labels[i + 1]);
      text.append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
