package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A file that need not exist anywhere: its size is known, and each of its bytes is made when it is
/// asked for. Any thread may use it.
public interface VirtualFile {

  /// The exact size.
  long sizeBytes();

  /// Starts to read at a byte of it, from 0 to its size.
  Reader open(long position);

  /// Where the bytes from `position` on lie in a file of this machine, just as they are here; null
  /// if they do not.
  default @Nullable Extent extent(long position) {
    return null;
  }

  /// A stretch of a file of this machine.
  ///
  /// @param file lent as long as the virtual file may be read
  /// @param position of the first byte in it
  /// @param bytes how many there are, if the file was not cut off since
  record Extent(FileChannel file, long position, long bytes) {

    /// The first bytes of it, at most so many.
    public Extent first(long mostBytes) {
      return new Extent(file, position, Math.min(bytes, mostBytes));
    }
  }

  /// A place in the file; what follows it is read in order. Blocks its thread; used by one thread.
  interface Reader extends AutoCloseable {

    /// Appends up to `maxBytes` of what comes next; returns how many, 0 only at the end.
    ///
    /// @throws MediaException if what it is made of is not as expected
    int read(ByteBuf out, int maxBytes) throws IOException;

    @Override
    void close();
  }
}
