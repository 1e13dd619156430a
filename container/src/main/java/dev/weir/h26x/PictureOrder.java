package dev.weir.h26x;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Where the pictures of an H.264 or H.265 stream are shown among each other, by their picture
/// order counts: for streams of which no container says it.
///
/// ```
/// decoded   I0 P3 B1 B2 P6 B4 B5      count 0 6 2 4 12 8 10
/// shown      1  4  2  3  7  5  6      one picture later than the earliest possible
/// ```
///
/// Pictures that lead an H.265 random access picture have lower counts than it:
///
/// ```
/// decoded   I0 P2 B1 I5 B4 B3 P7 B6   count 0 2 1 0 -1 -2 2 1
/// shown      1  3  2  6  5  4  8  7
/// ```
///
/// Where counting begins with such a picture, it has to be known first how many lead it
/// ([#mayBeLed], [#leads]).
///
/// Wherever a count makes no sense, the picture is taken to be shown at once, and counting to begin
/// with it. Not thread-safe.
final class PictureOrder {
  private static final int MAX_DPB_PICTURES = 16;

  private final PictureCounts counts;

  private Codec.@Nullable Video codec; // what is configured
  private int delay; // pictures that are decoded before one that is shown before them

  // Since the last picture at which counting began.
  private boolean counting;
  private int base; // its count, or that of the one shown first of those that lead it
  private int decoded; // pictures since
  private int step; // from the count of a picture to that of the next one shown

  PictureOrder(boolean hevc) {
    this.counts = hevc ? new HevcCounts() : new AvcCounts();
  }

  /// Takes the codec of what comes next.
  void configure(Codec.Video current) {
    if (!current.equals(codec)) {
      codec = current;
      delay = counts.configure(current);
      counting = false;
    }
  }

  /// Whether the delay of the next picture is known only when those have come that lead it.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  boolean mayBeLed(ByteBuf accessUnit) {
    return delay > 0 && counts.mayBeLed(accessUnit, counting);
  }

  /// Whether a picture leads the random access picture that it follows.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  boolean leads(ByteBuf accessUnit) {
    return counts.leads(accessUnit);
  }

  /// How many pictures later than it is decoded the next picture is shown, 0 or more.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  /// @param leading how many pictures lead it, if [#mayBeLed]
  int delay(ByteBuf accessUnit, int leading) {
    boolean counted = delay > 0 && counts.read(accessUnit, counting);
    return counted ? delay + ahead(leading) : delay;
  }

  /// Forgets all counts: what comes next is from elsewhere.
  void reset() {
    counting = false;
  }

  /// How many pictures later than at its place in decoding order it is shown; negative if earlier.
  private int ahead(int leading) {
    int count = counts.count();
    if (counts.starts() || !counting) {
      begin(count - leading);
    }
    step = Math.min(step, counts.step(count - base));
    int ahead = (count - base) / step - decoded;
    if (ahead < -delay || ahead > MAX_DPB_PICTURES) {
      begin(count);
      ahead = 0;
    }
    decoded++;
    return ahead;
  }

  private void begin(int count) {
    counting = true;
    base = count;
    decoded = 0;
    step = counts.step(0);
  }
}
