package dev.weir.flv;

import dev.weir.media.Codec;
import dev.weir.vpx.Vp9Configuration;
import io.netty.buffer.ByteBuf;

/// The decoder configurations that start a sequence, as FLV has them.
final class SequenceStart {
  private static final int FLAC_LAST_BLOCK_STREAMINFO = 0x80;

  private SequenceStart() {}

  /// Whether `codec` starts with a configuration.
  static boolean exists(Codec codec) {
    return switch (codec) {
      case Codec.Avc _, Codec.Hevc _, Codec.Av1 _, Codec.Vp8 _, Codec.Vp9 _ -> true;
      case Codec.Aac _, Codec.Opus _, Codec.Flac _ -> true;
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
    };
  }

  static void write(Codec codec, ByteBuf out) {
    switch (codec) {
      case Codec.Avc avc -> avc.configuration().writeTo(out);
      case Codec.Hevc hevc -> hevc.configuration().writeTo(out);
      case Codec.Av1 av1 -> av1.configuration().writeTo(out);
      case Codec.Vp9 vp9 -> Vp9Configuration.write(vp9).writeTo(out);
      // The same record; VP8 has one profile and no levels.
      case Codec.Vp8 vp8 -> Vp9Configuration.write(new Codec.Vp9(0, 0, vp8.picture())).writeTo(out);
      case Codec.Aac aac -> aac.configuration().writeTo(out);
      case Codec.Opus opus -> opus.head().writeTo(out);
      case Codec.Flac flac -> {
        out.writeInt(AudioCodecId.FLAC);
        out.writeByte(FLAC_LAST_BLOCK_STREAMINFO).writeMedium(flac.streamInfo().length());
        flac.streamInfo().writeTo(out);
      }
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ ->
          throw new IllegalArgumentException(codec.name() + " starts without a configuration");
    }
  }
}
