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
/// Wherever a count makes no sense, the picture is taken to be shown at once, and counting to begin
/// with it. Not thread-safe.
final class PictureOrder {
  private static final int MAX_DPB_PICTURES = 16;

  private final PictureCounts counts;

  private Codec.@Nullable Video codec; // what is configured
  private int delay; // pictures that are decoded before one that is shown before them

  // Since the last picture at which counting began.
  private boolean counting;
  private int base; // its count
  private int decoded; // pictures since
  private int step; // from the count of a picture to that of the next one shown

  PictureOrder(boolean hevc) {
    this.counts = hevc ? new HevcCounts() : new AvcCounts();
  }

  /// How many pictures later than it is decoded a picture is shown, 0 or more.
  ///
  /// @param accessUnit NAL units after lengths of 4 bytes; no index is moved
  int delay(Codec.Video current, ByteBuf accessUnit) {
    if (!current.equals(codec)) {
      codec = current;
      delay = counts.configure(current);
      counting = false;
    }
    boolean counted = delay > 0 && counts.read(accessUnit, counting);
    return counted ? delay + ahead() : delay;
  }

  /// Forgets all counts: what comes next is from elsewhere.
  void reset() {
    counting = false;
  }

  /// How many pictures later than at its place in decoding order it is shown; negative if earlier.
  private int ahead() {
    int count = counts.count();
    if (counts.starts() || !counting) {
      begin(count);
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
