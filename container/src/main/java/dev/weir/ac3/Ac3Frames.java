package dev.weir.ac3;

import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// AC-3 and E-AC-3 sync frames that follow each other. A sample is an independent frame and those
/// that extend it or accompany it.
public final class Ac3Frames implements FrameFormat {
  private static final int BSID_SHIFT = 19;
  private static final int MAX_PLAIN_BSID = 10;
  private static final long CRC_MASK = 0x0000_FFFF_0000_0000L; // AC-3 only: of every frame its own

  private long word;
  private @Nullable Ac3SyncFrame header; // what `word` says

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
    long bytes = in.getLong(index);
    boolean plain = ((bytes >> BSID_SHIFT) & 0x1F) <= MAX_PLAIN_BSID;
    long found = plain ? bytes & ~CRC_MASK : bytes;
    Ac3SyncFrame known = header;
    if (known == null || found != word) {
      known = Ac3SyncFrame.parse(in.slice(index, Ac3SyncFrame.HEADER_BYTES));
      header = known;
      word = found;
    }
    return known;
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
