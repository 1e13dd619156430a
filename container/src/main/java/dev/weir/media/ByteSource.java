package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// Bytes that can be read at any place: a file, or an HTTP resource that answers ranges.
///
/// Blocks its thread. May be used by several threads at once.
public interface ByteSource extends AutoCloseable {

  /// The number of bytes there are now; a file may grow.
  long size() throws IOException;

  /// Appends up to `length` bytes from `position` on to `out`, and as many as that unless the
  /// source ends before.
  ///
  /// @return the number of bytes appended; 0 at the end
  int read(long position, ByteBuf out, int length) throws IOException;

  /// The open file of this machine that these bytes are, lent until this is closed; null if they
  /// are none.
  default @Nullable FileChannel file() {
    return null;
  }

  @Override
  void close() throws IOException;
}
