package dev.weir.h26x;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Access unit detection of H.264: by units that can only stand before the slices (7.4.1.2.3), or
/// by a slice of another picture than the one before (7.4.1.2.4).
///
/// Both fields of a frame stay together unless a delimiter is between them: what comes after wants
/// frames.
final class AvcBoundaries implements UnitBoundaries {
  private static final int PARTITION_A = 2;
  private static final int FIRST_RESERVED = 14;
  private static final int LAST_RESERVED = 18;
  private static final int MAX_SPS_BYTES = 1024;

  private final AvcSets sets = new AvcSets();
  private final HeaderBits bits = new HeaderBits(LOOK_BYTES);

  private boolean started; // an access unit has begun
  private boolean pictureSeen; // and a slice of it has come
  private @Nullable AvcSliceHeader last; // the last that could be read
  private boolean frameComplete; // both fields of it were seen

  @Override
  public boolean startsAccessUnit(ByteBuf in, int index, int end) {
    if (end <= index) {
      return false;
    }
    int firstByte = in.getUnsignedByte(index);
    int type = AvcNalType.of(firstByte);
    return switch (type) {
      case AvcNalType.SLICE, PARTITION_A, AvcNalType.IDR ->
          startsWithSlice(firstByte, in, index, end);
      case AvcNalType.SPS -> {
        int bytes = NalUnits.startCode(in, index, Math.min(end, index + MAX_SPS_BYTES)) - index;
        sets.putSps(Octets.copyOf(in, index, bytes));
        yield startsBeforeSlices();
      }
      case AvcNalType.PPS -> {
        sets.putPps(bits.at(in, index + 1, end));
        yield startsBeforeSlices();
      }
      case AvcNalType.SEI, AvcNalType.AUD -> startsBeforeSlices();
      default -> type >= FIRST_RESERVED && type <= LAST_RESERVED && startsBeforeSlices();
    };
  }

  private boolean startsBeforeSlices() {
    boolean starts = pictureSeen || !started;
    started = true;
    pictureSeen = false;
    last = null;
    frameComplete = false;
    return starts;
  }

  private boolean startsWithSlice(int firstByte, ByteBuf in, int index, int end) {
    AvcSliceHeader slice;
    boolean starts = !started;
    started = true;
    pictureSeen = true;
    try {
      slice = AvcSliceHeader.read(firstByte, bits.at(in, index + 1, end), sets);
    } catch (MalformedMediaException _) {
      return starts;
    }
    if (last != null && slice.startsPicture(last)) {
      boolean secondField = !frameComplete && slice.completes(last);
      starts = !secondField;
      frameComplete = secondField;
    }
    last = slice;
    return starts;
  }

  @Override
  public void reset() {
    started = false;
    pictureSeen = false;
    last = null;
    frameComplete = false;
  }
}
