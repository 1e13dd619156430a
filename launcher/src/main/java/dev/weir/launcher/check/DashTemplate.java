package dev.weir.launcher.check;

import dev.weir.playlist.XmlElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The SegmentTemplate of a representation, with what it has from the adaptation set and the period
/// around it (ISO/IEC 23009-1 5.3.9).
final class DashTemplate {
  private static final Pattern IDENTIFIER =
      Pattern.compile("\\$(RepresentationID|Number|Time|Bandwidth)?(?:%0(\\d{1,2})d)?\\$");
  private static final int MAX_SEGMENTS = 100_000;

  /// A segment that a timeline lists.
  ///
  /// @param time when it starts, and how long it lasts, in the template's timescale
  record Listed(long number, long time, long duration) {}

  private final Map<String, String> attributes = new HashMap<>();
  private final @Nullable XmlElement timeline;

  /// @param around the elements it may be in, from outside to inside
  DashTemplate(List<XmlElement> around) {
    XmlElement newest = null;
    for (XmlElement element : around) {
      XmlElement template = element.first("SegmentTemplate");
      if (template != null) {
        attributes.putAll(template.attributes());
        XmlElement own = template.first("SegmentTimeline");
        newest = own == null ? newest : own;
      }
    }
    timeline = newest;
  }

  @Nullable String attribute(String name) {
    return attributes.get(name);
  }

  long number(String name, long otherwise) {
    return new XmlElement("SegmentTemplate", attributes, List.of(), "", 0).number(name, otherwise);
  }

  boolean hasTimeline() {
    return timeline != null;
  }

  /// Puts in what identifiers stand for.
  static String address(String template, String id, long bandwidth, @Nullable Listed segment) {
    return IDENTIFIER
        .matcher(template)
        .replaceAll(found -> {
          String name = found.group(1) == null ? "" : found.group(1);
          Object value =
              switch (name) {
                case "RepresentationID" -> id;
                case "Bandwidth" -> bandwidth;
                case "Number" -> segment == null ? 0 : segment.number();
                case "Time" -> segment == null ? 0 : segment.time();
                default -> "$";
              };
          String width = found.group(2);
          return Matcher.quoteReplacement(
              width != null && value instanceof Long number
                  ? String.format(Locale.ROOT, "%0" + width + "d", number)
                  : value.toString());
        });
  }

  /// The segments of the timeline, oldest first.
  List<Listed> listed(String where, Findings findings) {
    List<Listed> segments = new ArrayList<>();
    long number = number("startNumber", 1);
    long next = -1;
    for (XmlElement s : timeline == null ? List.<XmlElement>of() : timeline.all("S")) {
      long time = s.number("t", Math.max(0, next));
      long duration = s.number("d", 0);
      findings.require(
          duration > 0 && (next < 0 || time == next),
          DashRule.TIMELINE,
          where,
          "S at %d of %d, the one before ends at %d".formatted(time, duration, next));
      // An open repetition (r = -1) lasts to the end of the period, which nobody says here: once.
      long repeats = Math.max(0, s.number("r", 0));
      for (long i = 0; i <= repeats && segments.size() < MAX_SEGMENTS; i++) {
        segments.add(new Listed(number++, time, duration));
        time += duration;
      }
      next = time;
    }
    return segments;
  }
}
