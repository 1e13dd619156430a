package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.flv.FlvMuxer;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.opus.OpusHead;
import dev.weir.ts.TsMuxer;
import dev.weir.ts.TsSegmentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The README's table says what the code that decides says; `-Dgolden.update` writes it anew.
class SupportTableTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String START = "<!-- support-table -->\n";
  private static final String END = "<!-- /support-table -->";
  private static final Octets NONE = Octets.EMPTY;
  private static final Octets AVC = Octets.ofHex("01 64 00 1f ff");

  private static final List<Codec> CODECS =
      List.of(
          new Codec.Avc(AVC, List.of(), List.of(), Picture.UNKNOWN),
          new Codec.Hevc(NONE, List.of(), List.of(), List.of(), Picture.UNKNOWN, "hvc1"),
          new Codec.Av1(NONE, Picture.UNKNOWN, "av01"),
          new Codec.Vp8(Picture.UNKNOWN),
          new Codec.Vp9(0, 0, Picture.UNKNOWN),
          new Codec.Theora(NONE, NONE, NONE, Picture.UNKNOWN),
          AudioSpecificConfig.of(2, 48_000, 2),
          OpusHead.of(2),
          new Codec.Vorbis(NONE, NONE, NONE, 48_000, 2),
          new Codec.Mp3(3, 48_000, 2),
          new Codec.Mp3(2, 48_000, 2),
          new Codec.Ac3(false, NONE, 48_000, 6),
          new Codec.Ac3(true, NONE, 48_000, 6),
          new Codec.Flac(NONE, 48_000, 2),
          new Codec.G711(true, 8000, 1),
          new Codec.G711(false, 8000, 1));

  @Test
  void theReadmeSaysWhatTheCodeDecides() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf(START) + START.length();
    int end = readme.indexOf(END);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(README, readme.substring(0, start) + table() + readme.substring(end));
      readme = Files.readString(README);
      end = readme.indexOf(END);
    }
    assertThat(readme.substring(start, end)).isEqualTo(table());
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder("| codec | RTMP and HTTP-FLV out | HTTP-TS out | HLS out |\n");
    table.append("|---|---|---|---|\n");
    for (Codec codec : CODECS) {
      table.append("| ").append(codec.name());
      table.append(" | ").append(mark(FlvMuxer.carries(codec)));
      table.append(" | ").append(mark(TsMuxer.carries(codec)));
      table.append(" | ").append(mark(TsSegmentWriter.carries(codec))).append(" |\n");
    }
    return table.toString();
  }

  private static String mark(boolean carried) {
    return carried ? "yes" : "–";
  }
}
