package dev.weir.rtp;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the tracks of one sender share: where the stream's time begins, by our clock and by the
/// sender's.
///
/// Not thread-safe.
public final class RtpSync {
  private @Nullable Long originNanos; // our clock at the stream's time 0
  private @Nullable Long wallOriginMicros; // the sender's wall clock then, from a sender report

  /// Nothing known yet.
  public RtpSync() {}

  /// The stream's time at this instant of our clock; the first one is 0.
  long arrivalMicros(long nowNanos) {
    if (originNanos == null) {
      originNanos = nowNanos;
    }
    return TimeUnit.NANOSECONDS.toMicros(nowNanos - originNanos);
  }

  boolean hasWallClock() {
    return wallOriginMicros != null;
  }

  /// The stream's time at this instant of the sender's wall clock, which is known.
  long streamMicros(long wallMicros) {
    return wallOriginMicros == null ? 0 : wallMicros - wallOriginMicros;
  }

  /// Puts the sender's wall clock where this instant of it has this time of the stream.
  void setWallClock(long wallMicros, long streamMicros) {
    wallOriginMicros = wallMicros - streamMicros;
  }

  /// Microseconds since 1970 at the stream's time 0 by the sender's wall clock; empty before the
  /// first sender report.
  public OptionalLong utcMicrosAtZero() {
    return wallOriginMicros == null ? OptionalLong.empty() : OptionalLong.of(wallOriginMicros);
  }
}
