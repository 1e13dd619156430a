package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.vorbis.VorbisBlocks;
import dev.weir.vorbis.VorbisHeaders;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Vorbis (Vorbis I A): three headers; granule positions are sound samples.
final class VorbisMapping implements Mapping {
  private final List<Octets> headers = new ArrayList<>(3);

  private @Nullable VorbisBlocks blocks; // these two are null until the last header
  private @Nullable UnitClock clock;

  static boolean claims(Octets first) {
    return VorbisHeaders.isHeader(first, 1);
  }

  @Override
  public @Nullable Codec header(Octets packet) {
    headers.add(packet);
    if (headers.size() < 3) {
      return null;
    }
    Codec.Vorbis codec = VorbisHeaders.codec(headers.get(0), headers.get(1), headers.get(2));
    blocks = new VorbisBlocks(codec);
    clock = UnitClock.ofRate(codec.sampleRate());
    return codec;
  }

  @Override
  public boolean isHeader(ByteBuf packet) {
    return VorbisBlocks.isHeader(packet);
  }

  @Override
  public int units(ByteBuf packet) {
    return blocks == null ? 0 : blocks.samples(packet);
  }

  @Override
  public boolean keyframe(ByteBuf packet) {
    return true;
  }

  @Override
  public long end(long granule) {
    return granule;
  }

  @Override
  public void resume(boolean atStart) {
    if (blocks != null) {
      blocks.resume(atStart);
    }
  }

  @Override
  public UnitClock clock() {
    return clock == null ? OpusMapping.CLOCK : clock;
  }
}
