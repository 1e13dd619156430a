package dev.weir.flv;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.AvcNalType;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.HevcNalType;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks over an access unit as encoders put it into FLV: with delimiters, and with parameter sets
/// in band that may differ from the sequence header. Both have no place in Weir's own form.
///
/// Not thread-safe.
final class AccessUnit {
  private final boolean hevc;

  // Of the unit scanned last.
  private boolean keyframe;
  private boolean hasPicture;
  private boolean clean;
  private boolean setsChanged;

  AccessUnit(boolean hevc) {
    this.hevc = hevc;
  }

  /// Whether it has a picture that decoding can start with.
  boolean isKeyframe() {
    return keyframe;
  }

  /// Whether anything of it is left when it is clean.
  boolean hasPicture() {
    return hasPicture;
  }

  /// Whether it is in Weir's form as it stands.
  boolean isClean() {
    return clean;
  }

  /// Whether it has parameter sets that `codec` has not.
  boolean setsChanged() {
    return setsChanged;
  }

  /// Reads the types of all units.
  ///
  /// @param unit NAL units after lengths of 4 bytes; no index is moved
  /// @param codec what is announced, or null
  void scan(ByteBuf unit, Codec.@Nullable Video codec) {
    keyframe = false;
    hasPicture = false;
    clean = true;
    setsChanged = false;
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(unit, at, end);
      int first = at + NalUnits.LENGTH_BYTES;
      int type = typeAt(unit, first);
      if (isParameterSet(type)) {
        clean = false;
        setsChanged |= !contains(codec, unit, first, size);
      } else if (isDelimiter(type)) {
        clean = false;
      } else {
        hasPicture = true;
        keyframe |= startsDecoding(type);
      }
    }
  }

  /// Appends what Weir keeps of `unit`, which was scanned.
  void copyClean(ByteBuf unit, ByteBuf out) {
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(unit, at, end);
      int type = typeAt(unit, at + NalUnits.LENGTH_BYTES);
      if (!isParameterSet(type) && !isDelimiter(type)) {
        out.writeBytes(unit, at, NalUnits.LENGTH_BYTES + size);
      }
    }
  }

  /// The codec with the parameter sets of `unit` in place of those of `codec`, or null if they are
  /// not complete.
  Codec.@Nullable Video withSetsOf(ByteBuf unit, Codec.@Nullable Video codec) {
    if (hevc) {
      List<Octets> vps = sets(unit, HevcNalType.VPS);
      List<Octets> sps = sets(unit, HevcNalType.SPS);
      List<Octets> pps = sets(unit, HevcNalType.PPS);
      if (codec instanceof Codec.Hevc old) {
        vps = vps.isEmpty() ? old.vps() : vps;
        sps = sps.isEmpty() ? old.sps() : sps;
        pps = pps.isEmpty() ? old.pps() : pps;
      }
      boolean complete = !vps.isEmpty() && !sps.isEmpty() && !pps.isEmpty();
      return complete ? HevcConfiguration.of(vps, sps, pps) : null;
    }
    List<Octets> sps = sets(unit, AvcNalType.SPS);
    List<Octets> pps = sets(unit, AvcNalType.PPS);
    if (codec instanceof Codec.Avc old) {
      sps = sps.isEmpty() ? old.sps() : sps;
      pps = pps.isEmpty() ? old.pps() : pps;
    }
    return sps.isEmpty() || pps.isEmpty() ? null : AvcConfiguration.of(sps, pps);
  }

  private List<Octets> sets(ByteBuf unit, int wanted) {
    List<Octets> sets = new ArrayList<>();
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(unit, at, end);
      int first = at + NalUnits.LENGTH_BYTES;
      if (typeAt(unit, first) == wanted && !contains(sets, unit, first, size)) {
        sets.add(Octets.copyOf(unit, first, size));
      }
    }
    return sets;
  }

  private int typeAt(ByteBuf unit, int index) {
    int octet = unit.getByte(index);
    return hevc ? HevcNalType.of(octet) : AvcNalType.of(octet);
  }

  private boolean isParameterSet(int type) {
    return hevc
        ? type >= HevcNalType.VPS && type <= HevcNalType.PPS
        : type == AvcNalType.SPS || type == AvcNalType.PPS;
  }

  private boolean isDelimiter(int type) {
    return type == (hevc ? HevcNalType.AUD : AvcNalType.AUD);
  }

  private boolean startsDecoding(int type) {
    return hevc
        ? type >= HevcNalType.BLA_W_LP && type <= HevcNalType.LAST_IRAP
        : type == AvcNalType.IDR;
  }

  private static boolean contains(
      Codec.@Nullable Video codec, ByteBuf unit, int index, int length) {
    return switch (codec) {
      case Codec.Avc(_, var sps, var pps, _) ->
          contains(sps, unit, index, length) || contains(pps, unit, index, length);
      case Codec.Hevc(_, var vps, var sps, var pps, _, _) ->
          contains(sps, unit, index, length)
              || contains(pps, unit, index, length)
              || contains(vps, unit, index, length);
      case null, default -> false;
    };
  }

  private static boolean contains(List<Octets> sets, ByteBuf unit, int index, int length) {
    for (int i = 0; i < sets.size(); i++) {
      if (isEqual(sets.get(i), unit, index, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEqual(Octets set, ByteBuf unit, int index, int length) {
    if (set.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (set.at(i) != unit.getUnsignedByte(index + i)) {
        return false;
      }
    }
    return true;
  }
}
