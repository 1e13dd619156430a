package dev.weir.matroska;

import dev.weir.h26x.AvcSps;
import dev.weir.h26x.HevcSps;
import dev.weir.media.Codec;
import java.util.Arrays;

/// Decoding times of a track whose blocks only say when they are shown.
///
/// If at most `depth` pictures wait for a later one to be shown before them, then the times at
/// which pictures are shown, put in order and moved by `depth` places, are times at which they can
/// be decoded. The places before the first picture are filled with pictures of the usual length.
///
/// Not thread-safe.
final class DecodingClock {
  private static final int MAX_DEPTH = 16; // of any decoder (H.264 A.3.1, H.265 A.4.2)
  private static final int UNSAID_DEPTH = 2; // what encoders with pyramids of B pictures use
  private static final int PROFILE_BASELINE = 66;
  private static final long MAX_GAP_MICROS = 10_000_000;

  private final long[] waiting = new long[MAX_DEPTH + 1]; // ascending

  private int depth;
  private boolean started; // with the first picture
  private int count; // of waiting times: depth, between two calls
  private long last; // what was returned last

  /// How many pictures of `codec` may wait, as far as its headers say.
  static int depthOf(Codec.Video codec) {
    return switch (codec) {
      case Codec.Avc avc -> depthOf(AvcSps.parse(avc.sps().getFirst()));
      case Codec.Hevc hevc ->
          Math.min(MAX_DEPTH, HevcSps.parse(hevc.sps().getFirst()).reorderPictures());
      case Codec.OtherVideo other ->
          other.name().equals("MPEG2") || other.name().equals("MPEG4") ? 1 : 0;
      case Codec.Av1 _, Codec.Vp8 _, Codec.Vp9 _, Codec.Theora _ -> 0;
    };
  }

  private static int depthOf(AvcSps sps) {
    if (sps.reorderFrames() >= 0) {
      return Math.min(MAX_DEPTH, sps.reorderFrames());
    }
    return sps.pocType() == 2 || sps.profile() == PROFILE_BASELINE ? 0 : UNSAID_DEPTH;
  }

  /// Puts another depth in force, and starts anew if it is another one.
  void depth(int pictures) {
    if (pictures != depth) {
      depth = pictures;
      started = false;
    }
  }

  /// Forgets the past.
  void restart() {
    started = false;
  }

  /// The decoding time of the next picture in decoding order.
  ///
  /// @param ptsMicros when it is shown
  /// @param frameMicros how long a picture is usually shown
  /// @param alone whether no picture after this one is shown before it
  long next(long ptsMicros, long frameMicros, boolean alone) {
    boolean fresh = !started || Math.abs(ptsMicros - last) > MAX_GAP_MICROS;
    if (fresh || alone) {
      for (int i = 0; i < depth; i++) {
        waiting[i] = ptsMicros - (depth - i) * frameMicros;
      }
      count = depth;
    }
    waiting[count++] = ptsMicros;
    Arrays.sort(waiting, 0, count);
    long dts = fresh ? waiting[0] : Math.max(last, waiting[0]);
    System.arraycopy(waiting, 1, waiting, 0, --count);
    last = dts;
    started = true;
    return dts;
  }
}
