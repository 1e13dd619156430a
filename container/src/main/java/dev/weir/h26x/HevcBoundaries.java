package dev.weir.h26x;

import io.netty.buffer.ByteBuf;

/// Access unit detection of H.265 (7.4.2.4.4): by the first slice of a picture, or by one of the
/// units that can only stand before it.
final class HevcBoundaries implements UnitBoundaries {
  private static final int FIRST_SLICE_FLAG = 0x80;
  private static final int HEADER_BYTES = 2;

  private boolean started; // an access unit has begun
  private boolean pictureSeen; // and a slice of it has come

  @Override
  public boolean startsAccessUnit(ByteBuf in, int index, int end) {
    if (end - index <= HEADER_BYTES) {
      return false;
    }
    int type = HevcNalType.of(in.getByte(index));
    int layer = ((in.getByte(index) & 1) << 5) | (in.getUnsignedByte(index + 1) >> 3);
    if (layer > 0) {
      return false;
    }
    boolean slice = type <= HevcNalType.LAST_SLICE;
    boolean starts;
    if (slice) {
      boolean first = (in.getByte(index + HEADER_BYTES) & FIRST_SLICE_FLAG) != 0;
      starts = pictureSeen ? first : !started;
    } else {
      starts = standsBeforeSlices(type) && (pictureSeen || !started);
    }
    started |= starts;
    pictureSeen = slice || (pictureSeen && !starts);
    return starts;
  }

  private static boolean standsBeforeSlices(int type) {
    return (type >= HevcNalType.VPS && type <= HevcNalType.AUD)
        || type == HevcNalType.PREFIX_SEI
        || (type >= 41 && type <= 44)
        || (type >= 48 && type <= 55);
  }

  @Override
  public void reset() {
    started = false;
    pictureSeen = false;
  }
}
