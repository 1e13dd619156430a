package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Writes `trak` boxes (ISO/IEC 14496-12 8.3 to 8.7).
///
/// ```
/// trak: tkhd · edts · mdia: mdhd · hdlr · minf: vmhd or smhd or nmhd · dinf · stbl
/// ```
///
/// @param track whose id is the track_ID
/// @param timescale of the media; the movie's is a microsecond
/// @param durationTicks of the media; 0 if it is in fragments
/// @param editBox the whole `edts` box, empty if there is none
/// @param tables writes the sample tables, everything in `stbl` after `stsd`
record TrakBox(
    Track track, Timescale timescale, long durationTicks, ByteBuf editBox, SampleTablesBox tables) {
  /// The movie's own clock, which durations in `mvhd`, `tkhd` and `elst` count in.
  private static final Timescale MOVIE = Timescale.MICROS;

  private static final int VERSION_1 = 1;
  private static final int ENABLED_IN_MOVIE = 3;
  private static final int FULL_VOLUME = 0x0100;
  private static final int SELF_CONTAINED = 1;

  /// The diagonal of the matrix that changes nothing: 1, 1 in 16.16 and 1 in 2.30.
  private static final int ONE = 0x00010000;

  private static final int ONE_W = 0x40000000;

  /// Writes what says where samples are and how long they last.
  interface SampleTablesBox {
    /// All of them in fragments: the tables are there and empty.
    SampleTablesBox IN_FRAGMENTS =
        out -> {
          for (String table : new String[] {"stts", "stsc", "stco"}) {
            int box = BoxWriter.begin(table, 0, 0, out);
            out.writeInt(0);
            BoxWriter.end(box, out);
          }
          int sizes = BoxWriter.begin("stsz", 0, 0, out);
          out.writeLong(0);
          BoxWriter.end(sizes, out);
        };

    /// Appends the boxes to `out`.
    void write(ByteBuf out);
  }

  /// Appends an `mvhd` box.
  static void movieHeader(long durationMicros, int nextTrackId, ByteBuf out) {
    int box = BoxWriter.begin("mvhd", VERSION_1, 0, out);
    out.writeLong(0).writeLong(0); // when made: not known
    out.writeInt((int) MOVIE.ticksPerSecond()).writeLong(durationMicros);
    out.writeInt(ONE).writeShort(FULL_VOLUME); // rate, volume
    out.writeZero(10);
    matrix(out);
    out.writeZero(24);
    out.writeInt(nextTrackId);
    BoxWriter.end(box, out);
  }

  private static void matrix(ByteBuf out) {
    out.writeInt(ONE).writeInt(0).writeInt(0);
    out.writeInt(0).writeInt(ONE).writeInt(0);
    out.writeInt(0).writeInt(0).writeInt(ONE_W);
  }

  /// Appends the box.
  ///
  /// @param durationMicros of the presentation; 0 if it is in fragments
  void write(long durationMicros, ByteBuf out) {
    int trak = BoxWriter.begin("trak", out);
    trackHeader(durationMicros, out);
    out.writeBytes(editBox, editBox.readerIndex(), editBox.readableBytes());
    int mdia = BoxWriter.begin("mdia", out);
    mediaHeader(out);
    handler(out);
    int minf = BoxWriter.begin("minf", out);
    mediaTypeHeader(out);
    dataInformation(out);
    int stbl = BoxWriter.begin("stbl", out);
    int stsd = BoxWriter.begin("stsd", 0, 0, out);
    out.writeInt(1);
    SampleEntry.write(track.codec(), out);
    BoxWriter.end(stsd, out);
    tables.write(out);
    BoxWriter.end(stbl, out);
    BoxWriter.end(minf, out);
    BoxWriter.end(mdia, out);
    BoxWriter.end(trak, out);
  }

  private void trackHeader(long durationMicros, ByteBuf out) {
    int box = BoxWriter.begin("tkhd", VERSION_1, ENABLED_IN_MOVIE, out);
    out.writeLong(0).writeLong(0);
    out.writeInt(track.id()).writeInt(0).writeLong(durationMicros);
    out.writeLong(0).writeShort(0); // layer 0
    // Players offer a choice of tracks only in a group of alternatives.
    out.writeShort(alternateGroup());
    out.writeShort(track.isAudio() ? FULL_VOLUME : 0).writeShort(0);
    matrix(out);
    Picture picture =
        track.codec() instanceof Codec.Video video ? video.picture() : Picture.UNKNOWN;
    out.writeInt(picture.width() << 16).writeInt(picture.height() << 16);
    BoxWriter.end(box, out);
  }

  private int alternateGroup() {
    return switch (track.codec().kind()) {
      case VIDEO -> 0;
      case AUDIO -> 1;
      case TEXT, DATA -> 2;
    };
  }

  private void mediaHeader(ByteBuf out) {
    int box = BoxWriter.begin("mdhd", VERSION_1, 0, out);
    out.writeLong(0).writeLong(0);
    out.writeInt((int) timescale.ticksPerSecond()).writeLong(durationTicks);
    out.writeShort(packedLanguage()).writeShort(0);
    BoxWriter.end(box, out);
  }

  // 8.4.2.3: three letters of five bits, each less 0x60.
  private int packedLanguage() {
    String language = track.language() == null ? "" : track.language().toLowerCase(Locale.ROOT);
    String code = language.matches("[a-z]{3}") ? language : "und";
    return ((code.charAt(0) - 0x60) << 10)
        | ((code.charAt(1) - 0x60) << 5)
        | (code.charAt(2) - 0x60);
  }

  private void handler(ByteBuf out) {
    int box = BoxWriter.begin("hdlr", 0, 0, out);
    out.writeInt(0).writeInt(FourCc.of(handlerType())).writeZero(12);
    String name = track.title() == null ? "" : track.title().replace("\0", "");
    out.writeCharSequence(name, StandardCharsets.UTF_8);
    out.writeByte(0);
    BoxWriter.end(box, out);
  }

  private String handlerType() {
    return switch (track.codec()) {
      case Codec.Video _ -> "vide";
      case Codec.Audio _ -> "soun";
      // Apple's players want this one for tx3g.
      case Codec.Text text -> text.format() == Codec.Text.Format.WEBVTT ? "text" : "sbtl";
      case Codec.Data _ -> "meta";
    };
  }

  private void mediaTypeHeader(ByteBuf out) {
    boolean video = track.isVideo();
    String type = video ? "vmhd" : track.isAudio() ? "smhd" : "nmhd";
    int box = BoxWriter.begin(type, 0, video ? 1 : 0, out);
    out.writeZero(video ? 8 : track.isAudio() ? 4 : 0);
    BoxWriter.end(box, out);
  }

  private static void dataInformation(ByteBuf out) {
    int dinf = BoxWriter.begin("dinf", out);
    int dref = BoxWriter.begin("dref", 0, 0, out);
    out.writeInt(1);
    BoxWriter.end(BoxWriter.begin("url ", 0, SELF_CONTAINED, out), out);
    BoxWriter.end(dref, out);
    BoxWriter.end(dinf, out);
  }
}
