package dev.weir.ac3;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// AC-3 and E-AC-3 sync frames that follow each other. A sample is an independent frame and those
/// that extend it or accompany it.
public final class Ac3Frames implements FrameFormat {
  private final Ac3Headers headers = new Ac3Headers();

  /// Has seen no frame yet.
  public Ac3Frames() {}

  @Override
  public int frameBytes(ByteBuf in, int index, int end) {
    if (end - index < Ac3SyncFrame.HEADER_BYTES) {
      return MORE;
    }
    Ac3SyncFrame first = find(in, index);
    if (first == null || follows(first)) {
      return NONE;
    }
    if (!first.enhanced()) {
      return first.frameBytes();
    }
    int next = index + first.frameBytes();
    while (next < end) {
      if (end - next < Ac3SyncFrame.HEADER_BYTES) {
        return MORE;
      }
      Ac3SyncFrame found = find(in, next);
      if (found == null || !follows(found)) {
        break;
      }
      next += found.frameBytes();
    }
    return next - index;
  }

  private static boolean follows(Ac3SyncFrame frame) {
    return frame.dependent() || frame.substream() > 0;
  }

  private @Nullable Ac3SyncFrame find(ByteBuf in, int index) {
    if (in.getUnsignedShort(index) != Ac3SyncFrame.SYNC) {
      return null;
    }
    try {
      return at(in, index);
    } catch (MediaException _) {
      return null;
    }
  }

  private Ac3SyncFrame at(ByteBuf in, int index) {
    return headers.at(in, index, index + Ac3SyncFrame.HEADER_BYTES);
  }

  /// The bit rate of E-AC-3, which its configuration holds too, may differ from frame to frame.
  @Override
  public int configuration(ByteBuf in, int index) {
    Ac3SyncFrame frame = at(in, index);
    return frame.sampleRate() << 5 | frame.channels() << 1 | (frame.enhanced() ? 1 : 0);
  }

  @Override
  public Codec.Audio codec(ByteBuf in, int index, int bytes) {
    return at(in, index).codec();
  }

  @Override
  public int samples(ByteBuf in, int index) {
    return at(in, index).samples();
  }

  @Override
  public ByteBuf payload(ByteBuf in, int index, int bytes) {
    return in.slice(index, bytes);
  }
}
