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
  private final ByteBuf copied = Unpooled.buffer(0);

  private Codec.@Nullable Video codec; // of the last complete parameter sets
  private ByteBuf payload = copied; // of the last access unit

  /// For H.265 if `hevc`, for H.264 otherwise.
  public AnnexBTrack(boolean hevc) {
    this.hevc = hevc;
    this.unit = new AccessUnit(hevc);
  }

  /// Takes the next access unit; true if it makes a sample: it has more than parameter sets, and a
  /// codec is known.
  ///
  /// @param annexB which is overwritten where that saves a copy, as are the bytes before it
  /// @param codes where its start codes are
  /// @throws dev.weir.media.MediaException if its parameter sets are malformed; the codec is then
  ///   the same as before
  public boolean read(ByteBuf annexB, StartCodes codes) {
    payload = copied.clear();
    unit.scanAnnexB(annexB, codes, codec);
    if (unit.setsChanged()) {
      Codec.Video changed = unit.withSetsOfAnnexB(annexB, codes, codec);
      codec = changed == null ? codec : changed;
    }
    if (unit.keepInPlace(annexB, codes)) {
      payload = annexB;
    } else {
      unit.copyKept(annexB, codes, copied);
    }
    return unit.hasPicture() && codec != null;
  }

  /// The codec as of the last access unit; null before there were all parameter sets.
  public Codec.@Nullable Video codec() {
    return codec;
  }

  /// The last access unit as a sample has it; lent for as long as what was read was lent.
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
    copied.release();
  }
}
