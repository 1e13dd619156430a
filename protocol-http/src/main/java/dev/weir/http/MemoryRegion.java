package dev.weir.http;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// A long stretch of a file of memory that is mapped at once, for as long as anything in it is
/// used: a mapping for each of its buffers would be more than the system allows to a process. Any
/// thread.
final class MemoryRegion {

  /// At once. Beside them the virtual machine needs mappings, and Linux allows 65,530 in sum.
  private static final int MOST = 4096;

  private static final AtomicInteger MAPPED = new AtomicInteger();

  private final FileChannel file;
  private final long position;
  private final Arena arena;
  private final MemorySegment memory;
  private final AtomicInteger users = new AtomicInteger(1); // whoever mapped it is one

  private MemoryRegion(FileChannel file, long position, Arena arena, MemorySegment memory) {
    this.file = file;
    this.position = position;
    this.arena = arena;
    this.memory = memory;
  }

  /// Maps the bytes from `position` on; the caller is a user of it.
  ///
  /// @throws IOException if the system does not map it, or there are too many
  @SuppressWarnings("MustBeClosedChecker") // closed behind its last user
  static MemoryRegion map(FileChannel file, long position, long length) throws IOException {
    if (MAPPED.incrementAndGet() > MOST) {
      MAPPED.decrementAndGet();
      throw new IOException("more than " + MOST + " stretches would be mapped");
    }
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = file.map(FileChannel.MapMode.READ_WRITE, position, length, arena);
      return new MemoryRegion(file, position, arena, memory);
    } catch (IOException e) {
      arena.close();
      MAPPED.decrementAndGet();
      throw e;
    }
  }

  FileChannel file() {
    return file;
  }

  /// Where in the file it begins.
  long position() {
    return position;
  }

  /// Bytes.
  long length() {
    return memory.byteSize();
  }

  MemorySegment at(long offset, long length) {
    return memory.asSlice(offset, length);
  }

  MemoryRegion retain() {
    users.incrementAndGet();
    return this;
  }

  /// Behind the last user it is no longer mapped.
  void release() {
    if (users.decrementAndGet() == 0) {
      arena.close();
      MAPPED.decrementAndGet();
    }
  }
}
