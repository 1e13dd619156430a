package dev.weir.mp4;

import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.h26x.AccessUnit;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;

/// Puts the samples of one track of a file into Weir's form, and lets each have the size that the
/// index says.
///
/// What has no place in an access unit gives way to filler data behind its pictures. Parameter sets
/// that the track's codec has not stay where they are: a reader of the index is told of no others.
/// Only NAL units after short lengths and OBUs without a size get larger, of which the index was
/// made by reading them all. Not thread-safe.
final class FileForm {
  private final MovieTrack track;
  private final boolean resizing;
  private final AccessUnit unit;
  private final int nalLengthBytes;

  /// @param resizing whether samples are of other sizes than in the file
  FileForm(MovieTrack track, boolean resizing) {
    this.track = track;
    this.resizing = resizing;
    this.unit = new AccessUnit(track.track().codec() instanceof Codec.Hevc);
    this.nalLengthBytes = track.nalLengthBytes();
  }

  boolean isResizing() {
    return resizing;
  }

  /// Whether the samples of a track change their size.
  ///
  /// @param firstStored the first sample as the file has it
  static boolean resizes(MovieTrack track, ByteBuf firstStored) {
    return switch (track.track().codec()) {
      case Codec.Avc _, Codec.Hevc _ -> track.nalLengthBytes() != NalUnits.LENGTH_BYTES;
      case Codec.Av1 _ -> !TemporalUnit.isClean(firstStored);
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
    };
  }

  /// Appends the payload of `stored` to `out`, unless it is its own payload.
  ///
  /// @return whether anything was appended; if not, `stored` has the payload
  boolean convert(ByteBuf stored, ByteBuf out) {
    return switch (track.track().codec()) {
      case Codec.Avc avc -> convertNal(avc, stored, out);
      case Codec.Hevc hevc -> convertNal(hevc, stored, out);
      case Codec.Av1 _ when resizing -> {
        Obus.toSample(stored, out);
        yield true;
      }
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> false;
    };
  }

  private boolean convertNal(Codec.Video codec, ByteBuf stored, ByteBuf out) {
    if (!resizing) {
      unit.scan(stored, codec);
      if (!unit.isClean()) {
        unit.copyPadded(stored, codec, out);
      }
      return !unit.isClean();
    }
    ByteBuf normal = stored.alloc().buffer(2 * stored.readableBytes());
    try {
      NalUnits.normalizeLengths(stored, nalLengthBytes, normal);
      unit.scan(normal, codec);
      unit.copyPadded(normal, codec, out);
    } finally {
      normal.release();
    }
    return true;
  }
}
