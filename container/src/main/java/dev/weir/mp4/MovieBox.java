package dev.weir.mp4;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Writes `ftyp` and `moov` of files whose samples are all known (ISO/IEC 14496-12 8.2).
final class MovieBox {
  private MovieBox() {}

  /// Appends a `ftyp` box.
  ///
  /// @param linear whether there is PCM or G.711, whose sample entries are QuickTime's
  static void fileType(boolean linear, ByteBuf out) {
    int box = BoxWriter.begin("ftyp", out);
    out.writeInt(FourCc.of("isom")).writeInt(0x200);
    out.writeInt(FourCc.of("isom")).writeInt(FourCc.of("iso6")).writeInt(FourCc.of("mp41"));
    if (linear) {
      out.writeInt(FourCc.of("qt  "));
    }
    BoxWriter.end(box, out);
  }

  /// Whether this codec's sample entry is QuickTime's.
  static boolean isLinear(Codec codec) {
    return codec instanceof Codec.Pcm || codec instanceof Codec.G711;
  }

  /// Appends a `moov` box of tracks that have samples.
  static void write(List<TrackTables> tracks, ByteBuf out) {
    long durationMicros =
        tracks.stream().mapToLong(TrackTables::presentationMicros).max().orElse(0);
    int nextId = 1 + tracks.stream().mapToInt(tables -> tables.track().id()).max().orElse(0);
    int moov = BoxWriter.begin("moov", out);
    TrakBox.movieHeader(durationMicros, nextId, out);
    for (TrackTables tables : tracks) {
      new TrakBox(tables.track(), tables.timescale(), tables.durationTicks(), edits(tables), tables)
          .write(tables.presentationMicros(), out);
    }
    BoxWriter.end(moov, out);
  }

  private static ByteBuf edits(TrackTables tables) {
    if (!tables.needsEdit()) {
      return Unpooled.EMPTY_BUFFER;
    }
    long delay = tables.delayMicros();
    return EditBox.write(delay, tables.presentationMicros() - delay, tables.startTicks());
  }
}
