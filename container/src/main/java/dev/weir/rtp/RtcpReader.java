package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads the packets of an RTCP datagram, compound or of reduced size (RFC 3550 6.1, RFC 5506).
///
/// ```
/// |V=2|P| count:5 |  packet type:8  |  length in words, less one:16  |
/// ```
///
/// Stateless. What a datagram makes is bounded by its size: at most 17 lost packets for each 4
/// bytes, and [#MAX_STATUSES] of a transport feedback.
public final class RtcpReader {
  /// How many packets one transport feedback may speak of; Chromium sends some hundreds at most.
  static final int MAX_STATUSES = 8192;

  private static final int HEADER_BYTES = 4;
  private static final int REPORT_BYTES = 24;
  private static final int NTP_AND_COUNTS_BYTES = 20;

  private RtcpReader() {}

  /// Gives each packet of the readable `datagram` to `sink`, and reads it to its end.
  ///
  /// @throws MalformedMediaException if a length lies; packets before that were given
  public static void read(ByteBuf datagram, Consumer<Rtcp> sink) {
    while (datagram.isReadable()) {
      require(datagram, HEADER_BYTES);
      int first = datagram.readUnsignedByte();
      int type = datagram.readUnsignedByte();
      int bytes = 4 * datagram.readUnsignedShort();
      if (first >> 6 != 2 || bytes > datagram.readableBytes()) {
        throw new MalformedMediaException(
            "RTCP packet: version "
                + (first >> 6)
                + ", length "
                + bytes
                + "; allowed are 2 and "
                + datagram.readableBytes());
      }
      ByteBuf body = datagram.readSlice(bytes);
      if ((first & 0x20) != 0) {
        removePadding(body);
      }
      sink.accept(read(type, first & 0x1F, body));
    }
  }

  private static void removePadding(ByteBuf body) {
    int padding = body.isReadable() ? body.getUnsignedByte(body.writerIndex() - 1) : 0;
    if (padding > body.readableBytes()) {
      throw new MalformedMediaException(
          "RTCP packet: padding " + padding + " of " + body.readableBytes() + " bytes");
    }
    body.writerIndex(body.writerIndex() - padding);
  }

  private static Rtcp read(int type, int count, ByteBuf in) {
    return switch (type) {
      case RtcpType.SENDER_REPORT -> readSenderReport(count, in);
      case RtcpType.RECEIVER_REPORT -> {
        require(in, 4);
        int ssrc = in.readInt();
        yield new Rtcp.ReceiverReport(ssrc, readReports(count, in));
      }
      case RtcpType.SOURCE_DESCRIPTION -> readSourceDescription(count, in);
      case RtcpType.BYE -> readBye(count, in);
      case RtcpType.APP -> readApp(count, in);
      case RtcpType.TRANSPORT_FEEDBACK, RtcpType.PAYLOAD_FEEDBACK ->
          RtcpFeedback.read(type, count, in);
      case RtcpType.EXTENDED_REPORT -> readExtendedReport(count, in);
      default -> new Rtcp.Other(type, count, Octets.copyOf(in));
    };
  }

  static void require(ByteBuf in, int bytes) {
    if (in.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "RTCP packet: wants " + bytes + " bytes, has " + in.readableBytes());
    }
  }

  private static Rtcp readSenderReport(int count, ByteBuf in) {
    require(in, 4 + NTP_AND_COUNTS_BYTES);
    int ssrc = in.readInt();
    long ntpTime = in.readLong();
    long rtpTime = in.readUnsignedInt();
    long packets = in.readUnsignedInt();
    long octets = in.readUnsignedInt();
    return new Rtcp.SenderReport(ssrc, ntpTime, rtpTime, packets, octets, readReports(count, in));
  }

  private static List<Rtcp.ReportBlock> readReports(int count, ByteBuf in) {
    require(in, count * REPORT_BYTES);
    List<Rtcp.ReportBlock> reports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      reports.add(
          new Rtcp.ReportBlock(
              in.readInt(),
              in.readUnsignedByte(),
              in.readMedium(),
              in.readUnsignedInt(),
              in.readUnsignedInt(),
              in.readUnsignedInt(),
              in.readUnsignedInt()));
    }
    return reports;
  }

  // RFC 3550 6.5: a chunk is a source, items of type, length and text, a zero, then zeros to a
  // word.
  private static Rtcp readSourceDescription(int count, ByteBuf in) {
    List<Rtcp.SourceDescription.Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      require(in, 4);
      int start = in.readerIndex();
      int ssrc = in.readInt();
      List<Rtcp.SourceDescription.Item> items = new ArrayList<>();
      int type;
      while ((type = in.isReadable() ? in.readUnsignedByte() : 0) != 0) {
        items.add(new Rtcp.SourceDescription.Item(type, readText(in)));
      }
      chunks.add(new Rtcp.SourceDescription.Chunk(ssrc, items));
      in.skipBytes(Math.min(-(in.readerIndex() - start) & 3, in.readableBytes()));
    }
    return new Rtcp.SourceDescription(chunks);
  }

  private static String readText(ByteBuf in) {
    require(in, 1);
    int length = in.readUnsignedByte();
    require(in, length);
    return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  private static Rtcp readBye(int count, ByteBuf in) {
    require(in, 4 * count);
    List<Integer> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(in.readInt());
    }
    return new Rtcp.Bye(sources, in.isReadable() ? readText(in) : "");
  }

  private static Rtcp readApp(int subtype, ByteBuf in) {
    require(in, 8);
    int ssrc = in.readInt();
    String name = in.readCharSequence(4, StandardCharsets.ISO_8859_1).toString();
    return new Rtcp.App(subtype, ssrc, name, Octets.copyOf(in));
  }

  // RFC 3611 2: a source, then blocks of type, 8 bits of its own, length in words.
  private static Rtcp readExtendedReport(int count, ByteBuf in) {
    Octets whole = Octets.copyOf(in);
    require(in, 4);
    int ssrc = in.readInt();
    while (in.readableBytes() >= HEADER_BYTES) {
      int type = in.readUnsignedByte();
      in.skipBytes(1);
      int bytes = 4 * in.readUnsignedShort();
      require(in, bytes);
      if (type == RtcpType.REFERENCE_TIME_BLOCK && bytes >= Long.BYTES) {
        return new Rtcp.ReferenceTime(ssrc, in.readLong());
      }
      in.skipBytes(bytes);
    }
    return new Rtcp.Other(RtcpType.EXTENDED_REPORT, count, whole);
  }
}
