package dev.weir.buffer;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The ring of descriptors and the ring of pages of a track buffer, each a power of two long.
///
/// Replaced by larger copies when full; a reader that still holds old rings finds the same valid
/// samples in them. Written by the publisher only; what readers may believe of it is for
/// [TrackBuffer] to say.
final class SampleRings {
  private static final int FIRST_INDEX_SLOTS = 256;
  private static final int FIRST_PAGE_SLOTS = 8;

  private final UnsafeBuffer index;
  private final int indexMask;
  private final UnsafeBuffer[] pages;

  private SampleRings(UnsafeBuffer index, int indexSlots, UnsafeBuffer[] pages) {
    this.index = index;
    this.indexMask = indexSlots - 1;
    this.pages = pages;
  }

  static SampleRings first() {
    return new SampleRings(
        newIndex(FIRST_INDEX_SLOTS), FIRST_INDEX_SLOTS, new UnsafeBuffer[FIRST_PAGE_SLOTS]);
  }

  /// Where the descriptors are.
  UnsafeBuffer index() {
    return index;
  }

  /// Where in [#index] the descriptor of sample `number` is.
  int at(long number) {
    return (int) (number & indexMask) * SampleDescriptor.BYTES;
  }

  /// The page of that number; another one or null if it was let go of.
  UnsafeBuffer page(long pageNumber) {
    return pages[(int) (pageNumber & (pages.length - 1))];
  }

  void putPage(long pageNumber, UnsafeBuffer page) {
    pages[(int) (pageNumber & (pages.length - 1))] = page;
  }

  boolean pagesFull(long firstPage, long nextPage) {
    return nextPage - firstPage == pages.length;
  }

  boolean indexFull(long tail, long head) {
    return head - tail > indexMask;
  }

  /// Twice the pages' ring, with the same pages in it.
  SampleRings withMorePages(long firstPage, long nextPage) {
    SampleRings grown = new SampleRings(index, indexMask + 1, new UnsafeBuffer[pages.length * 2]);
    for (long page = firstPage; page < nextPage; page++) {
      grown.putPage(page, page(page));
    }
    return grown;
  }

  /// Twice the index, with the same descriptors in it.
  SampleRings withMoreIndex(long tail, long head) {
    int slots = (indexMask + 1) * 2;
    SampleRings grown = new SampleRings(newIndex(slots), slots, pages);
    for (long number = tail; number < head; number++) {
      grown.index.putBytes(grown.at(number), index, at(number), SampleDescriptor.BYTES);
    }
    return grown;
  }

  private static UnsafeBuffer newIndex(int slots) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(slots * SampleDescriptor.BYTES));
  }
}
