package dev.weir.http.progressive;

import dev.weir.media.ByteSource;
import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// A file as it lies there.
///
/// @param bytes lent
/// @param sizeBytes how much of it is given; it may have grown since
record RawFile(ByteSource bytes, long sizeBytes) implements VirtualFile {
  @Override
  public @Nullable Extent extent(long position) {
    FileChannel file = bytes.file();
    return file == null ? null : new Extent(file, position, sizeBytes - position);
  }

  @Override
  public Reader open(long position) {
    return new Reader() {
      private long next = position;

      @Override
      public int read(ByteBuf out, int maxBytes) throws IOException {
        int read = bytes.read(next, out, (int) Math.min(maxBytes, sizeBytes - next));
        next += read;
        return read;
      }

      @Override
      public void close() {}
    };
  }
}
