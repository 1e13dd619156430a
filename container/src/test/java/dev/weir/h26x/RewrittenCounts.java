package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// An H.264 stream in another form that no encoder at hand writes: with picture order counts of
/// type 1, and with memory_management_control_operation 5 in place of IDR pictures but the first.
///
/// The stream has one parameter set of each kind and one slice a picture, coded with CAVLC, so that
/// what follows a slice header may begin at any bit.
final class RewrittenCounts {
  private static final int REFERENCE_OFFSET = 2; // offset_for_ref_frame, of a cycle of one
  private static final int NON_REFERENCE_OFFSET = -2;
  private static final int COUNT_STEP = 2;

  private final boolean typeOne;
  private final boolean startAnew;
  private final ByteBuf out = Unpooled.buffer();

  private int frameNumBits;
  private int lsbBits;
  private int frameNumOffset; // FrameNumOffset, to which frame_num is added
  private int lastFrameNum;
  private int lastMsb;
  private int lastLsb;
  private int highest; // count since counting began
  private int lastReference; // frame_num of the last reference picture

  private RewrittenCounts(boolean typeOne, boolean startAnew) {
    this.typeOne = typeOne;
    this.startAnew = startAnew;
  }

  /// With counts of type 1, with operation 5 in place of all IDR pictures but the first, and with
  /// both.
  static List<byte[]> of(byte[] annexB) {
    return List.of(
        new RewrittenCounts(true, false).rewrite(annexB),
        new RewrittenCounts(false, true).rewrite(annexB),
        new RewrittenCounts(true, true).rewrite(annexB));
  }

  private byte[] rewrite(byte[] annexB) {
    ByteBuf units = Unpooled.buffer();
    NalUnits.annexBToLengthPrefixed(Unpooled.wrappedBuffer(annexB), units);
    boolean first = true;
    while (units.isReadable()) {
      Octets nal = Octets.copyOf(units.readSlice(units.readInt()));
      switch (AvcNalType.of(nal.at(0))) {
        case AvcNalType.SPS -> unit(nal.at(0), sps(nal));
        case AvcNalType.SLICE -> unit(nal.at(0), slice(nal, false));
        case AvcNalType.IDR -> {
          boolean anew = startAnew && !first;
          unit(anew ? 0x60 | AvcNalType.SLICE : nal.at(0), slice(nal, anew));
          first = false;
        }
        default -> out.writeInt(NalUnits.START_CODE).writeBytes(nal.toByteArray());
      }
    }
    return Octets.copyOf(out).toByteArray();
  }

  /// Bits to be read, and those that go out in their place.
  private static final class Copy {
    private final BitReader in;
    private final StringBuilder bits = new StringBuilder();

    Copy(Octets nal) {
      in = new BitReader(Rbsp.of(nal, 1), "test");
    }

    int bits(int count) {
      int value = in.bits(count);
      put(value, count);
      return value;
    }

    void put(int value, int count) {
      for (int bit = count - 1; bit >= 0; bit--) {
        bits.append((value >> bit) & 1);
      }
    }

    int unsigned() {
      int value = in.unsignedExpGolomb();
      putUnsigned(value);
      return value;
    }

    void putUnsigned(int value) {
      int length = 32 - Integer.numberOfLeadingZeros(value + 1);
      put(0, length - 1);
      put(value + 1, length);
    }

