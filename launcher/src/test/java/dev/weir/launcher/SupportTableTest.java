package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvMuxer;
import dev.weir.http.progressive.ProgressiveFormat;
import dev.weir.media.Codec;
import dev.weir.ts.TsSegmentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The README's table says what the code that decides says; `-Dgolden.update` writes it anew.
class SupportTableTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String START = "<!-- support-table -->\n";
  private static final String END = "<!-- /support-table -->";

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
    StringBuilder table = new StringBuilder("| codec | RTMP out | HLS out |");
    StringBuilder line = new StringBuilder("|---|---|---|");
    for (ProgressiveFormat format : ProgressiveFormat.values()) {
      table.append(" .").append(String.join(", .", format.endings())).append(" out |");
      line.append("---|");
    }
    table.append('\n').append(line).append('\n');
    for (Codec codec : Outputs.CODECS) {
      table.append("| ").append(codec.name());
      table.append(" | ").append(mark(FlvMuxer.carries(codec)));
      table.append(" | ").append(mark(TsSegmentWriter.carries(codec))).append(" |");
      for (ProgressiveFormat format : ProgressiveFormat.values()) {
        table.append(' ').append(mark(format.carries(codec))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String mark(boolean carried) {
    return carried ? "yes" : "–";
  }
}
