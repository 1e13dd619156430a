package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An MP4 file with one track and tables to order, for what no muxer at hand writes: `mdat` first,
/// all samples in one chunk.
final class BuiltMp4 {
  private static final int MEDIA_AT = 16;

  private final List<Consumer<ByteBuf>> tables = new ArrayList<>();
  private final List<Octets> samples;
  private Consumer<ByteBuf> descriptions = _ -> {};
  private Consumer<ByteBuf> edits = _ -> {};
  private Consumer<ByteBuf> references = _ -> {};
  private String handler = "vide";

  BuiltMp4(Octets... samples) {
    this.samples = List.of(samples);
  }

  /// Samples of this codec.
  BuiltMp4 codec(Codec codec) {
    handler = codec instanceof Codec.Text ? "text" : "vide";
    descriptions = out -> SampleEntry.write(codec, out);
    return this;
  }

  /// Sample entries to be written by others.
  BuiltMp4 descriptions(Consumer<ByteBuf> entries) {
    descriptions = entries;
    return this;
  }

  /// A table in 32-bit words after version and flags; a count is the caller's.
  BuiltMp4 table(String name, int... words) {
    tables.add(out -> box(name, 0, out, body -> words(body, words)));
    return this;
  }

  /// Edits: |duration|media time| of each, at a movie time scale of 1000.
  BuiltMp4 edits(int... durationsAndTimes) {
    edits =
        out -> {
          int edts = BoxWriter.begin("edts", out);
          box(
              "elst",
              0,
              out,
              body -> {
                body.writeInt(durationsAndTimes.length / 2);
                for (int i = 0; i < durationsAndTimes.length; i += 2) {
                  words(body, durationsAndTimes[i], durationsAndTimes[i + 1], 0x10000);
                }
              });
          BoxWriter.end(edts, out);
        };
    return this;
  }

  /// Where the media is said to be: another file.
  BuiltMp4 elsewhere() {
    references =
        out -> {
          int dinf = BoxWriter.begin("dinf", out);
          box(
              "dref",
              0,
              out,
              body -> {
                body.writeInt(1);
                box("url ", 0, body, _ -> {});
              });
          BoxWriter.end(dinf, out);
        };
    return this;
  }

  /// The file, with 1000 ticks in a second.
  byte[] bytes() {
    ByteBuf out = Unpooled.buffer();
    out.writeInt(1).writeInt(FourCc.of("mdat"));
    out.writeLong(MEDIA_AT + samples.stream().mapToInt(Octets::length).sum());
    samples.forEach(sample -> sample.writeTo(out));
    int moov = BoxWriter.begin("moov", out);
    box("mvhd", 0, out, body -> words(body, 0, 0, 1000, 0));
    int trak = BoxWriter.begin("trak", out);
    box("tkhd", 1, out, body -> words(body, 0, 0, 0, 0, 7, 0, 0));
    edits.accept(out);
    media(out);
    BoxWriter.end(trak, out);
    BoxWriter.end(moov, out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private void media(ByteBuf out) {
    int mdia = BoxWriter.begin("mdia", out);
    box("mdhd", 1, out, body -> words(body, 0, 0, 0, 0, 1000, 0, 0, 0x55C40000));
    box("hdlr", 0, out, body -> words(body, 0, FourCc.of(handler), 0, 0, 0));
    int minf = BoxWriter.begin("minf", out);
    references.accept(out);
    int stbl = BoxWriter.begin("stbl", out);
    box(
        "stsd",
        0,
        out,
        body -> {
          body.writeInt(1);
          descriptions.accept(body);
        });
    tables.forEach(table -> table.accept(out));
    BoxWriter.end(stbl, out);
    BoxWriter.end(minf, out);
    BoxWriter.end(mdia, out);
  }

  private static void box(String name, int version, ByteBuf out, Consumer<ByteBuf> body) {
    int start = BoxWriter.begin(name, version, 0, out);
    body.accept(out);
    BoxWriter.end(start, out);
  }

  private static void words(ByteBuf out, int... words) {
    for (int word : words) {
      out.writeInt(word);
    }
  }
}
