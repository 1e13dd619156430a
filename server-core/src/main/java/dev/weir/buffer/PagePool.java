package dev.weir.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/// Off-heap pages for all track buffers of a server, and the cap on all of them together.
///
/// Pages are never unmapped while anyone can reach them (the garbage collector frees those that the
/// pool did not keep), so a reader that was overtaken reads another sample's bytes at worst, never
/// memory that is gone. Any thread may call this.
///
/// The cap is kept by the writers: each asks what it may keep before it takes a page. From seven
/// eighths of the cap on, whoever has more than his share, which is the same for all, gives up two
/// of his oldest pages for each that he takes; at the cap everybody gives up as much as he takes.
/// So it is the fattest tracks that get shorter, until all have the same, and nobody who runs is
/// ended. A track always has its newest page: that much, for each, may come on top of the cap.
public final class PagePool {
  /// The size of a page in bytes; a bigger sample gets a page of its own.
  static final int PAGE_BYTES = 256 * 1024;

  /// There is no room for another stream when neither this much is free nor everybody's share is as
  /// much: some seconds of a usual one.
  static final long LEAST_SHARE_BYTES = 4 << 20;

  private final MpmcVarHandleArrayQueue<UnsafeBuffer> free;
  private final AtomicLong outBytes = new AtomicLong();
  private final AtomicInteger owners = new AtomicInteger(); // track buffers that have pages
  private final AtomicLong squeezes = new AtomicLong();

  private volatile long limitBytes = Long.MAX_VALUE; // replaced by limit

  /// Keeps at most `keptBytes` of returned pages for the next taker.
  public PagePool(long keptBytes) {
    this.free = new MpmcVarHandleArrayQueue<>(Math.clamp(keptBytes / PAGE_BYTES, 2, 1 << 20));
  }

  /// Caps what all track buffers hold together, from the next sample on.
  public void limit(long bytes) {
    limitBytes = bytes;
  }

  /// The cap.
  public long limitBytes() {
    return limitBytes;
  }

  /// Whether another stream would find some room, if need be that of the others.
  public boolean hasRoom() {
    return !scarce(LEAST_SHARE_BYTES)
        || (outBytes.get() < limitBytes && share(owners.get() + 2) >= LEAST_SHARE_BYTES);
  }

  private boolean scarce(long wantedBytes) {
    return outBytes.get() + wantedBytes > scarceFrom();
  }

  private long scarceFrom() {
    return limitBytes - limitBytes / 8;
  }

  private long share(int many) {
    return scarceFrom() / Math.max(1, many);
  }

  /// What a track buffer that is about to take a page may keep, without what it is about to add.
  ///
  /// @param keptBytes what it has now
  /// @param wantedBytes of the page
  long mayKeep(long keptBytes, long wantedBytes) {
    if (!scarce(wantedBytes)) {
      return Long.MAX_VALUE;
    }
    long less = Math.max(share(owners.get()), keptBytes - 2 * wantedBytes);
    if (outBytes.get() + wantedBytes > limitBytes) {
      less = Math.min(less, keptBytes - wantedBytes);
    }
    if (less < keptBytes) {
      squeezes.incrementAndGet();
    }
    return Math.max(0, less);
  }

  /// Notes that a track buffer is about to take its first page.
  void join() {
    owners.incrementAndGet();
  }

  /// Notes that a track buffer that joined has given all its pages back.
  void leave() {
    owners.decrementAndGet();
  }

  /// A page of at least `minBytes`, with any content.
  UnsafeBuffer take(int minBytes) {
    UnsafeBuffer page = minBytes <= PAGE_BYTES ? free.poll() : null;
    if (page == null) {
      page = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(minBytes, PAGE_BYTES)));
    }
    outBytes.addAndGet(page.capacity());
    return page;
  }

  /// Takes a page back; its last owner has published that nothing in it is valid any more.
  void give(UnsafeBuffer page) {
    outBytes.addAndGet(-page.capacity());
    if (page.capacity() == PAGE_BYTES) {
      free.offer(page);
    }
  }

  /// Bytes of pages that track buffers hold now.
  public long outBytes() {
    return outBytes.get();
  }

  /// How often a track buffer had to give up samples before their time because memory was scarce.
  public long squeezes() {
    return squeezes.get();
  }
}
