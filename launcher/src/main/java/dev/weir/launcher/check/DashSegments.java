package dev.weir.launcher.check;

import dev.weir.launcher.check.DashTemplate.Listed;
import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The segments of one representation: each by itself and against what the MPD says of it.
final class DashSegments {
  private static final double BANDWIDTH_TOLERANCE = 2; // it is of buffers, not of segments
  private static final long TOLERANCE_MICROS = 1_000;

  private final String codecs;
  private final long bandwidth;
  private final Web web;
  private final Findings findings;
  private final @Nullable InitSection init; // null if it cannot be had

  private NavigableMap<Long, Listed> known = new TreeMap<>(); // as the MPD listed them last
  private long nextTime = Long.MIN_VALUE; // of the first segment not looked at
  private int looked;

  DashSegments(
      URI init,
      @Nullable String codecs,
      long bandwidth,
      InitSection.Rules rules,
      Web web,
      Findings findings) {
    this.codecs = codecs == null ? "" : codecs.toLowerCase(Locale.ROOT);
    this.bandwidth = bandwidth;
    this.web = web;
    this.findings = findings;
    this.init = read(init, rules);
  }

  private @Nullable InitSection read(URI uri, InitSection.Rules rules) {
    byte[] bytes = fetch(uri);
    if (bytes == null) {
      return null;
    }
    try {
      InitSection section = new InitSection(bytes, uri.toString(), rules, findings);
      for (Track track : section.tracks()) {
        String codec = track.codec().codecString();
        findings.require(
            codec == null
                || List.of(codecs.split("[, ]+", -1)).contains(codec.toLowerCase(Locale.ROOT)),
            DashRule.CODECS,
            uri.toString(),
            "\"%s\" is said, %s there".formatted(codecs, codec));
      }
      return section;
    } catch (MediaException e) {
      findings.add(rules.section(), uri.toString(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private byte @Nullable [] fetch(URI uri) {
    try {
      Web.Reply reply = web.get(uri);
      findings.require(
          reply.ok(), DashRule.SEGMENT_THERE, uri.toString(), "the answer is " + reply.status());
      return reply.ok() ? reply.body() : null;
    } catch (IOException e) {
      findings.add(DashRule.SEGMENT_THERE, uri.toString(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// Holds what is listed now against what was listed before.
  void compare(NavigableMap<Long, Listed> now, String where) {
    if (!known.isEmpty() && !now.isEmpty()) {
      boolean back = now.firstKey() < known.firstKey() || now.lastKey() < known.lastKey();
      boolean same =
          known.tailMap(now.firstKey()).entrySet().stream()
              .allMatch(old -> sameDuration(old.getValue(), now.get(old.getKey())));
      findings.require(
          !back && same,
          DashRule.TIMELINE_STAYS,
          where,
          "from %d to %d, then from %d to %d"
              .formatted(known.firstKey(), known.lastKey(), now.firstKey(), now.lastKey()));
    }
    known = now;
  }

  /// Numbers may mean nothing: where segments are addressed by time, all MPDs may start with 1.
  private static boolean sameDuration(Listed old, @Nullable Listed now) {
    return now != null && now.duration() == old.duration();
  }

  /// Those that are to be looked at: at first so many of the newest, then what is new.
  List<Listed> fresh(NavigableMap<Long, Listed> all, int first, int most) {
    List<Listed> fresh = new ArrayList<>(all.tailMap(nextTime).values());
    int from = nextTime == Long.MIN_VALUE ? Math.max(0, fresh.size() - first) : 0;
    int count = Math.max(0, Math.min(fresh.size() - from, most - looked));
    return List.copyOf(fresh.subList(from, from + count));
  }

  private static boolean isThen(Stretch stretch, long startMicros, long durationMicros) {
    long tolerance = TOLERANCE_MICROS + stretch.sampleMicros();
    return Math.abs(stretch.earliestMicros() - startMicros) <= tolerance
        && Math.abs(stretch.durationMicros() - durationMicros) <= tolerance;
  }

  /// Fetches a segment.
  ///
  /// @param exact whether the MPD says when it is; otherwise only about
  /// @param schemes of which it may have events
  void look(URI uri, Listed listed, Timescale clock, boolean exact, Set<String> schemes) {
    looked++;
    nextTime = listed.time() + 1;
    byte[] bytes = init == null ? null : fetch(uri);
    if (init == null || bytes == null) {
      return;
    }
    findings.looked("segments");
    String where = uri.toString();
    long micros = clock.toMicros(listed.duration());
    findings.require(
        bytes.length * 8_000_000.0 / micros <= bandwidth * BANDWIDTH_TOLERANCE,
        DashRule.BANDWIDTH,
        where,
        "%d bytes for %.3f s at %d bits a second".formatted(bytes.length, micros / 1e6, bandwidth));
    try {
      for (String scheme : init.layout(bytes).eventSchemes()) {
        findings.require(
            schemes.contains(scheme), DashRule.INBAND_EVENTS, where, scheme + " is not");
      }
      for (Stretch stretch : init.check(bytes, where)) {
        findings.require(
            !exact || isThen(stretch, clock.toMicros(listed.time()), micros),
            DashRule.TIME,
            where,
            "from %.6f s for %.6f s; the MPD says %.6f and %.6f"
                .formatted(
                    stretch.earliestMicros() / 1e6,
                    stretch.durationMicros() / 1e6,
                    clock.toMicros(listed.time()) / 1e6,
                    micros / 1e6));
        findings.require(
            !stretch.track().isVideo() || stretch.startsWithKeyframe(),
            DashRule.KEYFRAME,
            where,
            "it does not");
      }
    } catch (MediaException e) {
      findings.add(DashRule.FRAGMENT, where, String.valueOf(e.getMessage()));
    }
  }
}
