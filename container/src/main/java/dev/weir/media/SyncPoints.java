package dev.weir.media;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/// Tells with which samples of the main track of a stream a viewer can start: keyframes, of which
/// sound has so many that one a second is enough.
///
/// Told of every sample of that track, in order. Not thread-safe.
public final class SyncPoints {
  /// The main track first: video before audio before the rest, then the lower id.
  public static final Comparator<Track> MAIN_FIRST =
      Comparator.comparing((Track track) -> track.codec().kind()).thenComparingInt(Track::id);

  private static final long SOUND_MICROS = TimeUnit.SECONDS.toMicros(1);

  private long newestMicros = Long.MIN_VALUE / 2; // decoding time of the newest one

  /// Whether the next sample of `track` is one.
  public boolean isNext(Track track, Sample sample) {
    if (!sample.keyframe()
        || (!track.isVideo() && sample.dtsMicros() - newestMicros < SOUND_MICROS)) {
      return false;
    }
    newestMicros = sample.dtsMicros();
    return true;
  }
}
