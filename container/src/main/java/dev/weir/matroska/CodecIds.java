package dev.weir.matroska;

import dev.weir.media.Codec;
import org.jspecify.annotations.Nullable;

/// The CodecID of each codec (RFC 9559 and its codec registry).
final class CodecIds {
  static final String AVC = "V_MPEG4/ISO/AVC";
  static final String HEVC = "V_MPEGH/ISO/HEVC";
  static final String AV1 = "V_AV1";
  static final String VP8 = "V_VP8";
  static final String VP9 = "V_VP9";
  static final String THEORA = "V_THEORA";
  static final String MPEG2 = "V_MPEG2";
  static final String MPEG1 = "V_MPEG1";
  static final String MPEG4 = "V_MPEG4/ISO/ASP";
  static final String MJPEG = "V_MJPEG";
  static final String VFW = "V_MS/VFW/FOURCC";
  static final String AAC = "A_AAC";
  static final String OPUS = "A_OPUS";
  static final String VORBIS = "A_VORBIS";
  static final String MPEG_LAYER_3 = "A_MPEG/L3";
  static final String MPEG_LAYER_2 = "A_MPEG/L2";
  static final String MPEG_LAYER_1 = "A_MPEG/L1";
  static final String AC3 = "A_AC3";
  static final String EAC3 = "A_EAC3";
  static final String FLAC = "A_FLAC";
  static final String PCM_LITTLE = "A_PCM/INT/LIT";
  static final String PCM_BIG = "A_PCM/INT/BIG";
  static final String PCM_FLOAT = "A_PCM/FLOAT/IEEE";
  static final String ACM = "A_MS/ACM";
  static final String DTS = "A_DTS";
  static final String ALAC = "A_ALAC";
  static final String UTF8 = "S_TEXT/UTF8";
  static final String ASS = "S_TEXT/ASS";
  static final String SSA = "S_TEXT/SSA";
  static final String WEBVTT = "S_TEXT/WEBVTT";
  static final String WEBM_WEBVTT = "D_WEBVTT/";

  private CodecIds() {}

  /// The id, or null if there is none.
  static @Nullable String of(Codec codec, DocType type) {
    return switch (codec) {
      case Codec.Avc _ -> AVC;
      case Codec.Hevc _ -> HEVC;
      case Codec.Av1 _ -> AV1;
      case Codec.Vp8 _ -> VP8;
      case Codec.Vp9 _ -> VP9;
      case Codec.Theora _ -> THEORA;
      case Codec.OtherVideo(var name, _, _) -> ofOtherVideo(name);
      case Codec.Aac _ -> AAC;
      case Codec.Opus _ -> OPUS;
      case Codec.Vorbis _ -> VORBIS;
      case Codec.Mp3 mp3 -> mp3.layer() == 3 ? MPEG_LAYER_3 : MPEG_LAYER_2;
      case Codec.Ac3 ac3 -> ac3.enhanced() ? EAC3 : AC3;
      case Codec.Flac _ -> FLAC;
      case Codec.G711 _ -> ACM;
      case Codec.Pcm pcm -> ofPcm(pcm);
      case Codec.OtherAudio(var name, _, _, _) -> ofOtherAudio(name);
      case Codec.Text(var format, _) -> ofText(format, type);
      case Codec.Data _ -> null;
    };
  }

  private static @Nullable String ofOtherVideo(String name) {
    return switch (name) {
      case "MPEG2" -> MPEG2;
      case "MPEG4" -> MPEG4;
      case "JPEG" -> MJPEG;
      default -> Riff.fourCc(name) == 0 ? null : VFW;
    };
  }

  private static @Nullable String ofOtherAudio(String name) {
    return switch (name) {
      case "DTS" -> DTS;
      case "ALAC" -> ALAC;
      case "MP1" -> MPEG_LAYER_1;
      default -> Riff.formatTag(name) == 0 ? null : ACM;
    };
  }

  private static @Nullable String ofPcm(Codec.Pcm pcm) {
    if (pcm.floating()) {
      return pcm.bigEndian() ? null : PCM_FLOAT;
    }
    return pcm.bigEndian() && pcm.bits() > 8 ? PCM_BIG : PCM_LITTLE;
  }

  private static String ofText(Codec.Text.Format format, DocType type) {
    return switch (format) {
      case SUBRIP, TX3G -> UTF8;
      case ASS -> ASS;
      case WEBVTT -> type == DocType.WEBM ? WEBM_WEBVTT + "SUBTITLES" : WEBVTT;
    };
  }
}
