package dev.weir.rtp;

import dev.weir.bits.BitReader;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.AvcNalType;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// H.264 of the packetization modes 0 and 1 (RFC 6184): single units, STAP-A, FU-A.
///
/// The interleaved mode 2 (STAP-B, MTAP, FU-B) is refused. Not thread-safe.
final class AvcDepacketizer extends NalDepacketizer {
  private static final int STAP_B = 25;
  private static final int FU_B = 29;
  private static final int SIZE_BYTES = 2;
  private static final int FU_BYTES = 2;
  private static final int TYPE_MASK = 0x1F;
  private static final int SPS_ID_INDEX = 4;
  private static final int ID_BYTES = 5; // an Exp-Golomb code of at most 255 has 17 bits

  private final NalSets sps = new NalSets();
  private final NalSets pps = new NalSets();

  AvcDepacketizer(FrameSink sink) {
    super(sink);
  }

  @Override
  int headerBytes() {
    return 1;
  }

  @Override
  Use useOf(int firstByte) {
    int type = AvcNalType.of(firstByte);
    return switch (type) {
      case AvcNalType.SPS, AvcNalType.PPS -> Use.PARAMETER_SET;
      case 1, 2, 3, 4, AvcNalType.IDR, 19, 20, 21 -> Use.PICTURE;
      case AvcNalType.AUD, AvcNalType.FILLER, 0, 30, 31 -> Use.DROP;
      default -> Use.SIDE_DATA;
    };
  }

  // 7.4.1.2.3: these come before the first slice, whose first_mb_in_slice is 0: the bit "1".
  @Override
  boolean startsAccessUnit(ByteBuf in, int index, int end) {
    int type = in.getByte(index) & TYPE_MASK;
    return switch (type) {
      case AvcNalType.SEI, AvcNalType.SPS, AvcNalType.PPS, AvcNalType.AUD -> true;
      case AvcPacketizer.STAP_A ->
          end - index > 1 + SIZE_BYTES
              && startsWithUnit(
                  in.getByte(index + 1 + SIZE_BYTES), in, index + 2 + SIZE_BYTES, end);
      case AvcPacketizer.FU_A ->
          end - index > FU_BYTES
              && (in.getByte(index + 1) & AvcPacketizer.FU_START) != 0
              && startsWithUnit(in.getByte(index + 1), in, index + FU_BYTES, end);
      default -> startsWithUnit(type, in, index + 1, end);
    };
  }

  private static boolean startsWithUnit(int header, ByteBuf in, int second, int end) {
    int type = header & TYPE_MASK;
    boolean slice = type == AvcNalType.SLICE || type == AvcNalType.IDR;
    return slice ? second < end && in.getByte(second) < 0 : type >= AvcNalType.SEI && type <= 9;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end) {
    int type = in.getByte(index) & TYPE_MASK;
    if (type < AvcPacketizer.STAP_A) {
      unit(in, index, end - index);
    } else if (type == AvcPacketizer.STAP_A) {
      readAggregation(in, index + 1, end);
    } else if (type == AvcPacketizer.FU_A) {
      readFragment(in, index, end);
    } else if (type >= STAP_B && type <= FU_B) {
      throw new UnsupportedMediaException(
          "H.264 over RTP: type " + type + " of the interleaved mode; allowed are modes 0 and 1");
    }
  }

  private void readAggregation(ByteBuf in, int from, int end) {
    for (int at = from; at < end; ) {
      int size = end - at < SIZE_BYTES ? -1 : in.getUnsignedShort(at);
      if (size < 0 || size > end - at - SIZE_BYTES) {
        throw new MalformedMediaException(
            "STAP-A: unit of " + size + " bytes, has " + (end - at - SIZE_BYTES));
      }
      at += SIZE_BYTES;
      if (size > 0) { // Some cameras pad so.
        unit(in, at, size);
      }
      at += size;
    }
  }

  private void readFragment(ByteBuf in, int index, int end) {
    if (end - index < FU_BYTES) {
      throw new MalformedMediaException("FU-A of " + (end - index) + " bytes, needs 2");
    }
    int indicator = in.getUnsignedByte(index);
    int header = in.getUnsignedByte(index + 1);
    if ((header & AvcPacketizer.FU_START) != 0) {
      beginFragments().writeByte((indicator & AvcPacketizer.F_AND_NRI_MASK) | (header & TYPE_MASK));
    }
    fragment(in, index + FU_BYTES, end);
    if ((header & AvcPacketizer.FU_END) != 0) {
      endFragments();
    }
  }

  @Override
  boolean putSet(Octets set) {
    boolean sequence = AvcNalType.of(set.at(0)) == AvcNalType.SPS;
    // Both start with their own id; of the SPS after profile, constraints and level.
    int at = sequence ? SPS_ID_INDEX : 1;
    Octets start = set.slice(Math.min(at, set.length()), Math.min(at + ID_BYTES, set.length()));
    int id = new BitReader(start, "H.264 parameter set").unsignedExpGolomb();
    return (sequence ? sps : pps).put(id, set);
  }

  @Override
  Codec.@Nullable Video codecOfSets() {
    boolean complete = !sps.all().isEmpty() && !pps.all().isEmpty();
    return complete ? AvcConfiguration.of(sps.all(), pps.all()) : null;
  }

  @Override
  boolean isKeyframe(ByteBuf accessUnit) {
    return AvcNalType.isKeyframe(accessUnit) || AvcNalType.hasRecoveryPoint(accessUnit);
  }
}
