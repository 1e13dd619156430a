package dev.weir.stream;

import dev.weir.config.StreamSource;

/// A kind of source that Weir opens itself: a pull, a file played as live.
public interface Source {

  /// Whether this kind opens `source`, as a stream's configuration gives it.
  boolean opens(StreamSource source);

  /// Starts to feed `publisher` in the background. The source closes the publisher when it is over
  /// and when [Publisher#evicted] says so, and shows itself in no other way. Does not block.
  void start(StreamSource source, Publisher publisher);
}
