package dev.weir.flac;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes native FLAC (RFC 9639 7) of the first FLAC track: `fLaC`, STREAMINFO, frames.
///
/// STREAMINFO says neither how long the stream is nor its checksum, for nobody knows yet. A reader
/// can join at every frame. Not thread-safe.
public final class FlacMuxer implements Muxer {
  private static final int MAGIC = 0x664C6143; // "fLaC"
  private static final int LAST_BLOCK_STREAMINFO = 0x80;
  private static final int TOTAL_INDEX = 13; // of the byte whose low half begins the total
  private static final int TOTAL_AND_MD5_BYTES = 4 + 16;

  private int trackId; // 0 until a FLAC track comes
  private Codec.@Nullable Flac codec; // of that track

  /// Whether `.flac` can be written of `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Flac;
  }

  @Override
  public void header(ByteBuf out) {
    if (codec == null) {
      return;
    }
    out.writeInt(MAGIC);
    out.writeByte(LAST_BLOCK_STREAMINFO).writeMedium(StreamInfo.BYTES);
    int start = out.writerIndex();
    codec.streamInfo().slice(0, TOTAL_INDEX + 1).writeTo(out);
    out.setByte(start + TOTAL_INDEX, out.getByte(start + TOTAL_INDEX) & 0xF0);
    out.writeZero(TOTAL_AND_MD5_BYTES);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && track.codec() instanceof Codec.Flac flac) {
      trackId = track.id();
      codec = flac;
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    if (codec != null && trackId == sample.trackId()) {
      out.writeBytes(sample.payload());
    }
  }
}
