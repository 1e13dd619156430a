package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.http.segmented.hds.HdsHandler;
import dev.weir.http.segmented.smooth.SmoothHandler;
import dev.weir.media.Codec;
import dev.weir.ts.TsSegmentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The README's table says what the code that decides says, and of what comes in what the table of
/// formats says, which has a test of its own; `-Dgolden.update` writes it anew.
class SupportTableTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path FORMATS = Path.of("..", "docs", "formats.md");

  /// Columns of the table of formats, and what comes in so.
  private static final Map<String, String> IN =
      new TreeMap<>(
          Map.of(
              "FLV", "RTMP, .flv",
              "TS", "HLS, .ts",
              "MP4", "HLS (fMP4), .mp4",
              "Matroska", ".mkv"));

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

  private static String table() throws IOException {
    StringBuilder table = new StringBuilder("| codec |");
    StringBuilder line = new StringBuilder("|---|---|---|---|---|---|");
    for (String in : IN.values()) {
      table.append(' ').append(in).append(" in |");
      line.append("---|");
    }
    table.append(" RTMP out | HLS out | HLS (fMP4), DASH out | HSS out | HDS out |");
    for (ProgressiveFormat format : ProgressiveFormat.values()) {
      table.append(" .").append(String.join(", .", format.endings())).append(" out |");
      line.append("---|");
    }
    table.append('\n').append(line).append('\n');
    for (Codec codec : Outputs.CODECS) {
      table.append("| ").append(codec.name());
      for (String format : IN.keySet()) {
        table.append(" | ").append(mark(isRead(format, codec)));
      }
      table.append(" | ").append(mark(FlvMuxer.carries(codec)));
      table.append(" | ").append(mark(TsSegmentWriter.carries(codec)));
      table.append(" | ").append(mark(Renditions.carries(codec)));
      table.append(" | ").append(mark(SmoothHandler.carries(codec)));
      table.append(" | ").append(mark(HdsHandler.carries(codec))).append(" |");
      for (ProgressiveFormat format : ProgressiveFormat.values()) {
        table.append(' ').append(mark(format.carries(codec))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static boolean isRead(String format, Codec codec) throws IOException {
    List<String> lines = Files.readAllLines(FORMATS);
    List<String> columns =
        lines.stream()
            .filter(line -> line.startsWith("| | "))
            .map(SupportTableTest::cells)
            .findFirst()
            .orElseThrow();
    List<String> row =
        lines.stream()
            .map(SupportTableTest::cells)
            .filter(cells -> cells.size() == columns.size() && cells.get(1).equals(codec.name()))
            .findFirst()
            .orElseThrow();
    return List.of("both", "read").contains(row.get(columns.indexOf(format)));
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
  }

  private static String mark(boolean carried) {
    return carried ? "yes" : "–";
  }
}
