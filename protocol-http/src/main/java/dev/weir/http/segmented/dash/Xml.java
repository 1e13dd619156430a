package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.ManifestText;
import java.time.Duration;
import java.util.Locale;

/// Writes elements and attributes; whatever a value is, it stays a value.
final class Xml {
  private final ManifestText text;
  private final StringBuilder out; // of that text

  Xml(ManifestText text) {
    this.text = text;
    this.out = text.text();
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  }

  /// Starts an element, whose attributes follow.
  Xml begin(String name) {
    out.append('<').append(name);
    return this;
  }

  Xml attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
    return this;
  }

  Xml attribute(String name, long value) {
    return attribute(name, Long.toString(value));
  }

  /// A duration (ISO 8601), to the millisecond. Long ones have days and hours: GStreamer counts
  /// their seconds in 32 bits.
  Xml duration(String name, long micros) {
    Duration duration = Duration.ofMillis(micros / 1000);
    long days = duration.toDays();
    Duration time = duration.minusDays(days);
    return attribute(
        name, days == 0 ? time.toString() : "P" + days + "D" + time.toString().substring(1));
  }

  /// An element of text.
  void text(String name, String value) {
    out.append('<').append(name).append('>');
    escape(value);
    close(name);
  }

  /// Ends the attributes of an element that contains others.
  void open() {
    out.append(">\n");
  }

  /// Ends an element without content.
  void end() {
    out.append("/>\n");
  }

  /// Ends an element that contains others.
  void close(String name) {
    out.append("</").append(name).append(">\n");
  }

  /// Says that an element ends of which there may be many.
  void entryEnds() {
    text.entryEnds();
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c < ' ' ? ' ' : c);
      }
    }
  }

  static String seconds(long micros) {
    return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
  }
}
