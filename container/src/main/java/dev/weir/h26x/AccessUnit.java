package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks over an access unit of H.264 or H.265 as encoders make it: with delimiters, and with
/// parameter sets in band that may differ from those announced. Both have no place in a sample.
///
/// Not thread-safe; holds what the unit looked at last was like.
public final class AccessUnit {
  private static final int NOWHERE = Integer.MIN_VALUE;

  private final boolean hevc;

  // Of the unit scanned last.
  private boolean keyframe;
  private boolean hasPicture;
  private boolean clean;
  private boolean setsChanged;

  /// For H.265 if `hevc`, for H.264 otherwise.
  public AccessUnit(boolean hevc) {
    this.hevc = hevc;
  }

  /// Whether it has a picture that decoding can start with.
  public boolean isKeyframe() {
    return keyframe;
  }

  /// Whether anything of it is left when it is clean.
  public boolean hasPicture() {
    return hasPicture;
  }

  /// Whether it is in Weir's form as it stands.
  public boolean isClean() {
    return clean;
  }

  /// Whether it has parameter sets that `codec` has not.
  public boolean setsChanged() {
    return setsChanged;
  }

  /// Reads the types of all units.
  ///
  /// @param unit NAL units after lengths of 4 bytes; no index is moved
  /// @param codec what is announced, or null
  public void scan(ByteBuf unit, Codec.@Nullable Video codec) {
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

  /// Does what [#scan] does for a unit in annex B.
  ///
  /// @param annexB NAL units after start codes; no index is moved
  /// @param codes where they are
  /// @param codec what is announced, or null
  public void scanAnnexB(ByteBuf annexB, StartCodes codes, Codec.@Nullable Video codec) {
    keyframe = false;
    hasPicture = false;
    clean = false;
    setsChanged = false;
    for (int i = 0; i < codes.count(); i++) {
      int first = codes.first(annexB, i);
      int last = codes.last(annexB, i);
      if (isKept(annexB, first, last)) {
        hasPicture = true;
        keyframe |= startsDecoding(typeAt(annexB, first));
      } else if (last > first && isParameterSet(typeAt(annexB, first))) {
        setsChanged |= !contains(codec, annexB, first, last - first);
      }
    }
  }

  private boolean isKept(ByteBuf annexB, int first, int last) {
    if (last == first) {
      return false;
    }
    int type = typeAt(annexB, first);
    return !isParameterSet(type) && !isDelimiter(type);
  }

  /// Brings what Weir keeps of a unit in annex B into Weir's form where it stands, if that takes no
  /// more than a length over each start code:
  ///
  /// ```
  /// 000001 delimiter | 00000001 slice | 00000001 slice
  ///                    length   slice | length   slice
  /// ```
  ///
  /// @param annexB NAL units after start codes, made to hold what is kept if the result is true
  /// @param codes where they are
  /// @return whether it could; if not, nothing has changed
  public boolean keepInPlace(ByteBuf annexB, StartCodes codes) {
    int start = NOWHERE;
    int end = NOWHERE;
    for (int i = 0; i < codes.count(); i++) {
      int first = codes.first(annexB, i);
      int last = codes.last(annexB, i);
      if (isKept(annexB, first, last)) {
        int length = first - NalUnits.LENGTH_BYTES;
        start = start == NOWHERE ? length : start;
        if (start < 0 || (end != NOWHERE && length != end)) {
          return false;
        }
        end = last;
      }
    }
    for (int i = 0; i < codes.count(); i++) {
      int first = codes.first(annexB, i);
      int last = codes.last(annexB, i);
      if (isKept(annexB, first, last)) {
        annexB.setInt(first - NalUnits.LENGTH_BYTES, last - first);
      }
    }
    annexB.setIndex(Math.max(0, start), Math.max(0, end));
    return true;
  }

  /// Appends what Weir keeps of a unit in annex B in Weir's form.
  ///
  /// @param annexB NAL units after start codes; no index is moved
  /// @param codes where they are
  public void copyKept(ByteBuf annexB, StartCodes codes, ByteBuf out) {
    for (int i = 0; i < codes.count(); i++) {
      int first = codes.first(annexB, i);
      int last = codes.last(annexB, i);
      if (isKept(annexB, first, last)) {
        out.writeInt(last - first).writeBytes(annexB, first, last - first);
      }
    }
  }

  /// Appends what Weir keeps of `unit`, which was scanned.
  public void copyClean(ByteBuf unit, ByteBuf out) {
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(unit, at, end);
      int type = typeAt(unit, at + NalUnits.LENGTH_BYTES);
      if (!isParameterSet(type) && !isDelimiter(type)) {
        out.writeBytes(unit, at, NalUnits.LENGTH_BYTES + size);
      }
    }
  }

  /// Appends as many bytes as `unit` has, which was scanned: what Weir keeps of it, the parameter
  /// sets that `codec` has not, and instead of the rest filler data, which decoders pass over
  /// (H.264 7.4.2.7, H.265 7.4.3.6: it follows the picture).
  public void copyPadded(ByteBuf unit, Codec.Video codec, ByteBuf out) {
    int start = out.writerIndex();
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(unit, at, end);
      int first = at + NalUnits.LENGTH_BYTES;
      int type = typeAt(unit, first);
      boolean known = isParameterSet(type) && contains(codec, unit, first, size);
      if (!known && !isDelimiter(type)) {
        out.writeBytes(unit, at, NalUnits.LENGTH_BYTES + size);
      }
    }
    int left = unit.readableBytes() - (out.writerIndex() - start);
    int leastBytes = NalUnits.LENGTH_BYTES + (hevc ? 3 : 2);
    if (left >= leastBytes) {
      writeFiller(left - NalUnits.LENGTH_BYTES, out);
    } else if (left > 0) {
      out.writerIndex(start).writeBytes(unit, unit.readerIndex(), unit.readableBytes());
    }
  }

  // filler_data_rbsp(): FF bytes, then the stop bit.
  private void writeFiller(int bytes, ByteBuf out) {
    out.writeInt(bytes);
    int end = out.writerIndex() + bytes - 1;
    if (hevc) {
      out.writeByte(HevcNalType.FILLER << 1).writeByte(1);
    } else {
      out.writeByte(AvcNalType.FILLER);
    }
    while (out.writerIndex() < end) {
      out.writeByte(0xFF);
    }
    out.writeByte(0x80);
  }

  /// The codec with the parameter sets of `unit` in place of those of `codec`, or null if they are
  /// not complete.
  public Codec.@Nullable Video withSetsOf(ByteBuf unit, Codec.@Nullable Video codec) {
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

  /// The same for a unit in annex B.
  ///
  /// @param codes where its start codes are
  public Codec.@Nullable Video withSetsOfAnnexB(
      ByteBuf annexB, StartCodes codes, Codec.@Nullable Video codec) {
    ByteBuf sets = Unpooled.buffer();
    for (int i = 0; i < codes.count(); i++) {
      int first = codes.first(annexB, i);
      int last = codes.last(annexB, i);
      if (last > first && isParameterSet(typeAt(annexB, first))) {
        sets.writeInt(last - first).writeBytes(annexB, first, last - first);
      }
    }
    return withSetsOf(sets, codec);
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
