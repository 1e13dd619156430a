package dev.weir.media.file;

import dev.weir.media.ByteSource;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of this machine. Any thread; blocks.
public final class LocalFile implements ByteSource {
  private final FileChannel channel;

  private LocalFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Opens the file for reading.
  public static LocalFile open(Path file) throws IOException {
    return new LocalFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, ByteBuf out, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = out.writeBytes(channel, position + done, length - done);
      if (count <= 0) {
        return done;
      }
      done += count;
    }
    return done;
  }

  @Override
  public FileChannel file() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
