package dev.weir.rtp;

import dev.weir.media.Sample;
import dev.weir.media.UnsupportedMediaException;

/// One sample is one payload: Opus (RFC 7587), Speex (RFC 5574).
///
/// Not thread-safe.
final class PacketPerSample implements Packetizer {
  @Override
  public void write(Sample sample, PayloadWriter out) {
    int size = sample.payload().readableBytes();
    if (size > out.maxPayloadBytes()) {
      throw new UnsupportedMediaException(
          "RTP: a packet of "
              + size
              + " bytes, which nothing can cut, limit "
              + out.maxPayloadBytes());
    }
    if (size > 0) {
      out.begin().writeBytes(sample.payload(), sample.payload().readerIndex(), size);
      out.end();
    }
  }
}
