package dev.weir.ts;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// KLV without times of its own (SMPTE RP 217): each PES packet is one message.
final class KlvUnits implements PacketStream.Form {
  static final Codec CODEC = new Codec.Data(Codec.Data.Format.KLV);

  @Override
  public void read(ByteBuf data, long pts, long dts, long position, TrackOutput output) {
    if (data.isReadable()) {
      long micros = ProgramClock.micros(pts);
      output.codec(CODEC);
      output.sample(micros, micros, true, data, position);
    }
  }
}
