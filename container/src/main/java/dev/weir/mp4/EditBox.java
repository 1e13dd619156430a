package dev.weir.mp4;

import dev.weir.media.Timescale;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;

/// Writes `edts` boxes (ISO/IEC 14496-12 8.6.5): where in the presentation the media of a track
/// starts.
///
/// ```
/// elst: |entries (32)|, each |duration (64)|media time (64)|rate=1 (32)|
/// ```
final class EditBox {
  private static final int RATE_1 = 0x00010000;
  private static final long EMPTY = -1; // nothing is shown for the time of this entry

  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  private EditBox() {}

  /// A box that shows the media from `startMicros` on, for as long as fragments come.
  ///
  /// That would be one edit. It is told in two, the second of which goes on where the first ends,
  /// because FFmpeg, which is in Chromium too, takes a single edit of AAC for the encoder's delay:
  /// it moves the times and then throws away as much sound again, hours of it if need be.
  static ByteBuf endless(long startMicros, Timescale timescale) {
    ByteBuf out = Unpooled.buffer();
    int edts = BoxWriter.begin("edts", out);
    int elst = BoxWriter.begin("elst", 1, 0, out);
    out.writeInt(2);
    entry(DAY_MICROS, timescale.fromMicros(startMicros), out);
    entry(0, timescale.fromMicros(startMicros + DAY_MICROS), out);
    BoxWriter.end(elst, out);
    BoxWriter.end(edts, out);
    return out;
  }

  private static void entry(long durationMicros, long mediaTicks, ByteBuf out) {
    out.writeLong(durationMicros).writeLong(mediaTicks).writeInt(RATE_1);
  }

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
      entry(emptyMicros, EMPTY, out);
    }
    entry(durationMicros, mediaTicks, out);
    BoxWriter.end(elst, out);
    BoxWriter.end(edts, out);
    return out;
  }
}
