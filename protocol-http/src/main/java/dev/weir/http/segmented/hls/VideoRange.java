package dev.weir.http.segmented.hls;

import dev.weir.media.Picture;

/// Which light pictures mean (RFC 8216bis 4.4.6.2, VIDEO-RANGE).
final class VideoRange {
  private static final int PQ = 16;
  private static final int HLG = 18;

  private VideoRange() {}

  /// `,VIDEO-RANGE=PQ`, or `HLG`; empty if the range is the usual one or nobody says.
  static String attribute(Picture picture) {
    return switch (picture.colour().transfer()) {
      case PQ -> ",VIDEO-RANGE=PQ";
      case HLG -> ",VIDEO-RANGE=HLG";
      default -> "";
    };
  }
}
