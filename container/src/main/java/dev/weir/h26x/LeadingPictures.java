package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// Finds the pictures behind a keyframe that are of no use to those who start with it: shown before
/// it, and made of pictures before it, too.
///
/// ```
/// decoded   … P4 I8 b6 b5 b7 P12      who starts with I8 cannot decode b6, b5 and b7
/// ```
///
/// Where groups of pictures are open there are such ones: RASL pictures of H.265 (8.1.3: a decoder
/// that starts at a CRA picture leaves them out; one that goes on there does not know that it
/// should), B-pictures behind a recovery point of H.264 and behind an I-picture of MPEG-2, of which
/// those few that could be decoded are not told apart. RADL pictures of H.265 are made of the
/// keyframe and each other, and stay, as do B-pictures of a group of MPEG-2 that says it is closed.
///
/// Not thread-safe.
public final class LeadingPictures {
  private boolean starting; // at the keyframe that comes next
  private long keyframe = Long.MIN_VALUE; // when it is shown; until one comes that follows it

  /// Decoding starts, or goes on behind a gap, with the keyframe that comes next.
  public void start() {
    starting = true;
    keyframe = Long.MIN_VALUE;
  }

  /// Whether the next sample of a video track in the order of decoding is such a picture.
  public boolean isUseless(Codec codec, Sample sample) {
    return isUseless(codec, sample.keyframe(), sample.ptsMicros(), sample.payload());
  }

  /// The same for a picture that is shown at `time`, on a clock of any rate.
  ///
  /// @param payload in the form that the codec says; no index is moved
  public boolean isUseless(Codec codec, boolean isKeyframe, long time, ByteBuf payload) {
    if (isKeyframe) {
      keyframe = starting && !isClosedGroup(codec, payload) ? time : Long.MIN_VALUE;
      starting = false;
      return false;
    }
    if (time >= keyframe) {
      keyframe = Long.MIN_VALUE; // All that lead it come before the first that does not.
      return false;
    }
    return switch (codec) {
      case Codec.Hevc _ -> HevcNalType.isSkipped(HevcNalType.ofPicture(payload));
      case Codec.Avc _, Codec.OtherVideo _ -> true;
      default -> false;
    };
  }

  private static boolean isClosedGroup(Codec codec, ByteBuf payload) {
    return codec instanceof Codec.OtherVideo other
        && other.name().equals(Mpeg2Unit.CODEC_NAME)
        && Mpeg2Unit.isClosedGroup(payload);
  }
}
