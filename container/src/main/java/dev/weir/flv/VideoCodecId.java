package dev.weir.flv;

import dev.weir.media.Codec;
import org.jspecify.annotations.Nullable;

/// The numbers and FourCCs of video codecs. Both live in one `int`: the numbers are below 16.
final class VideoCodecId {
  static final int H263 = 2;
  static final int SCREEN = 3;
  static final int VP6 = 4;
  static final int VP6_ALPHA = 5;
  static final int SCREEN_2 = 6;
  static final int LEGACY_AVC = 7;

  /// Not of the standard: what Chinese CDNs used for H.265 before Enhanced RTMP.
  static final int LEGACY_HEVC = 12;

  static final int AVC = FourCc.of("avc1");
  static final int HEVC = FourCc.of("hvc1");
  static final int AV1 = FourCc.of("av01");
  static final int VP8 = FourCc.of("vp08");
  static final int VP9 = FourCc.of("vp09");

  /// No codec of ours.
  static final int NONE = 0;

  private VideoCodecId() {}

  /// The FourCC or, for codecs that have none, the number; [#NONE] if FLV cannot carry `codec`.
  static int of(Codec.Video codec) {
    return switch (codec) {
      case Codec.Avc _ -> AVC;
      case Codec.Hevc _ -> HEVC;
      case Codec.Av1 _ -> AV1;
      case Codec.Vp8 _ -> VP8;
      case Codec.Vp9 _ -> VP9;
      case Codec.Theora _ -> NONE;
      case Codec.OtherVideo(String name, _, _) ->
          switch (name) {
            case "H263" -> H263;
            case "ScreenVideo1" -> SCREEN;
            case "ScreenVideo2" -> SCREEN_2;
            case "VP6" -> VP6;
            case "VP6Alpha" -> VP6_ALPHA;
            default -> NONE;
          };
    };
  }

  /// The name of the codec that only has a number, or null.
  static @Nullable String legacyName(int codecId) {
    return switch (codecId) {
      case H263 -> "H263";
      case SCREEN -> "ScreenVideo1";
      case SCREEN_2 -> "ScreenVideo2";
      case VP6 -> "VP6";
      case VP6_ALPHA -> "VP6Alpha";
      default -> null;
    };
  }

  /// Whether bodies of this codec have a composition time offset.
  static boolean hasCompositionTime(int fourCc) {
    return fourCc == AVC || fourCc == HEVC;
  }

  /// Whether `id` is a FourCC, not a number.
  static boolean isFourCc(int id) {
    return id > 15 || id < 0;
  }

  /// What `videocodecid` of onMetaData says: H.264 keeps its number, as its bodies keep their form.
  static int inMetadata(int id) {
    return id == AVC ? LEGACY_AVC : id;
  }
}
