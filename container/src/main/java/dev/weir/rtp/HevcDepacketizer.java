package dev.weir.rtp;

import dev.weir.bits.BitReader;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.h26x.HevcNalType;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// H.265 (RFC 7798): single units, AP, FU, with decoding order numbers or without.
///
/// The numbers are passed over: a sender with sprop-max-don-diff 0 has none, and one that has them
/// but sends in decoding order is read, too. PACI packets are refused. Not thread-safe.
final class HevcDepacketizer extends NalDepacketizer {
  private static final int PACI = 50;
  private static final int FIRST_RESERVED_VIDEO = 10;
  private static final int SIZE_BYTES = 2;
  private static final int DON_BYTES = 2;
  private static final int DOND_BYTES = 1;
  private static final int FU_HEADER_BYTES = 3;
  private static final int SPS_PROFILE_BYTES = 12;
  private static final int ID_BYTES = 5;

  private final boolean donl;
  private final NalSets vps = new NalSets();
  private final NalSets sps = new NalSets();
  private final NalSets pps = new NalSets();

  /// @param donl whether sprop-max-don-diff is over 0
  HevcDepacketizer(boolean donl, FrameSink sink) {
    super(sink);
    this.donl = donl;
  }

  @Override
  int headerBytes() {
    return HevcPacketizer.HEADER_BYTES;
  }

  @Override
  Use useOf(int firstByte) {
    int type = HevcNalType.of(firstByte);
    return switch (type) {
      case HevcNalType.VPS, HevcNalType.SPS, HevcNalType.PPS -> Use.PARAMETER_SET;
      case HevcNalType.AUD, HevcNalType.FILLER -> Use.DROP;
      default -> {
        if (type > HevcPacketizer.FU) {
          yield Use.DROP;
        }
        boolean reserved = type >= FIRST_RESERVED_VIDEO && type < HevcNalType.BLA_W_LP;
        yield type <= HevcNalType.LAST_IRAP && !reserved ? Use.PICTURE : Use.SIDE_DATA;
      }
    };
  }

  // 7.4.2.4.4: what comes before the first slice, or first_slice_segment_in_pic_flag itself.
  @Override
  boolean startsAccessUnit(ByteBuf in, int index, int end) {
    int type = HevcNalType.of(in.getUnsignedByte(index));
    int don = donl ? DON_BYTES : 0;
    if (type == HevcPacketizer.AP) {
      int unit = index + HevcPacketizer.HEADER_BYTES + don + SIZE_BYTES;
      return end - unit > HevcPacketizer.HEADER_BYTES
          && startsWithUnit(HevcNalType.of(in.getUnsignedByte(unit)), in.getByte(unit + 2));
    }
    if (type == HevcPacketizer.FU) {
      int first = index + FU_HEADER_BYTES + don;
      int header = first < end ? in.getUnsignedByte(index + HevcPacketizer.HEADER_BYTES) : 0;
      return (header & HevcPacketizer.FU_START) != 0
          && startsWithUnit(header & 0x3F, in.getByte(first));
    }
    int first = index + HevcPacketizer.HEADER_BYTES + don;
    return first < end && startsWithUnit(type, in.getByte(first));
  }

  private static boolean startsWithUnit(int type, int firstPayloadByte) {
    return type <= HevcNalType.LAST_SLICE
        ? firstPayloadByte < 0
        : type <= HevcNalType.AUD || type == HevcNalType.PREFIX_SEI;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end) {
    int type = HevcNalType.of(in.getUnsignedByte(index));
    if (type < HevcPacketizer.AP) {
      readSingle(in, index, end);
    } else if (type == HevcPacketizer.AP) {
      readAggregation(in, index + HevcPacketizer.HEADER_BYTES, end);
    } else if (type == HevcPacketizer.FU) {
      readFragment(in, index, end);
    } else if (type == PACI) {
      throw new UnsupportedMediaException("H.265 over RTP: PACI packets");
    }
  }

  // 4.4.1: with numbers, one stands between the header of the unit and its payload.
  private void readSingle(ByteBuf in, int index, int end) {
    if (!donl) {
      unit(in, index, end - index);
      return;
    }
    int payload = index + HevcPacketizer.HEADER_BYTES + DON_BYTES;
    requireBytes(payload, end);
    beginFragments().writeBytes(in, index, HevcPacketizer.HEADER_BYTES);
    fragment(in, payload, end);
    endFragments();
  }

  private void readAggregation(ByteBuf in, int from, int end) {
    int at = from;
    for (int don = donl ? DON_BYTES : 0; at < end; don = donl ? DOND_BYTES : 0) {
      at += don;
      requireBytes(at + SIZE_BYTES, end);
      int size = in.getUnsignedShort(at);
      at += SIZE_BYTES;
      requireBytes(at + size, end);
      if (size > 0) {
        unit(in, at, size);
      }
      at += size;
    }
  }

  private void readFragment(ByteBuf in, int index, int end) {
    requireBytes(index + FU_HEADER_BYTES, end);
    int unitHeader = in.getUnsignedShort(index);
    int header = in.getUnsignedByte(index + HevcPacketizer.HEADER_BYTES);
    int payload = index + FU_HEADER_BYTES;
    if ((header & HevcPacketizer.FU_START) != 0) {
      payload += donl ? DON_BYTES : 0;
      requireBytes(payload, end);
      beginFragments()
          .writeShort((unitHeader & HevcPacketizer.NOT_TYPE_MASK) | ((header & 0x3F) << 9));
    }
    fragment(in, payload, end);
    if ((header & HevcPacketizer.FU_END) != 0) {
      endFragments();
    }
  }

  private static void requireBytes(int to, int end) {
    if (to > end) {
      throw new MalformedMediaException(
          "H.265 over RTP: a unit runs " + (to - end) + " bytes past the end of its packet");
    }
  }

  @Override
  boolean putSet(Octets set) {
    int type = HevcNalType.of(set.at(0));
    if (type == HevcNalType.VPS) {
      return vps.put(set.length() > 2 ? set.at(2) >> 4 : 0, set);
    }
    // The SPS has its id after the profile (general_profile_tier_level of one sub-layer: 12 bytes).
    int at = HevcPacketizer.HEADER_BYTES;
    if (type == HevcNalType.SPS) {
      boolean subLayers = set.length() > 2 && ((set.at(2) >> 1) & 7) > 0;
      if (subLayers) {
        return sps.put(0, set); // Their profiles have no fixed size; one SPS is all that is met.
      }
      at += 1 + SPS_PROFILE_BYTES;
    }
    Octets start = set.slice(Math.min(at, set.length()), Math.min(at + ID_BYTES, set.length()));
    int id = new BitReader(start, "H.265 parameter set").unsignedExpGolomb();
    return (type == HevcNalType.SPS ? sps : pps).put(id, set);
  }

  @Override
  Codec.@Nullable Video codecOfSets() {
    boolean complete = !vps.all().isEmpty() && !sps.all().isEmpty() && !pps.all().isEmpty();
    return complete ? HevcConfiguration.of(vps.all(), sps.all(), pps.all()) : null;
  }

  @Override
  boolean isKeyframe(ByteBuf accessUnit) {
    return HevcNalType.isKeyframe(accessUnit);
  }
}
