package dev.weir.h26x;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Finds all start codes of an access unit that has many, as pictures of MPEG-2 have one for each
/// slice of a kilobyte or two: [NalUnits#startCode] takes up its search again behind each, here all
/// of a window is looked at first.
///
/// A window is eight stripes one behind the other, each of up to 256 longs. Longs at the same place
/// of their stripes share a long of marks, where each stripe has bits of its own; the few that are
/// marked become bits in the order of the window. Not thread-safe: the marks are used again.
public final class StartCodeSearch {
  private static final int STRIPES = 8;
  private static final int STRIPE_LONGS = 256;
  private static final int STRIPE_MASKS = STRIPE_LONGS / Long.SIZE;

  // The last window leaves so much that all that is read of a start code is before the end.
  private static final int LEFT_BYTES = 2 * Long.BYTES;
  private static final long CODE_BYTES = 0xFF_FFFFL;
  private static final long CODE = 0x01_0000; // 00 00 01, read in little-endian order

  // Of a unit that lies off-heap, where the loops below would not become vector instructions: a
  // window and what is left behind it.
  private static final int PIECE_BYTES = STRIPES * STRIPE_LONGS * Long.BYTES + LEFT_BYTES;

  private final byte[] piece = new byte[PIECE_BYTES];
  private final long[] marks = new long[STRIPE_LONGS]; // of the window
  private final long[] masks = new long[STRIPES * STRIPE_MASKS]; // a bit for each long of it

  /// Puts the start codes of the readable `unit` into `out`, whatever that had. Moves no index.
  public void find(ByteBuf unit, StartCodes out) {
    out.clear();
    int bytes = unit.readableBytes();
    if (unit.hasArray()) {
      int from = unit.arrayOffset() + unit.readerIndex();
      find(unit.array(), from, from + bytes, from, out);
      return;
    }
    // A start code that lies in two pieces is whole in the second.
    for (int at = 0; at < bytes; at += PIECE_BYTES - (NalUnits.START_CODE_BYTES - 1)) {
      int length = Math.min(PIECE_BYTES, bytes - at);
      unit.getBytes(unit.readerIndex() + at, piece, 0, length);
      find(piece, 0, length, -at, out);
    }
  }

  /// @param origin where in `in` the unit begins, or would
  private void find(byte[] in, int from, int end, int origin, StartCodes out) {
    int at = from;
    while (end - at >= STRIPES * Long.BYTES + LEFT_BYTES) {
      int longs = Math.min(STRIPE_LONGS, (end - at - LEFT_BYTES) / (STRIPES * Long.BYTES));
      markWindow(in, at, longs);
      orderMarks(longs);
      readWindow(in, from, at, longs, origin, out);
      at += STRIPES * Long.BYTES * longs;
    }
    // Of one that begins at the last byte of the window, the pair is behind it.
    for (int i = Math.max(from, at - 1); i < end - 2; i++) {
      if (in[i] == 0 && in[i + 1] == 0 && in[i + 2] == 1) {
        out.add(i - origin);
      }
    }
  }

  /// The bits of a stripe are the highest of each pair, moved down by the stripes behind it.
  private void markWindow(byte[] in, int window, int longs) {
    Arrays.fill(marks, 0, longs, 0);
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      markStripe(in, window + stripe * Long.BYTES * longs, marks, longs);
    }
  }

  /// A loop as plain as this becomes vector instructions.
  private static void markStripe(byte[] in, int stripe, long[] marks, int longs) {
    for (int i = 0; i < longs; i++) {
      marks[i] = marks[i] >>> 1 | NalUnits.zeroPairs(in, stripe + Long.BYTES * i);
    }
  }

  private void orderMarks(int longs) {
    for (int first = 0; first < longs; first += Long.SIZE) {
      for (long marked = marked(first, longs); marked != 0; marked &= marked - 1) {
        orderMark(first / Long.SIZE, Long.numberOfTrailingZeros(marked));
      }
    }
  }

  /// Which of 64 longs of marks have one. Without a branch, for none could be predicted.
  private long marked(int first, int longs) {
    long marked = 0;
    int to = Math.min(Long.SIZE, longs - first);
    for (int i = 0; i < to; i++) {
      long mark = marks[first + i];
      marked |= (mark | -mark) >>> (Long.SIZE - 1) << i;
    }
    return marked;
  }

  private void orderMark(int mask, int bit) {
    long mark = marks[mask * Long.SIZE + bit];
    mark |= mark >>> Integer.SIZE;
    int stripes = (int) (mark | mark >>> Short.SIZE) >>> Byte.SIZE & 0xFF;
    for (; stripes != 0; stripes &= stripes - 1) {
      int stripe = Integer.numberOfTrailingZeros(stripes);
      masks[stripe * STRIPE_MASKS + mask] |= 1L << bit;
    }
  }

  private void readWindow(byte[] in, int from, int window, int longs, int origin, StartCodes out) {
    for (int i = 0; i < masks.length; i++) {
      long mask = masks[i];
      masks[i] = 0;
      int first = i / STRIPE_MASKS * longs + i % STRIPE_MASKS * Long.SIZE;
      for (; mask != 0; mask &= mask - 1) {
        int at = window + Long.BYTES * (first + Long.numberOfTrailingZeros(mask));
        readLong(in, from, at, origin, out);
      }
    }
  }

  /// A pair 00 01 ends a start code that begins with the byte before, a pair 00 00 begins one.
  private static void readLong(byte[] in, int from, int at, int origin, StartCodes out) {
    for (long pairs = NalUnits.zeroPairs(in, at); pairs != 0; pairs &= pairs - 1) {
      int pair = at + Long.numberOfTrailingZeros(pairs) / Byte.SIZE - 1;
      int code = pair - (in[pair + 1] & 1);
      if (code >= from && (NalUnits.longAt(in, code) & CODE_BYTES) == CODE) {
        out.add(code - origin);
      }
    }
  }
}
