package dev.weir.stream;

import dev.weir.media.Track;

/// Hears what happens to a stream: feeds, segment stores, on-demand sources.
///
/// Called by the thread that publishes, for every sample, so each method only makes a note and
/// wakes somebody.
public interface StreamListener {
  /// A sample of `track` was published.
  void published(Track track);

  /// The publisher has gone, and another may go on with the stream; see [Stream#breakAfter].
  default void interrupted() {
    // Most go on waiting for samples.
  }

  /// The stream is over; no sample will come any more and those published are gone soon.
  void ended(CloseReason reason);
}