    void putSigned(int value) {
      putUnsigned(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /// All that is left, up to the stop bit.
    String rest() {
      while (in.remainingBits() > 0) {
        bits(1);
      }
      return bits.substring(0, bits.lastIndexOf("1"));
    }
  }

  private String sps(Octets nal) {
    AvcSps sps = AvcSps.parse(nal);
    frameNumBits = sps.frameNumBits();
    lsbBits = sps.pocLsbBits();
    Copy copy = new Copy(nal);
    copy.bits(3 * 8); // profile, constraints, level: main, so without a chroma format
    copy.unsigned(); // seq_parameter_set_id
    copy.unsigned(); // log2_max_frame_num_minus4
    if (typeOne) {
      copy.in.unsignedExpGolomb();
      copy.in.unsignedExpGolomb();
      copy.putUnsigned(1); // pic_order_cnt_type
      copy.put(0, 1); // delta_pic_order_always_zero_flag
      copy.putSigned(NON_REFERENCE_OFFSET);
      copy.putSigned(0); // offset_for_top_to_bottom_field
      copy.putUnsigned(1); // num_ref_frames_in_pic_order_cnt_cycle
      copy.putSigned(REFERENCE_OFFSET);
    }
    return copy.rest();
  }

  private String slice(Octets nal, boolean anew) {
    boolean idr = AvcNalType.of(nal.at(0)) == AvcNalType.IDR;
    boolean reference = (nal.at(0) & 0x60) != 0;
    Copy copy = new Copy(nal);
    copy.unsigned(); // first_mb_in_slice
    copy.unsigned(); // slice_type
    copy.unsigned(); // pic_parameter_set_id
    int frameNum = copy.in.bits(frameNumBits);
    if (anew) {
      frameNum = (lastReference + 1) % (1 << frameNumBits);
    }
    copy.put(frameNum, frameNumBits);
    if (anew) {
      copy.in.unsignedExpGolomb(); // idr_pic_id
    } else if (idr) {
      copy.unsigned();
    }
    order(copy, idr && !anew, reference, anew, frameNum);
    if (anew) {
      copy.in.skip(2); // no_output_of_prior_pics_flag, long_term_reference_flag
      copy.put(1, 1); // adaptive_ref_pic_marking_mode_flag
      copy.putUnsigned(5);
      copy.putUnsigned(0);
    }
    if (reference) {
      lastReference = anew ? 0 : frameNum;
    }
    return copy.rest();
  }

  private void order(Copy copy, boolean idr, boolean reference, boolean anew, int frameNum) {
    int lsb = copy.in.bits(lsbBits);
    if (idr) {
      frameNumOffset = 0;
    } else if (frameNum < lastFrameNum) {
      frameNumOffset += 1 << frameNumBits;
    }
    lastFrameNum = frameNum;
    int count = anew ? highest + COUNT_STEP : count(lsb, idr, reference);
    highest = idr ? count : Math.max(highest, count);
    if (typeOne) {
      int frames = frameNumOffset + frameNum - (reference ? 0 : 1);
      copy.putSigned(count - REFERENCE_OFFSET * frames - (reference ? 0 : NON_REFERENCE_OFFSET));
    } else {
      copy.put(count & ((1 << lsbBits) - 1), lsbBits);
    }
    if (anew) {
      frameNumOffset = 0;
      lastFrameNum = 0;
      lastMsb = 0;
      lastLsb = 0;
      highest = 0;
    }
  }

  private int count(int lsb, boolean idr, boolean reference) {
    int range = 1 << lsbBits;
    int msb = idr ? 0 : lastMsb;
    if (!idr && lastLsb - lsb >= range / 2) {
      msb += range;
    } else if (!idr && lsb - lastLsb > range / 2) {
      msb -= range;
    }
    if (reference) {
      lastMsb = msb;
      lastLsb = lsb;
    }
    return msb + lsb;
  }

  /// Appends a unit: the stop bit, zero bits to the next byte, emulation prevention.
  private void unit(int firstByte, String bits) {
    String padded = bits + "1" + "0".repeat(-(bits.length() + 1) & 7);
    out.writeInt(NalUnits.START_CODE).writeByte(firstByte);
    int zeros = 0;
    for (int at = 0; at < padded.length(); at += 8) {
      int value = Integer.parseInt(padded.substring(at, at + 8), 2);
      if (zeros >= 2 && value <= 3) {
        out.writeByte(3);
        zeros = 0;
      }
      out.writeByte(value);
      zeros = value == 0 ? zeros + 1 : 0;
    }
  }
}
