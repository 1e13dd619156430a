package dev.weir.h26x;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;

/// Picture order counts of H.265 (8.3.1). A count goes up by 1 from picture to picture.
///
/// Leading pictures are shown before the random access picture that they follow; after an IDR
/// picture, which is 0, they have negative counts. Not thread-safe.
final class HevcCounts implements PictureCounts {
  private static final int HEADER_BYTES = 2; // of a NAL unit
  private static final int LOOK_BYTES = 32;

  private final HeaderBits bits = new HeaderBits(LOOK_BYTES);
  private final Map<Integer, SliceForm> sets = new HashMap<>(); // by pps_pic_parameter_set_id

  // Of the picture read last.
  private int count;
  private boolean starts;

  // What the next picture is counted from: prevTid0Pic.
  private int lastMsb;
  private int lastLsb;

  /// What slice headers depend on.
  private record SliceForm(
      boolean outputFlagPresent, int extraBits, boolean separatePlanes, int lsbBits) {}

  @Override
  public int configure(Codec.Video codec) {
    sets.clear();
    if (!(codec instanceof Codec.Hevc hevc)) {
      return 0;
    }
    Map<Integer, HevcSps> sequences = new HashMap<>();
    int delay = 0;
    try {
      for (Octets nal : hevc.sps()) {
        HevcSps sps = HevcSps.parse(nal);
        sequences.put(sps.id(), sps);
        delay = Math.max(delay, sps.reorderPictures());
      }
      for (Octets pps : hevc.pps()) {
        put(new BitReader(Rbsp.of(pps, HEADER_BYTES), "H.265 PPS"), sequences);
      }
    } catch (MediaException _) {
      return delay; // Pictures of a damaged set are not counted.
    }
    return delay;
  }

  // 7.3.2.3.1
  private void put(BitReader in, Map<Integer, HevcSps> sequences) {
    int id = Limits.unsigned(in, 63, "pps_pic_parameter_set_id");
    HevcSps sps = sequences.get(Limits.unsigned(in, 15, "pps_seq_parameter_set_id"));
    in.skip(1); // dependent_slice_segments_enabled_flag
    if (sps != null) {
      sets.put(id, new SliceForm(in.flag(), in.bits(3), sps.separatePlanes(), sps.pocLsbBits()));
    }
  }

  @Override
  public boolean read(ByteBuf accessUnit, boolean goesOn) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      int first = at + NalUnits.LENGTH_BYTES;
      int type = HevcNalType.of(accessUnit.getByte(first));
      if (type <= HevcNalType.LAST_SLICE && size > HEADER_BYTES) {
        int temporalId = (accessUnit.getByte(first + 1) & 7) - 1;
        return read(
            type, temporalId, bits.at(accessUnit, first + HEADER_BYTES, first + size), goesOn);
      }
    }
    return false;
  }

  // 7.3.6.1
  private boolean read(int type, int temporalId, BitReader in, boolean goesOn) {
    boolean randomAccess = HevcNalType.isRandomAccess(type);
    boolean idr = type == HevcNalType.IDR_W_RADL || type == HevcNalType.IDR_N_LP;
    int lsb;
    SliceForm form;
    try {
      in.skip(1); // first_slice_segment_in_pic_flag
      in.skip(randomAccess ? 1 : 0); // no_output_of_prior_pics_flag
      form = sets.get(in.unsignedExpGolomb());
      if (form == null) {
        return false;
      }
      in.skip(form.extraBits);
      in.unsignedExpGolomb(); // slice_type
      in.skip((form.outputFlagPresent ? 1 : 0) + (form.separatePlanes ? 2 : 0));
      lsb = idr ? 0 : in.bits(form.lsbBits);
    } catch (MalformedMediaException _) {
      return false;
    }
    starts = randomAccess && type != HevcNalType.CRA;
    int msb = starts || !goesOn ? 0 : PictureCounts.msb(lsb, lastLsb, lastMsb, 1 << form.lsbBits);
    boolean referred = type > HevcNalType.LAST_NON_REFERENCE || type % 2 != 0;
    if (!goesOn || (temporalId == 0 && referred && !HevcNalType.isLeading(type))) {
      lastMsb = msb;
      lastLsb = lsb;
    }
    count = msb + lsb;
    return true;
  }

  @Override
  public boolean mayBeLed(ByteBuf accessUnit, boolean goesOn) {
    int type = HevcNalType.ofPicture(accessUnit);
    // The count of a CRA picture goes on from those before it.
    return HevcNalType.mayBeLed(type) && !(goesOn && type == HevcNalType.CRA);
  }

  @Override
  public boolean leads(ByteBuf accessUnit) {
    return HevcNalType.isLeading(HevcNalType.ofPicture(accessUnit));
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
    return 1;
  }
}
