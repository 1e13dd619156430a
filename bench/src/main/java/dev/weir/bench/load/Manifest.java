package dev.weir.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a player learns from a manifest: the newest pieces, and when to ask again. Reads what Weir
/// writes, and no more of the formats.
///
/// @param newest addresses relative to the manifest, oldest first; a player takes those that it
///   does not know
/// @param reload what to ask for next, relative to the manifest; with parts it is waited for
/// @param reloadMillis when to ask for it
record Manifest(List<String> newest, String reload, long reloadMillis) {

  /// What is read.
  enum Kind {
    /// A media playlist: its last segments.
    HLS,
    /// A media playlist: its last parts, and a reload that waits for the next one.
    PARTS,
    /// An MPD with a timeline: the last segment of each representation.
    DASH
  }

  private static final int NEWEST = 3;

  private static final Pattern TARGET = Pattern.compile("TARGETDURATION:(\\d+)");
  private static final Pattern PART = Pattern.compile("#EXT-X-PART:.*URI=\"([^\"]+)\"");
  private static final Pattern HINT = Pattern.compile("PRELOAD-HINT.*chunk_(\\d+)\\.(\\d+)\\.m4s");
  private static final Pattern PERIOD = Pattern.compile("minimumUpdatePeriod=\"PT([0-9.]+)S\"");
  private static final Pattern TEMPLATE =
      Pattern.compile("startNumber=\"(\\d+)\"[^>]* media=\"([^\"]+)\"");
  private static final Pattern REPEATED = Pattern.compile("<S [^>]*?(?:r=\"(\\d+)\")?/>");

  static Manifest read(Kind kind, String text) {
    return switch (kind) {
      case HLS -> segments(text);
      case PARTS -> parts(text);
      case DASH -> dash(text);
    };
  }

  private static Manifest segments(String text) {
    List<String> all =
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    Matcher target = TARGET.matcher(text);
    long seconds = target.find() ? Long.parseLong(target.group(1)) : 1;
    return new Manifest(last(all), "", seconds * 1000);
  }

  private static Manifest parts(String text) {
    List<String> newest = new ArrayList<>();
    Matcher part = PART.matcher(text);
    while (part.find()) {
      newest.add(part.group(1));
    }
    Matcher hint = HINT.matcher(text);
    String query =
        hint.find()
            ? "?_HLS_msn=" + hint.group(1) + "&_HLS_part=" + hint.group(2) + "&_HLS_skip=YES"
            : "";
    return new Manifest(last(newest), query, 0);
  }

  private static List<String> last(List<String> pieces) {
    return pieces.subList(Math.max(0, pieces.size() - NEWEST), pieces.size());
  }

  private static Manifest dash(String text) {
    List<String> newest = new ArrayList<>();
    Matcher template = TEMPLATE.matcher(text);
    while (template.find()) {
      String timeline = text.substring(template.end(), text.indexOf("</SegmentT", template.end()));
      long number = Long.parseLong(template.group(1)) - 1;
      Matcher repeated = REPEATED.matcher(timeline);
      while (repeated.find()) {
        number += 1 + (repeated.group(1) == null ? 0 : Long.parseLong(repeated.group(1)));
      }
      newest.add(template.group(2).replace("$Number$", Long.toString(number)));
    }
    Matcher period = PERIOD.matcher(text);
    double seconds = period.find() ? Double.parseDouble(period.group(1)) : 1;
    return new Manifest(newest, "", Math.max(100, (long) (seconds * 1000)));
  }
}
