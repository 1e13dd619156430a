package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Codec.Text.Format;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Sample entries of text: `tx3g` (3GPP TS 26.245 5.16) and `wvtt` (ISO/IEC 14496-30 7.5).
///
/// ```
/// tx3g: |displayFlags (32)|justification (8)(8)|background (32)|box: top left bottom right (64)|
///       |style: from (16) to (16) font (16) face (8) size (8) colour (32)|
///       |ftab box: entries (16) (font (16) length (8) name)*|
/// wvtt: vttC box: what precedes all cues of a WebVTT file
/// ```
final class TextEntry {
  private static final String DEFAULT_HEADER = "WEBVTT";
  private static final String FONT = "Sans-Serif";
  private static final int CENTRE = 1;
  private static final int BOTTOM = -1;
  private static final int WHITE = -1;
  private static final int SIZE = 18;

  private TextEntry() {}

  static Codec.Text read(String type, ByteBuf in) {
    if (!type.equals("wvtt")) {
      return new Codec.Text(Format.TX3G, Octets.EMPTY);
    }
    Octets header = new ChildBoxes(type, in).find("vttC");
    return new Codec.Text(Format.WEBVTT, header == null ? Octets.EMPTY : header);
  }

  static void write(Codec.Text text, ByteBuf out) {
    if (text.format() == Format.WEBVTT) {
      writeWebVtt(text.header(), out);
    } else {
      writeTimedText(out);
    }
  }

  private static void writeWebVtt(Octets header, ByteBuf out) {
    int entry = SampleEntry.begin("wvtt", out);
    int box = BoxWriter.begin("vttC", out);
    if (header.isEmpty()) {
      out.writeCharSequence(DEFAULT_HEADER, StandardCharsets.US_ASCII);
    } else {
      header.writeTo(out);
    }
    BoxWriter.end(box, out);
    BoxWriter.end(entry, out);
  }

  private static void writeTimedText(ByteBuf out) {
    int entry = SampleEntry.begin("tx3g", out);
    out.writeInt(0);
    out.writeByte(CENTRE).writeByte(BOTTOM);
    out.writeInt(0); // a transparent background
    out.writeLong(0); // a box of no size: all of the track's
    out.writeInt(0); // the style of all characters
    out.writeShort(1).writeByte(0).writeByte(SIZE).writeInt(WHITE);
    int fonts = BoxWriter.begin("ftab", out);
    out.writeShort(1).writeShort(1).writeByte(FONT.length());
    out.writeCharSequence(FONT, StandardCharsets.US_ASCII);
    BoxWriter.end(fonts, out);
    BoxWriter.end(entry, out);
  }
}
