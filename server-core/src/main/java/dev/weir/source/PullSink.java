package dev.weir.source;

import dev.weir.media.TrackSink;
import java.time.Instant;

/// Where the media of a pull goes.
public interface PullSink extends TrackSink {

  /// Says at which wall-clock time the first sample of all was made, if the source tells; before
  /// that sample.
  void startsAt(Instant utc);

  /// Says that the first sample of all is so much older than the stream; before that sample.
  void startsBefore(long micros);

  /// How much of the past the stream keeps, in microseconds.
  long keptMicros();
}
