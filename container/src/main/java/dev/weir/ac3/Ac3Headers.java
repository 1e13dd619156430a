package dev.weir.ac3;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads the headers of sync frames that follow each other, and allocates only where one says
/// something else than the one before it.
///
/// Not thread-safe.
public final class Ac3Headers {
  private static final int BSID_SHIFT = 19;
  private static final int MAX_PLAIN_BSID = 10;

  // What Ac3SyncFrame does not look at, and what may differ from frame to frame: the checksum and
  // the loudness of AC-3, the loudness of E-AC-3.
  private static final long PLAIN_MASK = ~0x0000_FFFF_0000_00FFL;
  private static final long ENHANCED_MASK = ~0x0000_0000_0000_FFFFL;

  private long word; // of the last header, what counts
  private @Nullable Ac3SyncFrame header; // what `word` says

  /// Has seen no frame yet.
  public Ac3Headers() {}

  /// Reads the header at the absolute `index` of a frame that ends at or before `end`; moves no
  /// index. The frame itself need not be all there.
  ///
  /// @throws dev.weir.media.MediaException as [Ac3SyncFrame#parse] does
  public Ac3SyncFrame at(ByteBuf in, int index, int end) {
    if (end - index < Ac3SyncFrame.HEADER_BYTES) {
      return Ac3SyncFrame.parse(in.slice(index, end - index));
    }
    long bytes = in.getLong(index);
    boolean plain = ((bytes >> BSID_SHIFT) & 0x1F) <= MAX_PLAIN_BSID;
    long found = bytes & (plain ? PLAIN_MASK : ENHANCED_MASK);
    Ac3SyncFrame known = header;
    if (known == null || found != word) {
      known = Ac3SyncFrame.parse(in.slice(index, Ac3SyncFrame.HEADER_BYTES));
      header = known;
      word = found;
    }
    return known;
  }
}
