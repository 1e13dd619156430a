package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.UnsupportedMediaException;
import java.util.List;
import java.util.Locale;

/// Which depacketizer belongs to a format.
final class Depacketizers {
  private Depacketizers() {}

  /// @throws dev.weir.media.MediaException if the format is not known, or its parameters lie
  static Depacketizer of(PayloadFormat format, FrameSink sink) {
    return switch (format.encoding().toUpperCase(Locale.ROOT)) {
      case "H264" -> {
        AvcDepacketizer depacketizer = new AvcDepacketizer(sink);
        depacketizer.putSets(CodecFormats.sets(format.parameters(), "sprop-parameter-sets"));
        yield depacketizer;
      }
      case "H265", "HEVC" -> hevc(format, sink);
      case "AV1" -> new Av1Depacketizer(sink);
      case "VP8" -> new Vp8Depacketizer(sink);
      case "VP9" -> new Vp9Depacketizer(sink);
      case "MPV" -> new MpegVideoDepacketizer(sink);
      case "MPA" -> new MpegAudioDepacketizer(format, sink);
      case "MPA-ROBUST" -> new AduDepacketizer(format, sink);
      case "AC3" -> new Ac3Depacketizer(false, format, sink);
      case "EAC3" -> new Ac3Depacketizer(true, format, sink);
      case "MP4A-LATM" -> new LatmDepacketizer(format, sink);
      case "VORBIS" -> new XiphDepacketizer(false, format, sink);
      case "THEORA" -> new XiphDepacketizer(true, format, sink);
      default -> ofCodec(format, sink);
    };
  }

  private static Depacketizer hevc(PayloadFormat format, FrameSink sink) {
    FormatParameters parameters = format.parameters();
    boolean donl = parameters.integer("sprop-max-don-diff", 0) > 0;
    HevcDepacketizer depacketizer = new HevcDepacketizer(donl, sink);
    for (String name : List.of("sprop-vps", "sprop-sps", "sprop-pps")) {
      depacketizer.putSets(CodecFormats.sets(parameters, name));
    }
    return depacketizer;
  }

  private static Depacketizer ofCodec(PayloadFormat format, FrameSink sink) {
    Codec codec = format.codec();
    return switch (codec) {
      case Codec.Aac aac -> new AacDepacketizer(format, aac, sink);
      case Codec.G711 g711 -> new PacketDepacketizer(g711, g711.channels(), sink);
      case Codec.Pcm pcm -> new PacketDepacketizer(pcm, pcm.bits() / 8 * pcm.channels(), sink);
      case Codec.Opus opus -> new PacketDepacketizer(opus, 1, sink);
      case Codec.OtherAudio other -> new PacketDepacketizer(other, 1, sink);
      case null, default ->
          throw new UnsupportedMediaException("RTP: no depacketizer for " + format.encoding());
    };
  }
}
