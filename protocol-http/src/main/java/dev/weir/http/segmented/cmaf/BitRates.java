package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.TrackSpan;
import java.util.List;
import java.util.function.ToLongBiFunction;

/// What a track takes in CMAF segments, in bits per second.
///
/// @param peak of the segment that takes most
/// @param mean over all
public record BitRates(long peak, long mean) {
  /// `prft`, `moof` and the header of `mdat`, without the samples' entries.
  private static final int PART_BYTES = 144;

  private static final int SEGMENT_BYTES = 28; // styp
  private static final int PICTURE_BYTES = 16; // the sample's entry in trun
  private static final int SOUND_BYTES = 8;

  /// Measures a track.
  public static BitRates of(List<Segment> segments, int trackId) {
    return measured(segments, trackId, BitRates::bytes);
  }

  /// Measures the first pictures of a track's segments, each of which lasts as long as its segment.
  public static BitRates ofFirstPictures(List<Segment> segments, int trackId) {
    return measured(
        segments,
        trackId,
        (_, span) -> span.firstBytes() + PICTURE_BYTES + PART_BYTES + SEGMENT_BYTES);
  }

  private static BitRates measured(
      List<Segment> segments, int trackId, ToLongBiFunction<Segment, TrackSpan> sizeBytes) {
    long bytes = 0;
    long micros = 0;
    long peak = 0;
    for (Segment segment : segments) {
      TrackSpan span = segment.span(trackId).orElse(null);
      if (span != null && span.durationMicros() > 0) {
        long size = sizeBytes.applyAsLong(segment, span);
        bytes += size;
        micros += span.durationMicros();
        peak = Math.max(peak, Math.ceilDiv(size * 8_000_000L, span.durationMicros()));
      }
    }
    return new BitRates(Math.max(1, peak), micros == 0 ? 1 : bytes * 8_000_000L / micros);
  }

  private static long bytes(Segment segment, TrackSpan span) {
    long entry = span.track().isVideo() ? PICTURE_BYTES : SOUND_BYTES;
    long boxes = (long) segment.parts().size() * PART_BYTES + SEGMENT_BYTES;
    return span.payloadBytes() + span.samples() * entry + boxes;
  }

  /// Pictures per second, as measured, because headers are often silent or wrong; 0 if unknown.
  public static double pictureRate(List<Segment> segments, int trackId) {
    long samples = 0;
    long micros = 0;
    for (Segment segment : segments) {
      TrackSpan span = segment.span(trackId).orElse(null);
      if (span != null) {
        samples += span.samples();
        micros += span.durationMicros();
      }
    }
    return micros == 0 ? 0 : samples * 1e6 / micros;
  }

  /// Of two tracks that are played together.
  public BitRates and(BitRates other) {
    return new BitRates(peak + other.peak, mean + other.mean);
  }
}
