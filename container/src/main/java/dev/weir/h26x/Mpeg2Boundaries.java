package dev.weir.h26x;

import io.netty.buffer.ByteBuf;

/// Where pictures begin in MPEG-1 and MPEG-2 video (ISO/IEC 13818-2 6.2): with the headers of a
/// sequence or a group that stand before them, or with their own.
///
/// The second field of a frame stays with the first, which has the same temporal_reference.
final class Mpeg2Boundaries implements UnitBoundaries {
  private static final int NONE = -1;

  private boolean started;
  private boolean pictureSeen;
  private int temporalReference = NONE; // of the last picture since a header

  @Override
  public boolean startsAccessUnit(ByteBuf in, int index, int end) {
    if (end <= index) {
      return false;
    }
    return switch (in.getUnsignedByte(index)) {
      case Mpeg2Unit.SEQUENCE_HEADER, Mpeg2Unit.GROUP -> startsWithHeader();
      case Mpeg2Unit.PICTURE ->
          startsWithPicture(end - index < 3 ? NONE : in.getUnsignedShort(index + 1) >> 6);
      default -> false;
    };
  }

  private boolean startsWithHeader() {
    boolean starts = pictureSeen || !started;
    started = true;
    pictureSeen = false;
    temporalReference = NONE;
    return starts;
  }

  private boolean startsWithPicture(int reference) {
    boolean secondField = pictureSeen && reference == temporalReference;
    boolean starts = !started || (pictureSeen && !secondField);
    started = true;
    pictureSeen = true;
    temporalReference = secondField ? NONE : reference;
    return starts;
  }

  @Override
  public void reset() {
    started = false;
    pictureSeen = false;
    temporalReference = NONE;
  }
}
