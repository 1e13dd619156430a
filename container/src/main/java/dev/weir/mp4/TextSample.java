package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads samples of text tracks as cues.
///
/// ```
/// tx3g: |bytes (16)|text in UTF-8, or UTF-16 after a byte order mark|  styles (TS 26.245 5.17)
/// wvtt: vttc boxes of |sttg: settings|payl: text|, or an empty vtte (ISO/IEC 14496-30 7.4)
/// ```
final class TextSample {
  private static final int BIG_ENDIAN_MARK = 0xFEFF;
  private static final int LITTLE_ENDIAN_MARK = 0xFFFE;

  private TextSample() {}

  /// The payload of the cue in `stored`, or null if nothing is shown.
  static @Nullable Octets read(Codec.Text codec, ByteBuf stored, long durationMicros) {
    String text =
        codec.format() == Codec.Text.Format.WEBVTT ? webVtt(stored.slice()) : timed(stored.slice());
    if (text.isEmpty()) {
      return null;
    }
    long millis = TimeUnit.MICROSECONDS.toMillis(durationMicros);
    ByteBuf out = Unpooled.buffer();
    new Cue(Math.clamp(millis, 0, Integer.MAX_VALUE), text).write(out);
    return Octets.copyOf(out);
  }

  private static String timed(ByteBuf stored) {
    BoxBody in = new BoxBody("tx3g sample", stored);
    ByteBuf text = in.table(in.unsignedShort(), Byte.BYTES).in();
    int mark = text.readableBytes() < Short.BYTES ? 0 : text.getUnsignedShort(0);
    Charset charset =
        switch (mark) {
          case BIG_ENDIAN_MARK, LITTLE_ENDIAN_MARK -> StandardCharsets.UTF_16;
          default -> StandardCharsets.UTF_8;
        };
    return text.toString(charset);
  }

  private static String webVtt(ByteBuf stored) {
    StringBuilder texts = new StringBuilder();
    String settings = "";
    BoxReader cues = new BoxReader("wvtt sample", stored);
    for (BoxBody cue = cues.find("vttc"); cue != null; cue = cues.find("vttc")) {
      BoxReader boxes = cue.boxes();
      for (BoxBody box = boxes.next(); box != null; box = boxes.next()) {
        switch (box.name()) {
          case "sttg" -> settings = utf8(box);
          case "payl" -> texts.append(texts.isEmpty() ? "" : "\n").append(utf8(box));
          default -> {}
        }
      }
    }
    return texts.isEmpty() ? "" : settings + "\n" + texts;
  }

  private static String utf8(BoxBody box) {
    return box.rest().toString(StandardCharsets.UTF_8);
  }
}
