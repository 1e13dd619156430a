package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bytes for many viewers, in a file that exists in memory only: the kernel sends them from there
/// by itself, without a copy for each viewer, and whoever encrypts or frames them reads the same
/// memory.
///
/// Each buffer has pages of its own, which go back to the system when it is released; places in the
/// file are never used again. The garbage collector closes the file, when no buffer of it is left.
/// Where the system has no such files, or no room in them, buffers stay what they are. Any thread.
public final class MemoryFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);

  /// Less is copied sooner than a stretch of a file is sent.
  private static final int LEAST_BYTES = 32 * 1024;

  /// A multiple of every size that pages have. What is not written takes no memory.
  private static final int ALIGNMENT_BYTES = 64 * 1024;

  private static final int REGION_BYTES = 64 << 20;

  private @Nullable FileChannel file; // guarded by this; opened for the first buffer
  private @Nullable MemoryRegion region; // guarded by this; where the next buffer goes
  private long used; // guarded by this; of the region
  private boolean unusable; // guarded by this; once, when it cannot be written or is closed

  /// Moves `bytes` into the file.
  ///
  /// @param bytes whose ownership passes
  /// @return the same bytes, read-only by agreement; they are the receiver's to release
  public ByteBuf keep(ByteBuf bytes) {
    int length = bytes.readableBytes();
    Place place = length < LEAST_BYTES ? null : place(length);
    if (place == null) {
      return bytes;
    }
    try {
      // Not into the mapping: there, memory that is not to be had would end the process.
      place.write(bytes);
    } catch (IOException e) {
      place.free();
      giveUp(e);
      return bytes;
    }
    Kept kept = new Kept(place);
    bytes.release();
    return kept;
  }

  private synchronized @Nullable Place place(int length) {
    if (unusable) {
      return null;
    }
    long pages = Math.ceilDiv(length, ALIGNMENT_BYTES) * (long) ALIGNMENT_BYTES;
    try {
      Place place = new Place(withRoom(pages).retain(), used, pages, length);
      used += pages;
      return place;
    } catch (IOException e) {
      giveUp(e);
      return null;
    }
  }

  private MemoryRegion withRoom(long pages) throws IOException {
    MemoryRegion before = region;
    if (before != null && before.length() - used >= pages) {
      return before;
    }
    if (file == null) {
      file = LinuxMemory.file("weir-pieces");
    }
    long position = before == null ? 0 : before.position() + before.length();
    MemoryRegion next = MemoryRegion.map(file, position, Math.max(pages, REGION_BYTES));
    if (before != null) {
      before.release();
    }
    region = next;
    used = 0;
    return next;
  }

  private synchronized void giveUp(IOException reason) {
    if (!unusable) {
      LOG.info("segments are not kept in a file of memory: {}", reason.toString());
    }
    unusable = true;
  }

  /// Keeps nothing any more; what is kept stays until it is released.
  @Override
  public synchronized void close() {
    unusable = true;
    if (region != null) {
      region.release();
      region = null;
    }
  }

  /// Whether any of `body` lies in such a file.
  static boolean holds(ByteBuf body) {
    if (body instanceof CompositeByteBuf parts) {
      for (int i = 0; i < parts.numComponents(); i++) {
        if (kept(parts.component(i)) != null) {
          return true;
        }
      }
      return false;
    }
    return kept(body) != null;
  }

  /// What a channel that takes files is to be given for `body`, one after the other: stretches of
  /// files, and buffers of what lies elsewhere.
  ///
  /// @param body whose ownership passes, to those that are returned
  static List<ReferenceCounted> stretches(ByteBuf body) {
    List<ReferenceCounted> stretches = new ArrayList<>();
    if (body instanceof CompositeByteBuf parts) {
      for (int i = 0; i < parts.numComponents(); i++) {
        stretches.add(stretch(parts.component(i).retain()));
      }
      body.release();
    } else {
      stretches.add(stretch(body));
    }
    return stretches;
  }

  private static ReferenceCounted stretch(ByteBuf bytes) {
    Kept kept = kept(bytes);
    return kept == null ? bytes : new Stretch(kept, bytes);
  }

  private static @Nullable Kept kept(ByteBuf bytes) {
    for (ByteBuf each = bytes; each != null; each = each.unwrap()) {
      if (each instanceof Kept kept) {
        return kept;
      }
    }
    return null;
  }

  /// Pages of the file that are one buffer's.
  ///
  /// @param offset in the region
  /// @param pages bytes
  private record Place(MemoryRegion region, long offset, long pages, int length) {
    long position() {
      return region.position() + offset;
    }

    void write(ByteBuf bytes) throws IOException {
      for (int done = 0; done < length; ) {
        int at = bytes.readerIndex() + done;
        done += bytes.getBytes(at, region.file(), position() + done, length - done);
      }
    }

    ByteBuffer memory() {
      return region.at(offset, length).asByteBuffer();
    }

    void free() {
      LinuxMemory.remove(region.at(offset, pages));
      region.release();
    }
  }

  /// A buffer in the file.
  private static final class Kept extends UnpooledUnsafeDirectByteBuf {
    private final Place place;

    Kept(Place place) {
      super(ByteBufAllocator.DEFAULT, place.memory(), place.length());
      this.place = place;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      place.free();
    }
  }

  /// A part of such a buffer, or all of it, as what the kernel sends.
  private static final class Stretch extends DefaultFileRegion {
    private final ByteBuf bytes;

    Stretch(Kept kept, ByteBuf bytes) {
      super(
          kept.place.region().file(),
          kept.place.position()
              + bytes.memoryAddress()
              + bytes.readerIndex()
              - kept.memoryAddress(),
          bytes.readableBytes());
      this.bytes = bytes;
    }

    /// Leaves the file open.
    @Override
    protected void deallocate() {
      bytes.release();
    }
  }
}
