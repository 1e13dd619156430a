package dev.weir.http.segmented;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/// Writes pieces from wherever the samples are. Any thread; blocks it.
sealed interface PieceMux permits LiveMux, FileMux {
  /// The bytes of `piece`, which the receiver releases; empty if samples of it are gone, or cannot
  /// be written.
  Optional<ByteBuf> write(Wrapping.Piece piece, Wrapping wrapping);

  /// How many bytes a piece is likely to take.
  static int sizeGuess(Wrapping.Piece piece) {
    long payload = piece.spans().stream().mapToLong(TrackSpan::payloadBytes).sum();
    long room = piece.part() < 0 ? 16 * 1024 : 2048;
    return (int) Math.min(Integer.MAX_VALUE / 2, payload + payload / 8 + room);
  }
}
