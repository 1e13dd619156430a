package dev.weir.http.progressive;

import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Blocks of virtual files that were made lately. Each is made once, on a virtual thread, for all
/// who want it at about the same time, and then written to all of them from the same memory; so
/// many viewers of one file cost little more than their writes.
///
/// Bounded: so many blocks are kept, so many are made at once, so many readers wait for the block
/// that follows theirs. Any thread.
public final class SharedBlocks implements AutoCloseable {
  /// Big enough that its own cost does not count, small enough that a viewer who is stuck holds
  /// little.
  static final int BLOCK_BYTES = 256 * 1024;

  private static final int KEPT_BLOCKS = 128;
  private static final int WAITING_READERS = 64;
  private static final int MAKERS = 2 * Runtime.getRuntime().availableProcessors();

  private final Semaphore makers = new Semaphore(MAKERS);

  // Guarded by this.
  private final Map<Key, Block> blocks = new LinkedHashMap<>(KEPT_BLOCKS, 0.75f, true);
  private final Map<Key, VirtualFile.Reader> readers = new LinkedHashMap<>(); // at a block's start
  private boolean closed; // once

  private record Key(VirtualFile file, long number) {}

  private static final class Block {
    private final List<Taker> waiting = new ArrayList<>();
    private @Nullable ByteBuf bytes; // set when it is made
  }

  /// Who wants a block. Called once, on any thread, perhaps at once.
  interface Taker {
    /// Here it is; to be released.
    void take(ByteBuf block);

    /// It cannot be made.
    void failed(Exception reason);
  }

  /// Gives the block with that number, counted from 0, to `taker`.
  void get(VirtualFile file, long number, Taker taker) {
    Key key = new Key(file, number);
    ByteBuf made = find(key, taker);
    if (made != null) {
      taker.take(made);
    }
  }

  private synchronized @Nullable ByteBuf find(Key key, Taker taker) {
    Block known = blocks.get(key);
    if (known != null && known.bytes != null) {
      return known.bytes.retainedDuplicate();
    }
    Block block = known == null ? new Block() : known;
    block.waiting.add(taker);
    if (known == null) {
      blocks.put(key, block);
      Thread.ofVirtual().name("weir-block").start(() -> make(key, block));
    }
    return null;
  }

  private void make(Key key, Block block) {
    makers.acquireUninterruptibly();
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
    Exception failure = null;
    try {
      read(key, bytes);
    } catch (IOException | RuntimeException e) { // told to all who wait
      failure = e;
    } finally {
      makers.release();
    }
    deliver(key, block, bytes, failure);
  }

  private void read(Key key, ByteBuf out) throws IOException {
    VirtualFile.Reader reader = takeReader(key);
    boolean whole = false;
    try {
      int read;
      do {
        read = reader.read(out, out.writableBytes());
      } while (read > 0 && out.isWritable());
      whole = !out.isWritable();
    } finally {
      if (!whole || !keepReader(new Key(key.file(), key.number() + 1), reader)) {
        reader.close();
      }
    }
  }

  private VirtualFile.Reader takeReader(Key key) {
    VirtualFile.Reader waiting;
    synchronized (this) {
      waiting = readers.remove(key);
    }
    return waiting == null ? key.file().open(key.number() * BLOCK_BYTES) : waiting;
  }

  private boolean keepReader(Key next, VirtualFile.Reader reader) {
    VirtualFile.Reader dropped = null;
    synchronized (this) {
      if (closed || readers.containsKey(next)) {
        return false;
      }
      readers.put(next, reader);
      if (readers.size() > WAITING_READERS) {
        Iterator<VirtualFile.Reader> oldest = readers.values().iterator();
        dropped = oldest.next();
        oldest.remove();
      }
    }
    if (dropped != null) {
      dropped.close();
    }
    return true;
  }

  private void deliver(Key key, Block block, ByteBuf bytes, @Nullable Exception failure) {
    List<Taker> takers;
    synchronized (this) {
      takers = List.copyOf(block.waiting);
      if (failure == null && !closed) {
        block.bytes = bytes.retain();
        dropOld();
      } else {
        blocks.remove(key, block);
      }
    }
    if (failure != null) {
      bytes.release();
      takers.forEach(taker -> taker.failed(failure));
    } else {
      // Ours is given back first, so that nothing is held when the last of them has let go.
      bytes.retain(takers.size()).release();
      takers.forEach(taker -> taker.take(bytes.duplicate()));
    }
  }

  /// Those that are being made stay: somebody waits for them.
  private void dropOld() {
    Iterator<Block> oldest = blocks.values().iterator();
    int over = blocks.size() - KEPT_BLOCKS;
    while (over > 0 && oldest.hasNext()) {
      Block block = oldest.next();
      if (block.bytes != null) {
        block.bytes.release();
        oldest.remove();
        over--;
      }
    }
  }

  @Override
  public void close() {
    List<VirtualFile.Reader> dropped;
    synchronized (this) {
      closed = true;
      blocks
          .values()
          .forEach(block -> {
            if (block.bytes != null) {
              block.bytes.release();
            }
          });
      blocks.values().removeIf(block -> block.bytes != null);
      dropped = List.copyOf(readers.values());
      readers.clear();
    }
    dropped.forEach(VirtualFile.Reader::close);
  }
}
