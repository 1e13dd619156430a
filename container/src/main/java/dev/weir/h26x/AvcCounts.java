package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;

/// Picture order counts of H.264 (8.2.1), of types 0 and 1.
///
/// Type 2 and the baseline profile show pictures as they are decoded. A count goes up by 2 from
/// frame to frame, or by 1 where odd ones are seen. Not thread-safe.
final class AvcCounts implements PictureCounts {
  // For streams that do not say it: a pyramid of B-pictures wants 2.
  private static final int USUAL_DELAY = 2;
  private static final int BASELINE = 66;
  private static final int FIELDS = 2;
  private static final int MARKING_BYTES = 256; // with weights for all references

  private final HeaderBits bits = new HeaderBits(MARKING_BYTES);

  private AvcSets sets = new AvcSets();

  // Of the picture read last.
  private int count;
  private boolean starts;
  private boolean framesOnly;

  // What the next picture is counted from.
  private int lastMsb; // prevPicOrderCntMsb
  private int lastLsb; // prevPicOrderCntLsb
  private int frameNumOffset; // prevFrameNumOffset
  private int lastFrameNum; // prevFrameNum

  @Override
  public int configure(Codec.Video codec) {
    if (!(codec instanceof Codec.Avc avc)) {
      return 0;
    }
    sets = new AvcSets();
    avc.sps().forEach(sets::putSps);
    for (Octets pps : avc.pps()) {
      sets.putPps(new BitReader(Rbsp.of(pps, 1), "H.264 PPS"));
    }
    AvcSps sps = AvcSps.parse(avc.sps().getFirst());
    if (sps.pocType() == 2 || sps.profile() == BASELINE) {
      return 0;
    }
    return sps.reorderFrames() < 0 ? USUAL_DELAY : sps.reorderFrames();
  }

  @Override
  public boolean read(ByteBuf accessUnit, boolean goesOn) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      int first = at + NalUnits.LENGTH_BYTES;
      int firstByte = accessUnit.getUnsignedByte(first);
      int type = AvcNalType.of(firstByte);
      if (type == AvcNalType.SLICE || type == AvcNalType.IDR) {
        return read(firstByte, bits.at(accessUnit, first + 1, first + size), goesOn);
      }
    }
    return false;
  }

  private boolean read(int firstByte, BitReader in, boolean goesOn) {
    AvcSliceHeader slice;
    try {
      slice = AvcSliceHeader.read(firstByte, in, sets);
    } catch (MalformedMediaException _) {
      return false;
    }
    AvcPps pps = sets.pps(slice.ppsId());
    AvcSps sps = pps == null ? null : sets.sps(pps.spsId());
    if (pps == null || sps == null) {
      return false;
    }
    boolean anew = AvcMarking.startsAnew(slice, in, sps, pps);
    starts = slice.idr() || anew;
    framesOnly = sps.framesOnly();
    int counted =
        sps.pocCycle() == null
            ? ofLsb(slice, 1 << sps.pocLsbBits(), goesOn)
            : ofFrameNum(slice, sps, sps.pocCycle(), goesOn);
    count = anew ? startAnew(slice) : counted;
    return true;
  }

  /// 8.2.1: after memory_management_control_operation 5 the picture is taken to be counted as the
  /// first is.
  private int startAnew(AvcSliceHeader slice) {
    lastMsb = 0;
    lastLsb = slice.bottom() ? 0 : Math.max(0, -slice.orderBottom());
    frameNumOffset = 0;
    lastFrameNum = 0;
    return 0;
  }

  /// Type 0 (8.2.1.1).
  private int ofLsb(AvcSliceHeader slice, int maxLsb, boolean goesOn) {
    if (slice.idr() || !goesOn) {
      lastMsb = 0;
      lastLsb = slice.idr() ? 0 : slice.orderLsb();
    }
    int lsb = slice.orderLsb();
    int msb = PictureCounts.msb(lsb, lastLsb, lastMsb, maxLsb);
    if (slice.referenceIdc() != 0) {
      lastMsb = msb;
      lastLsb = lsb;
    }
    return msb + lsb + Math.min(0, slice.orderBottom());
  }

  /// Type 1 (8.2.1.2).
  private int ofFrameNum(AvcSliceHeader slice, AvcSps sps, AvcPocCycle cycle, boolean goesOn) {
    if (slice.idr() || !goesOn) {
      frameNumOffset = 0;
    } else if (lastFrameNum > slice.frameNum()) {
      frameNumOffset += 1 << sps.frameNumBits();
    }
    lastFrameNum = slice.frameNum();
    int frames = frameNumOffset + slice.frameNum();
    int first = cycle.expected(frames, slice.referenceIdc() != 0) + slice.orderDelta();
    int second = cycle.bottom() + slice.orderBottom();
    return first + (slice.field() ? (slice.bottom() ? second : 0) : Math.min(0, second));
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public boolean starts() {
    return starts;
  }

  @Override
  public int step(int distance) {
    return framesOnly && distance % FIELDS != 0 ? 1 : FIELDS;
  }
}
