package dev.weir.media;

import io.netty.buffer.ByteBuf;

/// A file in memory, which may seem to grow.
public final class MemorySource implements ByteSource {
  private final byte[] bytes;

  private int size;

  /// All of `bytes`.
  public MemorySource(byte[] bytes) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  /// From now on there are this many of the bytes.
  public void resize(int bytesThere) {
    size = bytesThere;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuf out, int length) {
    if (position >= size) {
      return 0;
    }
    int count = (int) Math.min(length, size - position);
    out.writeBytes(bytes, (int) position, count);
    return count;
  }

  @Override
  public void close() {}
}
