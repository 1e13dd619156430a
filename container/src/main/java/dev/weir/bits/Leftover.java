package dev.weir.bits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The end of a piece of input that a push reader could not use yet, kept until the next piece.
///
/// ```
/// public void read(ByteBuf piece) {
///   leftover.read(piece, this::step);
/// }
/// ```
///
/// Input is read where it lies, but for what begins in one piece and ends in another. Not
/// thread-safe; [#close] gives back the memory.
public final class Leftover implements AutoCloseable {
  private static final int LEAST_BYTES = 4096;

  private final ByteBuf kept = Unpooled.buffer(0);

  /// Reads from the reader index on.
  public interface Step {
    /// Reads the next thing, of which all is in `in`; false if more input is needed.
    boolean read(ByteBuf in);
  }

  /// Tells from the reader index on.
  public interface Length {
    /// How many bytes the next thing has; 0 or less if that can't be told from what is in `in`.
    int of(ByteBuf in);
  }

  /// Reads all things that end in `piece` and keeps what is left of it.
  public void read(ByteBuf piece, Step step) {
    read(piece, step, _ -> 0);
  }

  /// Does the same for things that say how long they are: no more than one of them is copied.
  public void read(ByteBuf piece, Step step, Length length) {
    int ahead = 0; // bytes of the piece that were copied behind what was kept
    while (kept.readableBytes() > ahead) {
      if (!step.read(kept)) {
        kept.discardReadBytes();
        int missing = length.of(kept) - kept.readableBytes();
        int wanted = missing > 0 ? missing : Math.max(LEAST_BYTES, kept.readableBytes());
        int more = Math.min(wanted, piece.readableBytes());
        if (more == 0) {
          return;
        }
        kept.writeBytes(piece, more);
        ahead += more;
      }
    }
    piece.readerIndex(piece.readerIndex() - kept.readableBytes());
    kept.clear();
    while (piece.isReadable() && step.read(piece)) {}
    kept.writeBytes(piece);
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
