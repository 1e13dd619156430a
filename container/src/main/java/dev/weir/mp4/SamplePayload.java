package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// Writes payloads as MP4 has them: untouched, but for text.
///
/// ```
/// tx3g: |bytes (16)|text in UTF-8|  (3GPP TS 26.245 5.17)
/// wvtt: vttc box of |sttg: settings|payl: text|  (ISO/IEC 14496-30 7.4)
/// ```
final class SamplePayload {
  private static final int MAX_TIMED_TEXT_CHARS = 0xFFFF / 3; // so that its length has 16 bits
  private static final Pattern MARK_UP = Pattern.compile("</?[a-zA-Z][^<>]*>");

  private SamplePayload() {}

  /// Appends the payload of a sample of `codec`; moves no index of it.
  ///
  /// @throws dev.weir.media.MalformedMediaException if it is of text and no cue
  static void write(Codec codec, ByteBuf payload, ByteBuf out) {
    if (codec instanceof Codec.Text text) {
      write(text, List.of(Cue.read(payload).text()), out);
    } else {
      out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }
  }

  /// Appends the sample of a time in which all these texts are shown, in the form of their cues;
  /// none if nothing is.
  static void write(Codec.Text codec, List<String> texts, ByteBuf out) {
    switch (codec.format()) {
      case WEBVTT -> {
        if (texts.isEmpty()) {
          BoxWriter.end(BoxWriter.begin("vtte", out), out);
        }
        texts.forEach(text -> writeWebVtt(text, out));
      }
      case SUBRIP -> writeTimedText(MARK_UP.matcher(String.join("\n", texts)).replaceAll(""), out);
      case TX3G -> writeTimedText(String.join("\n", texts), out);
      case ASS -> throw new IllegalArgumentException("ASS has no form in MP4");
    }
  }

  private static void writeTimedText(String text, ByteBuf out) {
    int start = out.writerIndex();
    out.writeShort(0);
    out.writeCharSequence(
        text.substring(0, Math.min(text.length(), MAX_TIMED_TEXT_CHARS)), StandardCharsets.UTF_8);
    out.setShort(start, out.writerIndex() - start - Short.BYTES);
  }

  private static void writeWebVtt(String cue, ByteBuf out) {
    int endOfSettings = cue.indexOf('\n');
    int vttc = BoxWriter.begin("vttc", out);
    if (endOfSettings > 0) {
      writeText("sttg", cue.substring(0, endOfSettings), out);
    }
    writeText("payl", cue.substring(endOfSettings + 1), out);
    BoxWriter.end(vttc, out);
  }

  private static void writeText(String type, String text, ByteBuf out) {
    int box = BoxWriter.begin(type, out);
    out.writeCharSequence(text, StandardCharsets.UTF_8);
    BoxWriter.end(box, out);
  }
}
