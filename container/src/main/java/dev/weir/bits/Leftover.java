package dev.weir.bits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The end of a piece of input that a push reader could not use yet, kept until the next piece.
///
/// ```
/// ByteBuf in = leftover.before(piece);
/// while (step(in)) {}
/// leftover.keep(in);
/// ```
///
/// Input is read where it lies as long as nothing was left over. Not thread-safe; [#close] gives
/// back the memory.
public final class Leftover implements AutoCloseable {
  private static final int LONG_BYTES = 4096;

  private final ByteBuf kept = Unpooled.buffer(0);

  private boolean joined; // whether the newest piece is in there

  /// What was kept followed by all of `piece`; `piece` itself if nothing was kept.
  public ByteBuf before(ByteBuf piece) {
    joined = kept.isReadable();
    return joined ? kept.writeBytes(piece) : piece;
  }

  /// Keeps what is still readable in `rest`, which [#before] gave, and marks it as read.
  public void keep(ByteBuf rest) {
    if (joined) {
      if (kept.readableBytes() < LONG_BYTES) {
        kept.discardReadBytes();
      } else {
        kept.discardSomeReadBytes(); // Not with every piece: moving it is a copy.
      }
    } else {
      kept.clear().writeBytes(rest);
    }
  }

  /// What is kept, to be read to its end when no more input follows.
  public ByteBuf rest() {
    return kept;
  }

  /// Forgets what is kept.
  public void clear() {
    kept.clear();
  }

  @Override
  public void close() {
    kept.release();
  }
}
