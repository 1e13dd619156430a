package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.playlist.ByteRange;
import dev.weir.playlist.MediaPlaylist.Init;
import dev.weir.playlist.MediaPlaylist.Part;
import dev.weir.playlist.MediaPlaylist.Segment;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The segments of one rendition, in their order: each by itself, against what its playlist says,
/// and against the one before.
final class HlsSegments {
  private static final InitSection.Rules RULES =
      new InitSection.Rules(HlsRule.INIT_SECTION, HlsRule.DECODE_TIME);

  /// How far media and playlist may differ, beside one sample: sound is cut where pictures are.
  private static final long DURATION_TOLERANCE_MICROS = 100_000;

  private static final long GAP_TOLERANCE_MICROS = 5_000;
  private static final long TS_WRAP_MICROS = (1L << 33) * 100 / 9;

  /// A segment's size against time.
  record Weight(long durationMicros, long bytes) {}

  private final URI playlist;
  private final Web web;
  private final Findings findings;
  private final Map<Init, InitSection> inits = new HashMap<>();
  private final List<Weight> weights = new ArrayList<>();

  private @Nullable Segment last; // looked at
  private List<Stretch> lastStretches = List.of();

  HlsSegments(URI playlist, Web web, Findings findings) {
    this.playlist = playlist;
    this.web = web;
    this.findings = findings;
  }

  /// The tracks of the newest segment, with what it measures.
  List<Stretch> newest() {
    return lastStretches;
  }

  List<Weight> weights() {
    return weights;
  }

  /// Looks at a segment, which comes behind those looked at before.
  ///
  /// @param independent whether it is said to start with a keyframe
  void look(Segment segment, boolean independent) {
    String where = Addresses.at(playlist, segment.uri()).toString();
    byte[] bytes = segment.gap() ? null : fetch(segment.uri(), segment.range(), where);
    if (bytes == null) {
      return;
    }
    findings.looked("segments");
    weights.add(new Weight(segment.durationMicros(), bytes.length));
    List<Stretch> stretches = List.of();
    try {
      stretches = read(segment, bytes, where);
    } catch (MediaException e) {
      findings.add(HlsRule.SEGMENT_TYPE, where, String.valueOf(e.getMessage()));
    }
    for (Stretch stretch : stretches) {
      findings.require(
          !independent || !stretch.track().isVideo() || stretch.startsWithKeyframe(),
          HlsRule.INDEPENDENT,
          where,
          "track %d does not".formatted(stretch.track().id()));
    }
    duration(segment, stretches, where);
    goesOn(segment, stretches, where);
    parts(segment, stretches, where);
    last = segment;
    lastStretches = stretches;
  }

