package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes the first H.264 or H.265 track without a container: `.h264` and `.hevc`.
///
/// Every keyframe has its parameter sets, so readers can join there. Times are lost. Not
/// thread-safe.
public final class AnnexBMuxer implements Muxer {
  private int trackId; // 0 until a track comes that can be carried
  private @Nullable AnnexBWriter writer; // of that track's codec

  /// Whether annex B can carry `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Avc || codec instanceof Codec.Hevc;
  }

  @Override
  public void header(ByteBuf out) {
    // Every keyframe says what it is.
  }

  /// {@inheritDoc}
  ///
  /// Tracks after the first that can be carried are left out.
  @Override
  public void track(Track track, ByteBuf out) {
    if (trackId != 0 && trackId != track.id()) {
      return;
    }
    if (track.codec() instanceof Codec.Avc avc) {
      writer = AnnexBWriter.of(avc);
      trackId = track.id();
    } else if (track.codec() instanceof Codec.Hevc hevc) {
      writer = AnnexBWriter.of(hevc);
      trackId = track.id();
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (writer != null && sample.trackId() == trackId) {
      writer.write(sample, out);
    }
  }
}
