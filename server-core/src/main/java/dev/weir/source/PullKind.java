package dev.weir.source;

import dev.weir.config.StreamSource;

/// A kind of source that is fetched from elsewhere. Any thread.
public interface PullKind {

  /// Whether this kind fetches `source`.
  boolean pulls(StreamSource source);

  /// Makes a pull of one stream; does not begin it.
  ///
  /// @param source with its variables filled in
  Pull pull(StreamSource source);
}
