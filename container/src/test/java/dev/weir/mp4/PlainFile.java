package dev.weir.mp4;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// Reads the sample tables of a plain MP4 file by the letter of the standard.
final class PlainFile {
  private PlainFile() {}

  /// The payloads of the track that stands at `number` in `moov`, counted from 0.
  static List<Octets> payloads(ByteBuf file, int number) {
    return payloads(file, file, number);
  }

  /// The same, of a `moov` that `boxes` has.
  static List<Octets> payloads(ByteBuf boxes, ByteBuf file, int number) {
    String stbl = "moov/trak/mdia/minf/stbl/";
    ByteBuf sizes = BoxTree.all(boxes, stbl + "stsz").get(number).skipBytes(8);
    ByteBuf lengths = BoxTree.all(boxes, stbl + "stsc").get(number).skipBytes(4);
    ByteBuf offsets = BoxTree.all(boxes, stbl + "stco").get(number).skipBytes(4);
    int samples = sizes.readInt();
    int runs = lengths.readInt();
    int chunks = offsets.readInt();
    List<Octets> payloads = new ArrayList<>();
    int run = 0;
    for (int chunk = 1; chunk <= chunks; chunk++) {
      if (run + 1 < runs && lengths.getInt(lengths.readerIndex() + 12 * (run + 1)) == chunk) {
        run++;
      }
      int at = offsets.readInt();
      for (int i = lengths.getInt(lengths.readerIndex() + 12 * run + 4); i > 0; i--) {
        int size = sizes.readInt();
        payloads.add(Octets.copyOf(file, at, size));
        at += size;
      }
    }
    if (payloads.size() != samples) {
      throw new AssertionError(samples + " samples, " + payloads.size() + " in chunks");
    }
    return payloads;
  }
}
