package dev.weir.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/// Off-heap pages for all track buffers of a server.
///
/// Pages are never unmapped while anyone can reach them (the garbage collector frees those that the
/// pool did not keep), so a reader that was overtaken reads another sample's bytes at worst, never
/// memory that is gone. Any thread may call this.
public final class PagePool {
  /// The size of a page in bytes; a bigger sample gets a page of its own.
  static final int PAGE_BYTES = 256 * 1024;

  private final MpmcVarHandleArrayQueue<UnsafeBuffer> free;
  private final AtomicLong outBytes = new AtomicLong();

  /// Keeps at most `keptBytes` of returned pages for the next taker.
  public PagePool(long keptBytes) {
    this.free = new MpmcVarHandleArrayQueue<>(Math.clamp(keptBytes / PAGE_BYTES, 2, 1 << 20));
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
}
