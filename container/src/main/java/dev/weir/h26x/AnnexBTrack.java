package dev.weir.h26x;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Makes samples of the access units of one H.264 or H.265 stream in annex B, and keeps its codec
/// up to date with the parameter sets in it.
///
/// Not thread-safe; [#close] gives back the memory.
public final class AnnexBTrack implements AutoCloseable {
  private final boolean hevc;
  private final AccessUnit unit;
  private final ByteBuf payload = Unpooled.buffer(0);

  private Codec.@Nullable Video codec; // of the last complete parameter sets

  /// For H.265 if `hevc`, for H.264 otherwise.
  public AnnexBTrack(boolean hevc) {
    this.hevc = hevc;
    this.unit = new AccessUnit(hevc);
  }

  /// Takes the next access unit; true if it makes a sample: it has more than parameter sets, and a
  /// codec is known.
  ///
  /// @throws dev.weir.media.MediaException if its parameter sets are malformed; the codec is then
  ///   the same as before
  public boolean read(ByteBuf annexB) {
    payload.clear();
    unit.convert(annexB, codec, payload);
    if (unit.setsChanged()) {
      Codec.Video changed = unit.withSetsOfAnnexB(annexB, codec);
      codec = changed == null ? codec : changed;
    }
    return unit.hasPicture() && codec != null;
  }

  /// The codec as of the last access unit; null before there were all parameter sets.
  public Codec.@Nullable Video codec() {
    return codec;
  }

  /// The last access unit as a sample has it; lent until the next [#read].
  public ByteBuf payload() {
    return payload;
  }

  /// Whether decoding can start at the last access unit. An entry point of open groups of pictures
  /// or of gradual refresh counts, where the encoder marks it.
  public boolean isKeyframe() {
    return unit.isKeyframe() || (!hevc && AvcNalType.hasRecoveryPoint(payload));
  }

  @Override
  public void close() {
    payload.release();
  }
}
