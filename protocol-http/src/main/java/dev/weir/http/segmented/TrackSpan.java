package dev.weir.http.segmented;

import dev.weir.media.Track;

/// The samples of one track in a segment or a part.
///
/// @param track in the configuration it has at the first of them
/// @param firstSample number of the first: of the track in a live stream, of the file's index else
/// @param endSample number behind the last
/// @param samples how many there are
/// @param payloadBytes what their payloads take together
/// @param startMicros decoding time of the first
/// @param endMicros decoding time of the sample behind the last, or where the last one ends
/// @param ptsOffsetMicros how much later the first is presented than decoded; of a file, how much
///   later than that the one is presented which is shown first
/// @param keyframe whether decoding can start with the first
public record TrackSpan(
    Track track,
    long firstSample,
    long endSample,
    int samples,
    long payloadBytes,
    long startMicros,
    long endMicros,
    int ptsOffsetMicros,
    boolean keyframe) {

  /// Presentation time of the first sample.
  public long startPtsMicros() {
    return startMicros + ptsOffsetMicros;
  }

  /// From the first sample to the one behind the last.
  public long durationMicros() {
    return endMicros - startMicros;
  }

  /// The same on a timeline that is ahead by so much.
  TrackSpan later(long micros) {
    return new TrackSpan(
        track,
        firstSample,
        endSample,
        samples,
        payloadBytes,
        startMicros + micros,
        endMicros + micros,
        ptsOffsetMicros,
        keyframe);
  }

  /// This span and the one that follows it at once.
  TrackSpan and(TrackSpan next) {
    return new TrackSpan(
        track,
        firstSample,
        next.endSample,
        samples + next.samples,
        payloadBytes + next.payloadBytes,
        startMicros,
        next.endMicros,
        ptsOffsetMicros,
        keyframe);
  }
}
