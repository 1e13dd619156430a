package dev.weir.rtp;

import dev.weir.media.Codec;

/// One payload is one sample: Opus (RFC 7587), Speex, G.711, G.722, linear sound (RFC 3551 4.5).
///
/// Not thread-safe.
final class PacketDepacketizer extends AudioDepacketizer {
  private final int frameBytes;

  /// @param frameBytes payloads are whole multiples of this; what is over is cut off
  PacketDepacketizer(Codec codec, int frameBytes, FrameSink sink) {
    super(sink);
    this.frameBytes = frameBytes;
    announce(codec);
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    int bytes = packet.payloadBytes() / frameBytes * frameBytes;
    frame(rtpTime, packet.buffer(), packet.payloadIndex(), bytes);
  }
}
