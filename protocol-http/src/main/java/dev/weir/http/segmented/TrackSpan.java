package dev.weir.http.segmented;

import dev.weir.media.Track;

/// The samples of one track in a segment or a part.
///
/// @param track in the configuration it has at the first of them
/// @param firstSample number of the first: of the track in a live stream, of the file's index else
/// @param endSample number behind the last
/// @param samples how many there are
/// @param payloadBytes what their payloads take together
/// @param firstBytes what that of the first takes
/// @param startMicros decoding time of the first
/// @param endMicros decoding time of the sample behind the last, or where the last one ends
/// @param ptsOffsetMicros how much later than the first is decoded one is presented: the one that
///   is presented first, which in an open group of pictures is not the first
/// @param keyframe whether decoding can start with the first
public record TrackSpan(
    Track track,
    long firstSample,
    long endSample,
    int samples,
    long payloadBytes,
    int firstBytes,
    long startMicros,
    long endMicros,
    int ptsOffsetMicros,
    boolean keyframe) {

  /// Presentation time of what is presented first.
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
        firstBytes,
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
        firstBytes,
        startMicros,
        next.endMicros,
        (int) (Math.min(startPtsMicros(), next.startPtsMicros()) - startMicros),
        keyframe);
  }
}
