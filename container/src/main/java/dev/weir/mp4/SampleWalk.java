package dev.weir.mp4;

/// Goes through the samples of one track, of a file or of one fragment, in decoding order.
///
/// What a walk says is what tables say: nothing of it was compared with the file. Not thread-safe.
abstract sealed class SampleWalk permits RunWalk, TableWalk {
  private final MovieTrack track;

  // Of the sample reached last; changed by next().
  private long position;
  private long bytes;
  private long dts;
  private long ptsOffset;
  private long duration;
  private boolean keyframe;
  private int description;

  SampleWalk(MovieTrack track) {
    this.track = track;
  }

  /// Goes to the next sample; false if there are no more.
  abstract boolean next();

  /// Says where the sample is.
  final void place(long samplePosition, long sampleBytes, int sampleDescription) {
    position = samplePosition;
    bytes = sampleBytes;
    description = sampleDescription;
  }

  /// Says when the sample is, in ticks.
  final void time(long sampleDts, long samplePtsOffset, long sampleDuration, boolean isKeyframe) {
    dts = sampleDts;
    ptsOffset = samplePtsOffset;
    duration = sampleDuration;
    keyframe = isKeyframe;
  }

  final MovieTrack track() {
    return track;
  }

  /// Where in the file it begins.
  final long position() {
    return position;
  }

  /// Its size in the file.
  final long bytes() {
    return bytes;
  }

  /// Decoding time in ticks of the track, before edits.
  final long dts() {
    return dts;
  }

  /// Presentation time in ticks of the track, before edits.
  final long pts() {
    return dts + ptsOffset;
  }

  /// In ticks of the track.
  final long duration() {
    return duration;
  }

  final boolean keyframe() {
    return keyframe;
  }

  /// Which sample description it goes with, from 0.
  final int description() {
    return description;
  }

  final long dtsMicros() {
    return track.micros(dts);
  }

  /// Presentation time minus decoding time.
  final int ptsOffsetMicros() {
    return Math.clamp(track.micros(pts()) - dtsMicros(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  final long durationMicros() {
    return track.micros(dts + duration) - dtsMicros();
  }
}
