package dev.weir.vpx;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes the first video track that it can as IVF, with times in microseconds; what it writes is
/// drawn at [IvfHeader] and [IvfReader].
///
/// The number of frames in the header is 0, for nobody knows it before the end. Not thread-safe.
public final class IvfMuxer implements Muxer {
  private static final int SIGNATURE = 0x444B4946;
  private static final long TICKS_PER_SECOND = 1_000_000;

  // An AV1 temporal unit begins with a delimiter.
  private static final int TEMPORAL_DELIMITER = 0x1200;
  private static final int DELIMITER_BYTES = 2;

  private int trackId; // 0 until a track comes that can be carried
  private Codec.@Nullable Video codec; // of that track

  /// Whether IVF can carry `codec`.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Vp8 _, Codec.Vp9 _, Codec.Av1 _ -> true;
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
    };
  }

  @Override
  public void header(ByteBuf out) {
    if (codec == null) {
      return;
    }
    Picture picture = codec.picture();
    out.writeInt(SIGNATURE).writeShortLE(0).writeShortLE(IvfHeader.BYTES);
    out.writeInt(
        switch (codec) {
          case Codec.Vp8 _ -> IvfHeader.VP8;
          case Codec.Vp9 _ -> IvfHeader.VP9;
          default -> IvfHeader.AV1;
        });
    out.writeShortLE(picture.width()).writeShortLE(picture.height());
    out.writeIntLE((int) TICKS_PER_SECOND).writeIntLE(1).writeIntLE(0).writeIntLE(0);
  }

  /// {@inheritDoc}
  ///
  /// Tracks after the first that can be carried are left out.
  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && carries(track.codec()) && track.codec() instanceof Codec.Video video) {
      trackId = track.id();
      codec = video;
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (codec == null || sample.trackId() != trackId) {
      return;
    }
    boolean av1 = codec instanceof Codec.Av1;
    int bytes = sample.payload().readableBytes() + (av1 ? DELIMITER_BYTES : 0);
    out.writeIntLE(bytes);
    out.writeLongLE(Math.max(0, sample.ptsMicros()));
    if (av1) {
      out.writeShort(TEMPORAL_DELIMITER);
    }
    out.writeBytes(sample.payload());
  }
}
