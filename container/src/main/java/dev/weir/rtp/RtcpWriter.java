package dev.weir.rtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes packets of RTCP, one after the other: a compound packet is a report, the source's name,
/// then the rest (RFC 3550 6.1).
///
/// Stateless.
public final class RtcpWriter {
  private static final int MAX_COUNT = 31;
  private static final int MAX_TEXT_BYTES = 255;

  private RtcpWriter() {}

  /// Appends `packet`; texts are cut to 255 bytes.
  ///
  /// @throws IllegalArgumentException if a list is too long for its count
  public static void write(Rtcp packet, ByteBuf out) {
    int start = out.writerIndex();
    switch (packet) {
      case Rtcp.SenderReport report -> writeSenderReport(report, out);
      case Rtcp.ReceiverReport(int ssrc, List<Rtcp.ReportBlock> reports) -> {
        begin(RtcpType.RECEIVER_REPORT, reports.size(), out);
        out.writeInt(ssrc);
        reports.forEach(report -> writeReport(report, out));
      }
      case Rtcp.SourceDescription(List<Rtcp.SourceDescription.Chunk> chunks) -> {
        begin(RtcpType.SOURCE_DESCRIPTION, chunks.size(), out);
        chunks.forEach(chunk -> writeChunk(chunk, out));
      }
      case Rtcp.Bye(List<Integer> sources, String reason) -> {
        begin(RtcpType.BYE, sources.size(), out);
        sources.forEach(out::writeInt);
        if (!reason.isEmpty()) {
          writeText(reason, out);
        }
      }
      case Rtcp.App app -> writeApp(app, out);
      case Rtcp.GenericNack(int sender, int media, List<Integer> lost) -> {
        beginFeedback(RtcpType.TRANSPORT_FEEDBACK, RtcpType.GENERIC_NACK, sender, media, out);
        RtcpFeedback.writeLost(lost, out);
      }
      case Rtcp.PictureLoss(int sender, int media) ->
          beginFeedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.PICTURE_LOSS, sender, media, out);
      case Rtcp.FullIntraRequest(int sender, List<Rtcp.FullIntraRequest.Entry> entries) -> {
        beginFeedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FULL_INTRA_REQUEST, sender, 0, out);
        entries.forEach(
            entry -> out.writeInt(entry.ssrc()).writeByte(entry.sequence()).writeZero(3));
      }
      case Rtcp.ReceiverEstimate estimate -> {
        beginFeedback(
            RtcpType.PAYLOAD_FEEDBACK, RtcpType.APPLICATION_LAYER, estimate.sender(), 0, out);
        RtcpFeedback.writeEstimate(estimate, out);
      }
      case Rtcp.TransportFeedback feedback -> {
        beginFeedback(
            RtcpType.TRANSPORT_FEEDBACK,
            RtcpType.TRANSPORT_WIDE,
            feedback.sender(),
            feedback.media(),
            out);
        TransportFeedbackBody.write(feedback, out);
      }
      case Rtcp.ReferenceTime(int ssrc, long ntpTime) -> {
        begin(RtcpType.EXTENDED_REPORT, 0, out);
        out.writeInt(ssrc).writeByte(RtcpType.REFERENCE_TIME_BLOCK).writeByte(0);
        out.writeShort(Long.BYTES / 4).writeLong(ntpTime);
      }
      case Rtcp.Other(int type, int count, var body) -> {
        begin(type, count, out);
        body.writeTo(out);
      }
    }
    end(start, out);
  }

  private static void begin(int type, int count, ByteBuf out) {
    if (count > MAX_COUNT) {
      throw new IllegalArgumentException("count " + count + " is over " + MAX_COUNT);
    }
    out.writeByte(0x80 | count).writeByte(type).writeShort(0);
  }

  private static void beginFeedback(int type, int format, int sender, int media, ByteBuf out) {
    begin(type, format, out);
    out.writeInt(sender).writeInt(media);
  }

  // Transport feedback ends anywhere: zeros fill the word, the last of them counts them (P).
  private static void end(int start, ByteBuf out) {
    int missing = -(out.writerIndex() - start) & 3;
    if (missing > 0) {
      boolean counted = out.getUnsignedByte(start + 1) == RtcpType.TRANSPORT_FEEDBACK;
      out.writeZero(missing - 1).writeByte(counted ? missing : 0);
      out.setByte(start, out.getByte(start) | (counted ? 0x20 : 0));
    }
    out.setShort(start + 2, (out.writerIndex() - start) / 4 - 1);
  }

  private static void writeSenderReport(Rtcp.SenderReport report, ByteBuf out) {
    begin(RtcpType.SENDER_REPORT, report.reports().size(), out);
    out.writeInt(report.ssrc()).writeLong(report.ntpTime()).writeInt((int) report.rtpTime());
    out.writeInt((int) report.packets()).writeInt((int) report.octets());
    report.reports().forEach(block -> writeReport(block, out));
  }

  private static void writeReport(Rtcp.ReportBlock report, ByteBuf out) {
    out.writeInt(report.ssrc()).writeByte(report.fractionLost());
    out.writeMedium(report.cumulativeLost()).writeInt((int) report.highestSequence());
    out.writeInt((int) report.jitter()).writeInt((int) report.lastSenderReport());
    out.writeInt((int) report.delaySinceLast());
  }

  private static void writeChunk(Rtcp.SourceDescription.Chunk chunk, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(chunk.ssrc());
    for (Rtcp.SourceDescription.Item item : chunk.items()) {
      out.writeByte(item.type());
      writeText(item.text(), out);
    }
    out.writeByte(0);
    out.writeZero(-(out.writerIndex() - start) & 3);
  }

  private static void writeText(String text, ByteBuf out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    out.writeByte(length).writeBytes(bytes, 0, length);
  }

  private static void writeApp(Rtcp.App app, ByteBuf out) {
    if (app.name().length() != 4) {
      throw new IllegalArgumentException("name " + app.name() + " has not 4 characters");
    }
    begin(RtcpType.APP, app.subtype(), out);
    out.writeInt(app.ssrc()).writeCharSequence(app.name(), StandardCharsets.ISO_8859_1);
    app.data().writeTo(out);
  }
}
