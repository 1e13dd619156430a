package dev.weir.launcher.check;

import dev.weir.media.Octets;
import dev.weir.playlist.AttributeList;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MediaPlaylist.Part;
import dev.weir.playlist.MediaPlaylist.Segment;
import dev.weir.playlist.PlaylistLine;
import dev.weir.ts.SpliceInfo;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be said of a media playlist at one moment, without its media.
final class MediaPlaylistRules {
  private static final long MICROS_PER_SECOND = 1_000_000;

  /// Dates have milliseconds, durations more.
  private static final long DATE_TOLERANCE_MICROS = 20_000;

  private static final long SUM_TOLERANCE_MICROS = 20_000;
  private static final double SHORTEST_PART = 0.85;

  private final MediaPlaylist playlist;
  private final String where;
  private final Findings findings;

  MediaPlaylistRules(MediaPlaylist playlist, String where, Findings findings) {
    this.playlist = playlist;
    this.where = where;
    this.findings = findings;
  }

  void check(List<PlaylistLine> lines) {
    sequencePlace(lines);
    target(lines);
    dates();
    dateRanges();
    serverControl();
    findings.require(
        playlist.skippedSegments() == 0, HlsRule.SKIP, where, "nobody asked for a delta update");
    playlist.segments().forEach(this::parts);
    boolean open = !playlist.openParts().isEmpty();
    if (open || playlist.segments().stream().anyMatch(segment -> !segment.parts().isEmpty())) {
      findings.require(playlist.partTargetMicros() > 0, HlsRule.PART_INF, where, "there is none");
    }
    openParts();
  }

  private void sequencePlace(List<PlaylistLine> lines) {
    for (String tag : List.of("EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE")) {
      int count = 0;
      boolean media = false;
      for (PlaylistLine line : lines) {
        media |= line.isUri() || line.tag().equals("EXT-X-DISCONTINUITY");
        if (line.tag().equals(tag)) {
          findings.require(++count == 1 && !media, HlsRule.SEQUENCE_PLACE, at(line.number()), tag);
        }
      }
    }
  }

  private String at(int line) {
    return where + " line " + line;
  }

  private void target(List<PlaylistLine> lines) {
    // As it stands: the reader never gives less than a second.
    String said =
        lines.stream()
            .filter(line -> line.tag().equals("EXT-X-TARGETDURATION"))
            .map(line -> line.value().strip())
            .findFirst()
            .orElse("0");
    findings.require(
        said.matches("[0-9]+"), HlsRule.TARGET_DURATION, where, said + " is no whole number");
    long target = new BigDecimal(said).longValue();
    for (Segment segment : playlist.segments()) {
      long rounded = (segment.durationMicros() + MICROS_PER_SECOND / 2) / MICROS_PER_SECOND;
      findings.require(
          rounded <= target,
          HlsRule.TARGET_DURATION,
          at(segment.line()),
          "%.3f s with a target of %d s".formatted(segment.durationMicros() / 1e6, target));
    }
  }

  private void dates() {
    Segment before = null;
    for (Segment segment : playlist.segments()) {
      if (before != null
          && before.dateTime() != null
          && segment.dateTime() != null
          && !segment.discontinuity()) {
        long passed = Duration.between(before.dateTime(), segment.dateTime()).toNanos() / 1000;
        findings.require(
            Math.abs(passed - before.durationMicros()) <= DATE_TOLERANCE_MICROS,
            HlsRule.DATE_TIME,
            at(segment.line()),
            "%.3f s pass over a segment of %.3f s"
                .formatted(passed / 1e6, before.durationMicros() / 1e6));
      }
      before = segment;
    }
  }

  private void dateRanges() {
    boolean dated = playlist.segments().stream().anyMatch(segment -> segment.dateTime() != null);
    for (AttributeList range : playlist.dateRanges()) {
      findings.require(
          dated && range.find("ID") != null && range.find("START-DATE") != null,
          HlsRule.DATE_RANGE,
          where,
          "ID %s, START-DATE %s, %s"
              .formatted(
                  range.find("ID"),
                  range.find("START-DATE"),
                  dated ? "dates" : "no EXT-X-PROGRAM-DATE-TIME"));
      splice(range);
    }
  }

  private void splice(AttributeList range) {
    for (String name : List.of("SCTE35-OUT", "SCTE35-IN", "SCTE35-CMD")) {
      String section = range.find(name);
      findings.require(
          section == null || isSplice(section),
          HlsRule.SPLICE,
          where,
          "%s of %s is %s".formatted(name, range.find("ID"), section));
    }
    String duration = range.find("DURATION");
    findings.require(
        duration == null || !duration.startsWith("-"),
        HlsRule.SPLICE,
        where,
        "%s lasts %s s".formatted(range.find("ID"), duration));
  }

  private static boolean isSplice(String hex) {
    boolean even = hex.matches("0[xX](?:[0-9A-Fa-f]{2}){1,4096}");
    return even && SpliceInfo.intact(Octets.ofHex(hex.substring(2)));
  }

  private void serverControl() {
    AttributeList control = playlist.serverControl();
    long target = playlist.targetDurationMicros();
    atLeast(control.find("HOLD-BACK"), 3 * target, HlsRule.HOLD_BACK);
    atLeast(control.find("CAN-SKIP-UNTIL"), 6 * target, HlsRule.SKIP_UNTIL);
    String partHoldBack = control.find("PART-HOLD-BACK");
    atLeast(partHoldBack, 2 * playlist.partTargetMicros(), HlsRule.PART_HOLD_BACK);
    findings.require(
        playlist.partTargetMicros() == 0 || partHoldBack != null,
        HlsRule.PART_HOLD_BACK,
        where,
        "it is missing");
  }

  private void atLeast(@Nullable String seconds, long micros, Rule rule) {
    if (seconds != null) {
      long said = new BigDecimal(seconds.strip()).movePointRight(6).longValue();
      findings.require(
          said >= micros, rule, where, "%s s, at least %.3f s".formatted(seconds, micros / 1e6));
    }
  }

  private void parts(Segment segment) {
    if (segment.parts().isEmpty()) {
      return;
    }
    long sum = 0;
    int left = segment.parts().size();
    for (Part part : segment.parts()) {
      sum += part.durationMicros();
      left--;
      partDuration(part, left == 0);
    }
    findings.require(
        Math.abs(sum - segment.durationMicros()) <= SUM_TOLERANCE_MICROS,
        HlsRule.PART_SUM,
        at(segment.line()),
        "parts of %.3f s in a segment of %.3f s"
            .formatted(sum / 1e6, segment.durationMicros() / 1e6));
  }

  private void openParts() {
    playlist.openParts().forEach(part -> partDuration(part, false));
  }

  private void partDuration(Part part, boolean last) {
    long target = playlist.partTargetMicros();
    findings.require(
        part.durationMicros() <= target
            && (last || part.gap() || part.durationMicros() >= SHORTEST_PART * target),
        HlsRule.PART_DURATION,
        at(part.line()),
        "%.3f s with a target of %.3f s".formatted(part.durationMicros() / 1e6, target / 1e6));
  }
}
