package dev.weir.http.segmented;

import io.netty.buffer.ByteBuf;

/// What became of a request for a piece.
public sealed interface Found {
  /// There it is.
  ///
  /// @param bytes which the receiver releases
  record Bytes(ByteBuf bytes) implements Found {}

  /// It cannot be had.
  enum Missing implements Found {
    /// It is not in memory any more, or never was.
    GONE,
    /// It does not exist yet, and did not come while it was waited for.
    NOT_YET,
    /// Its segment is finished and has no such part.
    NO_SUCH_PART
  }
}
