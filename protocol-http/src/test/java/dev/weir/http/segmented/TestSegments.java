package dev.weir.http.segmented;

import dev.weir.http.TestStreams;
import dev.weir.media.Track;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/// Made-up segments for tests of manifests: two seconds of pictures and sound in four parts.
public final class TestSegments {
  /// When the stream started.
  public static final Instant START = Instant.parse("2026-03-04T05:06:07.123456Z");

  private static final long PART_MICROS = 500_000;
  private static final int PARTS = 4;

  private TestSegments() {}

  /// A finished segment, with number 100 + `number`.
  public static Segment segment(int number, boolean discontinuity, long discontinuitySequence) {
    return of(number, discontinuity, discontinuitySequence, PARTS);
  }

  /// What there is of a segment when so many of its parts are.
  public static Segment open(int number, long discontinuitySequence, int parts) {
    return of(number, false, discontinuitySequence, parts);
  }

  /// What is known while the stream runs.
  public static Snapshot live(List<Segment> segments) {
    return new Snapshot(segments, null, 2_000_001, PART_MICROS, true);
  }

  private static Segment of(
      int number, boolean discontinuity, long discontinuitySequence, int parts) {
    List<Part> all = IntStream.range(0, parts).mapToObj(i -> part(number * PARTS + i)).toList();
    return of(number, discontinuity, discontinuitySequence, all);
  }

  /// The segment that `parts` make.
  public static Segment of(
      int number, boolean discontinuity, long discontinuitySequence, List<Part> parts) {
    return Segment.of(
        100 + number,
        discontinuitySequence,
        discontinuity,
        discontinuitySequence,
        discontinuity ? parts.getFirst().startMicros() : 0,
        ChronoUnit.MICROS.between(Instant.EPOCH, START),
        parts);
  }

  private static Part part(int number) {
    return new Part(
        number * PART_MICROS,
        PART_MICROS,
        List.of(
            span(TestStreams.SOUND, number, 10, 1000, true),
            span(Gop.video(320, 180), number, 5, 5000, number % PARTS == 0)));
  }

  private static TrackSpan span(Track track, int part, int samples, int bytes, boolean keyframe) {
    return new TrackSpan(
        track,
        (long) part * samples,
        (part + 1L) * samples,
        samples,
        bytes,
        bytes / samples,
        part * PART_MICROS,
        (part + 1) * PART_MICROS,
        0,
        keyframe);
  }
}
