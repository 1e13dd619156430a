package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import org.jspecify.annotations.Nullable;

/// What an elementary stream holds, as far as the program map says and Weir reads it.
enum StreamFormat {
  MPEG2(Codec.Kind.VIDEO),
  AVC(Codec.Kind.VIDEO),
  HEVC(Codec.Kind.VIDEO),
  AV1(Codec.Kind.VIDEO),
  MPEG_AUDIO(Codec.Kind.AUDIO),
  ADTS(Codec.Kind.AUDIO),
  LATM(Codec.Kind.AUDIO),
  AC3(Codec.Kind.AUDIO),
  OPUS(Codec.Kind.AUDIO),
  ID3(Codec.Kind.DATA),
  KLV(Codec.Kind.DATA),
  KLV_CELLS(Codec.Kind.DATA),
  SCTE35(Codec.Kind.DATA);

  private final Codec.Kind kind;

  StreamFormat(Codec.Kind kind) {
    this.kind = kind;
  }

  Codec.Kind kind() {
    return kind;
  }

  /// The format of a stream, or null if it is none of ours.
  static @Nullable StreamFormat of(int streamType, Octets descriptors) {
    return switch (streamType) {
      case StreamType.MPEG1_VIDEO, StreamType.MPEG2_VIDEO -> MPEG2;
      case StreamType.MPEG1_AUDIO, StreamType.MPEG2_AUDIO -> MPEG_AUDIO;
      case StreamType.PRIVATE_PES -> ofPrivate(descriptors);
      case StreamType.ADTS -> ADTS;
      case StreamType.LATM -> LATM;
      case StreamType.METADATA ->
          switch (Descriptors.metadataFormat(descriptors)) {
            case "ID3 " -> ID3;
            case "KLVA" -> KLV_CELLS;
            default -> null;
          };
      case StreamType.AVC -> AVC;
      case StreamType.HEVC -> HEVC;
      case StreamType.AC3, StreamType.EAC3 -> AC3;
      case StreamType.SPLICE_INFO -> SCTE35;
      default -> null;
    };
  }

  private static @Nullable StreamFormat ofPrivate(Octets descriptors) {
    return switch (Descriptors.registration(descriptors)) {
      case "HEVC" -> HEVC;
      case "DOVI" -> Descriptors.dolbyVision(descriptors) == null ? null : HEVC; // of profile 5
      case "AV01", "AV1G" -> AV1; // GStreamer has a mapping of its own
      case "AC-3", "EAC3" -> AC3;
      case "Opus" -> OPUS;
      case "KLVA" -> KLV;
      case "ID3 " -> ID3;
      default -> {
        boolean dvb =
            Descriptors.find(descriptors, Descriptors.DVB_AC3) != null
                || Descriptors.find(descriptors, Descriptors.DVB_EAC3) != null;
        yield dvb ? AC3 : null; // teletext, DVB subtitles and other private data are not ours
      }
    };
  }
}
