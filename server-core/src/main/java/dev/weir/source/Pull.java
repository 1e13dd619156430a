package dev.weir.source;

import java.io.IOException;

/// Fetches one source, as often as it is told to; [PullLoop] decides when.
public interface Pull {
  /// How an attempt ended in order.
  enum End {
    /// The source went away or has a pause; it is worth to ask again.
    FOR_NOW,
    /// The media came to its end: there is no more.
    FOR_GOOD
  }

  /// Connects, and gives all that comes to `sink` until the source ends. Blocks, gives up by itself
  /// when the source is silent, and ends soon after its thread is interrupted. After it has
  /// returned the sink is not called any more.
  ///
  /// @throws IOException if the source cannot be opened or breaks off, in a plain sentence without
  ///   secrets
  /// @throws dev.weir.media.MediaException if it sends what is no media
  End run(PullSink sink) throws IOException, InterruptedException;
}
