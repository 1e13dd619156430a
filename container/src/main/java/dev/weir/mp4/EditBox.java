package dev.weir.mp4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Writes `edts` boxes (ISO/IEC 14496-12 8.6.5): where in the presentation the media of a track
/// starts.
///
/// ```
/// elst: |entries (32)|, each |duration (64)|media time (64)|rate=1 (32)|
/// ```
final class EditBox {
  private static final int RATE_1 = 0x00010000;
  private static final long EMPTY = -1; // nothing is shown for the time of this entry

  private EditBox() {}

  /// A box that shows the media from `mediaTicks` on.
  static ByteBuf write(long durationMicros, long mediaTicks) {
    return write(0, durationMicros, mediaTicks);
  }

  /// A box that shows nothing for a while, then the media from `mediaTicks` on.
  static ByteBuf write(long emptyMicros, long durationMicros, long mediaTicks) {
    ByteBuf out = Unpooled.buffer();
    int edts = BoxWriter.begin("edts", out);
    int elst = BoxWriter.begin("elst", 1, 0, out);
    out.writeInt(emptyMicros > 0 ? 2 : 1);
    if (emptyMicros > 0) {
      out.writeLong(emptyMicros).writeLong(EMPTY).writeInt(RATE_1);
    }
    out.writeLong(durationMicros).writeLong(mediaTicks).writeInt(RATE_1);
    BoxWriter.end(elst, out);
    BoxWriter.end(edts, out);
    return out;
  }
}
