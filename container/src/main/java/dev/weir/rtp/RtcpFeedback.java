package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// The bodies of feedback packets (RFC 4585 6.1): sender, media source, then what the format says.
///
/// Stateless.
final class RtcpFeedback {
  private static final int SOURCES_BYTES = 8;
  private static final int REMB = 0x52454D42; // "REMB"
  private static final int NACK_BITS = 16;
  private static final int MAX_MANTISSA_BITS = 18;

  private RtcpFeedback() {}

  static Rtcp read(int type, int format, ByteBuf in) {
    RtcpReader.require(in, SOURCES_BYTES);
    Octets whole = Octets.copyOf(in);
    int sender = in.readInt();
    int media = in.readInt();
    if (type == RtcpType.TRANSPORT_FEEDBACK) {
      return switch (format) {
        case RtcpType.GENERIC_NACK -> new Rtcp.GenericNack(sender, media, readLost(in));
        case RtcpType.TRANSPORT_WIDE -> TransportFeedbackBody.read(sender, media, in);
        default -> new Rtcp.Other(type, format, whole);
      };
    }
    return switch (format) {
      case RtcpType.PICTURE_LOSS -> new Rtcp.PictureLoss(sender, media);
      case RtcpType.FULL_INTRA_REQUEST -> new Rtcp.FullIntraRequest(sender, readEntries(in));
      case RtcpType.APPLICATION_LAYER -> {
        boolean remb = in.readableBytes() >= 8 && in.getInt(in.readerIndex()) == REMB;
        yield remb ? readEstimate(sender, in) : new Rtcp.Other(type, format, whole);
      }
      default -> new Rtcp.Other(type, format, whole);
    };
  }

  // PID: the first lost number; BLP: which of the 16 after it are lost too, lowest bit first.
  private static List<Integer> readLost(ByteBuf in) {
    List<Integer> lost = new ArrayList<>();
    while (in.readableBytes() >= 4) {
      int first = in.readUnsignedShort();
      int following = in.readUnsignedShort();
      lost.add(first);
      for (int bit = 0; bit < NACK_BITS; bit++) {
        if (((following >> bit) & 1) == 1) {
          lost.add((first + bit + 1) & 0xFFFF);
        }
      }
    }
    return lost;
  }

  static void writeLost(List<Integer> lost, ByteBuf out) {
    for (int i = 0; i < lost.size(); ) {
      int first = lost.get(i++);
      int following = 0;
      while (i < lost.size()) {
        int distance = (lost.get(i) - first) & 0xFFFF;
        if (distance < 1 || distance > NACK_BITS) {
          break;
        }
        following |= 1 << (distance - 1);
        i++;
      }
      out.writeShort(first).writeShort(following);
    }
  }

  private static List<Rtcp.FullIntraRequest.Entry> readEntries(ByteBuf in) {
    List<Rtcp.FullIntraRequest.Entry> entries = new ArrayList<>();
    while (in.readableBytes() >= 8) {
      int ssrc = in.readInt();
      entries.add(new Rtcp.FullIntraRequest.Entry(ssrc, in.readUnsignedByte()));
      in.skipBytes(3);
    }
    return entries;
  }

  // "REMB" | number of sources:8 | exponent:6 mantissa:18 | sources
  private static Rtcp readEstimate(int sender, ByteBuf in) {
    in.skipBytes(4);
    int count = in.readUnsignedByte();
    int rate = in.readUnsignedMedium();
    int exponent = rate >> MAX_MANTISSA_BITS;
    long mantissa = rate & ((1 << MAX_MANTISSA_BITS) - 1);
    if (Long.numberOfLeadingZeros(mantissa) <= exponent) {
      throw new MalformedMediaException(
          "REMB: " + mantissa + " × 2^" + exponent + " does not fit 63 bits");
    }
    RtcpReader.require(in, 4 * count);
    List<Integer> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(in.readInt());
    }
    return new Rtcp.ReceiverEstimate(sender, mantissa << exponent, sources);
  }

  static void writeEstimate(Rtcp.ReceiverEstimate estimate, ByteBuf out) {
    long rate = estimate.bitsPerSecond();
    int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(rate) - MAX_MANTISSA_BITS);
    out.writeInt(REMB).writeByte(estimate.sources().size());
    out.writeMedium((exponent << MAX_MANTISSA_BITS) | (int) (rate >> exponent));
    estimate.sources().forEach(out::writeInt);
  }
}
