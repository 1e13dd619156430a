package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import java.util.List;

/// Turns the samples of one track into RTP packets, once for all who receive it.
///
/// Not thread-safe. Nothing allocates for a sample once [RtpPackets] has grown.
public final class RtpSender {
  private static final int MIN_PAYLOAD_BYTES = 64;

  private final PayloadFormat format;
  private final int ssrc;
  private final PayloadWriter writer;

  private Packetizer packetizer; // changes with the codec's configuration

  /// Sends `codec` in `format`, which must be one that [PayloadFormat#of] could give for it.
  ///
  /// @param maxPayloadBytes of one packet after its header of 12 bytes, at least 64
  /// @param firstSequence of the first packet, should be random
  /// @param timestampOffset added to all times, should be random
  /// @throws dev.weir.media.UnsupportedMediaException if there is no payload format for the codec
  public RtpSender(
      PayloadFormat format,
      Codec codec,
      int ssrc,
      int maxPayloadBytes,
      int firstSequence,
      long timestampOffset) {
    this(
        format,
        Packetizers.of(format, codec),
        ssrc,
        maxPayloadBytes,
        firstSequence,
        timestampOffset);
  }

  /// Sends an MPEG transport stream; a sample is any number of its packets of 188 bytes.
  public static RtpSender transportStream(
      int ssrc, int maxPayloadBytes, int firstSequence, long timestampOffset) {
    return new RtpSender(
        PayloadFormat.transportStream(),
        new TsPacketizer(),
        ssrc,
        maxPayloadBytes,
        firstSequence,
        timestampOffset);
  }

  private RtpSender(
      PayloadFormat format,
      Packetizer packetizer,
      int ssrc,
      int maxPayloadBytes,
      int firstSequence,
      long timestampOffset) {
    if (maxPayloadBytes < MIN_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payloads of " + maxPayloadBytes + " bytes, at least " + MIN_PAYLOAD_BYTES);
    }
    this.format = format;
    this.ssrc = ssrc;
    this.packetizer = packetizer;
    this.writer =
        new PayloadWriter(
            format.payloadType(),
            ssrc,
            maxPayloadBytes,
            new Timescale(format.clockRate()),
            firstSequence,
            timestampOffset);
  }

  /// Puts a changed configuration in force for the samples that follow.
  public void codec(Codec codec) {
    packetizer = Packetizers.of(format, codec);
  }

  /// Appends the packets of `sample`. Its payload's indices are not moved.
  ///
  /// @throws dev.weir.media.MediaException if the payload is not in the codec's form; whole packets
  ///   may then have been appended
  public void write(Sample sample, RtpPackets out) {
    writer.start(out, sample.ptsMicros());
    packetizer.write(sample, writer);
  }

  /// The number that the next packet will have.
  public int nextSequence() {
    return writer.sequence();
  }

  /// The media clock at a time of the stream, 32 bits: for `RTP-Info` and sender reports.
  public long timestampAt(long micros) {
    return writer.timestampAt(micros);
  }

  /// A report that ties the stream's time to the wall clock.
  ///
  /// @param micros time of the stream
  /// @param ntpTime the same instant, see [NtpTime]
  public Rtcp.SenderReport report(long micros, long ntpTime) {
    return new Rtcp.SenderReport(
        ssrc,
        ntpTime,
        writer.timestampAt(micros),
        writer.packetsSent() & 0xFFFF_FFFFL,
        writer.octetsSent() & 0xFFFF_FFFFL,
        List.of());
  }
}
