package dev.weir.h26x;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// Picture order counts, by which pictures are shown: those of one coded video sequence go up in
/// the order in which they are shown.
sealed interface PictureCounts permits AvcCounts, HevcCounts {

  /// Takes the parameter sets; how many pictures may be decoded before one that is shown before
  /// them, 0 if pictures are shown as they are decoded.
  int configure(Codec.Video codec);

  /// Counts the next picture; false if its slice header cannot be read.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  /// @param goesOn whether the picture before it was counted
  boolean read(ByteBuf accessUnit, boolean goesOn);

  /// Whether pictures may follow that are shown before this one, with which counting begins.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  /// @param goesOn whether the picture before it was counted
  default boolean mayBeLed(ByteBuf accessUnit, boolean goesOn) {
    return false;
  }

  /// Whether this picture is shown before the random access picture that it follows.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  default boolean leads(ByteBuf accessUnit) {
    return false;
  }

  /// Of the picture read last.
  int count();

  /// Whether all pictures before the one read last are shown before it, and counting begins with
  /// it; those that lead it have lower counts.
  boolean starts();

  /// How far the counts of two pictures lie apart of which one is shown right after the other, as
  /// far as the one read last says, of which the count is `distance` from the first one's.
  int step(int distance);

  /// The part of a count that its low bits leave out, so that it is next to the one that it counts
  /// from (H.264 8.2.1.1, H.265 8.3.1).
  static int msb(int lsb, int lastLsb, int lastMsb, int maxLsb) {
    if (lsb < lastLsb && lastLsb - lsb >= maxLsb / 2) {
      return lastMsb + maxLsb;
    }
    return lsb > lastLsb && lsb - lastLsb > maxLsb / 2 ? lastMsb - maxLsb : lastMsb;
  }
}