  private byte @Nullable [] fetch(String uri, @Nullable ByteRange range, String where) {
    try {
      Web.Reply reply = web.get(Addresses.at(playlist, uri), range);
      findings.require(reply.ok(), HlsRule.SEGMENT_THERE, where, "the answer is " + reply.status());
      return reply.ok() ? reply.body() : null;
    } catch (IOException e) {
      findings.add(HlsRule.SEGMENT_THERE, where, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<Stretch> read(Segment segment, byte[] bytes, String where) {
    if (!segment.keys().isEmpty()) {
      return List.of(); // Without the key nothing is to be seen.
    }
    Init map = segment.map();
    if (map != null) {
      InitSection init = init(map);
      return init == null ? List.of() : init.check(bytes, where);
    }
    if (TransportStream.starts(bytes)) {
      return new TransportStream(bytes, where, findings).check();
    }
    String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.UTF_8);
    boolean mp4 = start.startsWith("styp", 4) || start.startsWith("moof", 4);
    boolean text = start.startsWith("WEBVTT") || start.startsWith("\uFEFFWEBVTT");
    boolean packed = start.startsWith("ID3") || (bytes.length > 1 && bytes[0] == -1);
    findings.require(!mp4, HlsRule.MAP, where, "there is none");
    findings.require(
        !text || start.contains("X-TIMESTAMP-MAP="), HlsRule.WEBVTT, where, "there is no map");
    findings.require(
        mp4 || text || packed, HlsRule.SEGMENT_TYPE, where, "it starts like none of them");
    return List.of();
  }

  private @Nullable InitSection init(Init map) {
    InitSection known = inits.get(map);
    if (known != null) {
      return known;
    }
    String where = Addresses.at(playlist, map.uri()).toString();
    byte[] bytes = fetch(map.uri(), map.range(), where);
    if (bytes == null) {
      return null;
    }
    try {
      InitSection init = new InitSection(bytes, where, RULES, findings);
      inits.put(map, init);
      return init;
    } catch (MediaException e) {
      findings.add(HlsRule.INIT_SECTION, where, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void duration(Segment segment, List<Stretch> stretches, String where) {
    Stretch main = main(stretches);
    if (main != null) {
      findings.require(
          Math.abs(main.durationMicros() - segment.durationMicros())
              <= DURATION_TOLERANCE_MICROS + main.sampleMicros(),
          HlsRule.DURATION,
          where,
          "%.3f s of media, EXTINF says %.3f s"
              .formatted(main.durationMicros() / 1e6, segment.durationMicros() / 1e6));
    }
  }

  private static @Nullable Stretch main(List<Stretch> stretches) {
    return stretches.stream()
        .filter(stretch -> stretch.track().isVideo())
        .findFirst()
        .orElse(stretches.isEmpty() ? null : stretches.getFirst());
  }

  private void goesOn(Segment segment, List<Stretch> stretches, String where) {
    Segment before = last;
    if (before == null
        || segment.sequence() != before.sequence() + 1
        || segment.discontinuity()
        || stretches.isEmpty()
        || lastStretches.isEmpty()) {
      return;
    }
    for (Stretch stretch : stretches) {
      for (Stretch old : lastStretches) {
        if (old.track().id() == stretch.track().id()) {
          goesOn(segment, stretch, old, where);
        }
      }
    }
  }

  private void goesOn(Segment segment, Stretch stretch, Stretch old, String where) {
    findings.require(
        old.track().codec().equals(stretch.track().codec()),
        HlsRule.DISCONTINUITY,
        where,
        "the codec of track %d changes".formatted(stretch.track().id()));
    boolean exact = segment.map() != null;
    long gap = stretch.firstMicros() - old.endMicros();
    if (!exact) {
      gap = Math.floorMod(gap + TS_WRAP_MICROS / 2, TS_WRAP_MICROS) - TS_WRAP_MICROS / 2;
    }
    long tolerance = GAP_TOLERANCE_MICROS + (exact ? 0 : 2 * old.sampleMicros());
    findings.require(
        Math.abs(gap) <= tolerance,
        HlsRule.DISCONTINUITY,
        where,
        "track %d goes on after %.6f s".formatted(stretch.track().id(), gap / 1e6));
  }

  private void parts(Segment segment, List<Stretch> stretches, String where) {
    Stretch main = main(stretches);
    Init map = segment.map();
    InitSection init = map == null ? null : inits.get(map);
    if (segment.parts().isEmpty() || main == null || init == null) {
      return;
    }
    int samples = 0;
    for (Part part : segment.parts()) {
      Stretch stretch = part.gap() ? null : part(part, init);
      if (stretch == null) {
        return;
      }
      samples += stretch.samples();
    }
    findings.require(
        samples == main.samples(),
        HlsRule.PART_MEDIA,
        where,
        "%d samples, %d in its parts".formatted(main.samples(), samples));
  }

  private @Nullable Stretch part(Part part, InitSection init) {
    String where = Addresses.at(playlist, part.uri()).toString();
    byte[] bytes = fetch(part.uri(), part.range(), where);
    if (bytes == null) {
      return null;
    }
    findings.looked("parts");
    Stretch main = main(init.check(bytes, where));
    if (main != null) {
      findings.require(
          !main.track().isVideo() || part.independent() == main.startsWithKeyframe(),
          HlsRule.PART_INDEPENDENT,
          where,
          part.independent() ? "it does not" : "it does, and INDEPENDENT is missing");
      findings.require(
          Math.abs(main.durationMicros() - part.durationMicros())
              <= DURATION_TOLERANCE_MICROS / 2 + main.sampleMicros(),
          HlsRule.DURATION,
          where,
          "%.3f s of media, the part says %.3f s"
              .formatted(main.durationMicros() / 1e6, part.durationMicros() / 1e6));
    }
    return main;
  }
}
