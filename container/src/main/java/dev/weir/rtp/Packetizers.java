package dev.weir.rtp;

import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;

/// Which packetizer belongs to a format.
final class Packetizers {
  private Packetizers() {}

  static Packetizer of(PayloadFormat format, Codec codec) {
    return switch (codec) {
      case Codec.Avc avc ->
          new AvcPacketizer(avc, format.parameters().integer("packetization-mode", 0) == 1);
      case Codec.Hevc hevc -> new HevcPacketizer(hevc);
      case Codec.Av1 av1 -> new Av1Packetizer(av1);
      case Codec.Vp8 _ -> new Vp8Packetizer();
      case Codec.Vp9 _ -> new Vp9Packetizer();
      case Codec.OtherVideo(String name, _, _) when name.equals(Mpeg2Unit.CODEC_NAME) ->
          new MpegVideoPacketizer();
      case Codec.Aac _ -> format.isNamed("MP4A-LATM") ? new LatmPacketizer() : new AacPacketizer();
      case Codec.Opus _ -> new PacketPerSample();
      case Codec.Mp3 _ -> new MpegAudioPacketizer();
      case Codec.Ac3 ac3 -> new Ac3Packetizer(ac3.enhanced());
      case Codec.G711 g711 -> new LinearPacketizer(g711.channels(), 1, false);
      case Codec.Pcm pcm -> linear(pcm);
      case Codec.OtherAudio(String name, _, _, int channels) when name.equals("G722") ->
          new LinearPacketizer(channels, 1, false);
      case Codec.OtherAudio(String name, _, _, _) when name.equals("Speex") ->
          new PacketPerSample();
      default -> throw new UnsupportedMediaException("RTP: no payload format for " + codec.name());
    };
  }

  private static Packetizer linear(Codec.Pcm pcm) {
    int bytes = pcm.bits() / 8;
    return new LinearPacketizer(bytes * pcm.channels(), bytes, bytes > 1 && !pcm.bigEndian());
  }
}
