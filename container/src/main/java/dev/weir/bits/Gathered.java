package dev.weir.bits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Cuts input that comes in pieces of any size into units of a size known before each, the way
/// formats with headers that say a size are read:
///
/// ```
/// while ((unit = gathered.next(piece, wantedBytes)) != null) {
///   step(unit); // changes wantedBytes
/// }
/// ```
///
/// A unit is given where it lies if one piece holds all of it, and is collected otherwise; memory
/// grows with the bytes that arrived, never with a size that was only announced. Not thread-safe;
/// [#close] gives back the memory.
public final class Gathered implements AutoCloseable {
  private final ByteBuf collected = Unpooled.buffer(0); // the start of what is not whole yet

  private boolean whole; // whether it was given as a unit, and is over

  /// The next unit of `wantedBytes`, lent until the next call, or null if `piece`, which is read to
  /// its end then, does not complete it.
  public @Nullable ByteBuf next(ByteBuf piece, int wantedBytes) {
    if (whole) {
      clear();
    }
    if (!collected.isReadable() && piece.readableBytes() >= wantedBytes) {
      return piece.readSlice(wantedBytes);
    }
    int missing = wantedBytes - collected.readableBytes();
    collected.writeBytes(piece, Math.min(missing, piece.readableBytes()));
    whole = collected.readableBytes() == wantedBytes;
    return whole ? collected : null;
  }

  /// Forgets what is collected.
  public void clear() {
    collected.clear();
    whole = false;
  }

  @Override
  public void close() {
    collected.release();
  }
}
