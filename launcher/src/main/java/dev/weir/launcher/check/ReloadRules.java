package dev.weir.launcher.check;

import dev.weir.playlist.AttributeList;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MediaPlaylist.Part;
import dev.weir.playlist.MediaPlaylist.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is to be said of a media playlist and the same one some time later.
final class ReloadRules {
  private static final int WINDOW_TARGETS = 3;

  private final MediaPlaylist before;
  private final MediaPlaylist now;
  private final String where;
  private final Findings findings;

  ReloadRules(MediaPlaylist before, MediaPlaylist now, String where, Findings findings) {
    this.before = before;
    this.now = now;
    this.where = where;
    this.findings = findings;
  }

  void check() {
    sequences();
    segments();
    findings.require(
        before.targetDurationMicros() == now.targetDurationMicros(),
        HlsRule.TARGET_CONSTANT,
        where,
        "%.0f s, then %.0f s"
            .formatted(before.targetDurationMicros() / 1e6, now.targetDurationMicros() / 1e6));
    findings.require(
        !before.ended() || (now.nextSequence() == before.nextSequence() && now.ended()),
        HlsRule.ENDED,
        where,
        "it had ended before segment " + before.nextSequence());
    if (before.type() != null) {
      boolean kept = now.mediaSequence() == before.mediaSequence();
      boolean same = kept && now.nextSequence() == before.nextSequence();
      findings.require(
          before.type().equals(now.type()) && (before.type().equals("VOD") ? same : kept),
          HlsRule.TYPE,
          where,
          "%s, from segment %d to %d, then %s, from %d to %d"
              .formatted(
                  before.type(),
                  before.mediaSequence(),
                  before.nextSequence(),
                  now.type(),
                  now.mediaSequence(),
                  now.nextSequence()));
    }
    window();
    hint();
  }

  private void window() {
    long listed = now.segments().stream().mapToLong(Segment::durationMicros).sum();
    findings.require(
        now.mediaSequence() == before.mediaSequence()
            || now.ended()
            || listed >= WINDOW_TARGETS * now.targetDurationMicros(),
        HlsRule.WINDOW,
        where,
        "%.3f s are left, the target is %.0f s"
            .formatted(listed / 1e6, now.targetDurationMicros() / 1e6));
  }

  private void sequences() {
    findings.require(
        now.mediaSequence() >= before.mediaSequence()
            && now.nextSequence() >= before.nextSequence()
            && now.discontinuitySequence() >= before.discontinuitySequence(),
        HlsRule.SEQUENCE_GOES_UP,
        where,
        "from %d, %d discontinuities, then from %d, %d discontinuities"
            .formatted(
                before.mediaSequence(),
                before.discontinuitySequence(),
                now.mediaSequence(),
                now.discontinuitySequence()));
  }

  private void segments() {
    Map<Long, Segment> known = new HashMap<>();
    before.segments().forEach(segment -> known.put(segment.sequence(), segment));
    for (Segment segment : now.segments()) {
      Segment old = known.get(segment.sequence());
      if (old == null) {
        continue;
      }
      findings.require(
          old.uri().equals(segment.uri())
              && old.durationMicros() == segment.durationMicros()
              && old.discontinuity() == segment.discontinuity()
              && java.util.Objects.equals(old.range(), segment.range()),
          HlsRule.UNCHANGED,
          where + " line " + segment.line(),
          "segment %d was %s of %.6f s and is %s of %.6f s"
              .formatted(
                  segment.sequence(),
                  old.uri(),
                  old.durationMicros() / 1e6,
                  segment.uri(),
                  segment.durationMicros() / 1e6));
      // Numbers that were given stay: they show whether each one that left was counted.
      findings.require(
          old.discontinuitySequence() == segment.discontinuitySequence(),
          HlsRule.DISCONTINUITY_COUNTED,
          where + " line " + segment.line(),
          "segment %d was in discontinuity %d and is in %d"
              .formatted(
                  segment.sequence(),
                  old.discontinuitySequence(),
                  segment.discontinuitySequence()));
    }
  }

  /// The first part that is new must be the one that was announced.
  private void hint() {
    List<Part> known = partsFrom(before, before.nextSequence());
    List<Part> parts = partsFrom(now, before.nextSequence());
    if (parts.size() <= known.size()) {
      return;
    }
    for (AttributeList hint : before.hints()) {
      if ("PART".equals(hint.find("TYPE"))) {
        Part next = parts.get(known.size());
        findings.require(
            next.uri().equals(hint.find("URI")),
            HlsRule.HINT,
            where + " line " + next.line(),
            "%s came, %s was announced".formatted(next.uri(), hint.find("URI")));
        findings.looked("preload hints");
      }
    }
  }

  /// The parts of segment `sequence` and those behind it.
  private static List<Part> partsFrom(MediaPlaylist playlist, long sequence) {
    List<Part> parts = new ArrayList<>();
    for (Segment segment : playlist.segments()) {
      if (segment.sequence() >= sequence) {
        parts.addAll(segment.parts());
      }
    }
    parts.addAll(playlist.openParts());
    return parts;
  }
}
