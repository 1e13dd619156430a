package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/formats.md` says what the code decides and the corpus shows; `-Dgolden.update` writes its
/// tables anew.
class FormatTableTest {
  private static final Path PAGE = Path.of("..", "docs", "formats.md");
  private static final String START = "<!-- format-table -->\n";
  private static final String END = "<!-- /format-table -->";

  @Test
  void thePageSaysWhatIsReadAndWritten() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(START) + START.length();
    if (System.getProperty("golden.update") != null) {
      page = page.substring(0, start) + tables() + page.substring(page.indexOf(END));
      Files.writeString(PAGE, page);
    }
    assertThat(page.substring(start, page.indexOf(END))).isEqualTo(tables());
  }

  private static String tables() throws IOException {
    Set<String> read = readCells();
    Set<String> written = FormatCell.all().map(FormatCell::name).collect(Collectors.toSet());
    List<String> columns =
        Stream.of(WrittenFormat.values()).map(WrittenFormat::column).distinct().toList();
    Set<String> rows =
        Clip.all().stream().map(Clip::label).collect(Collectors.toCollection(LinkedHashSet::new));
    StringBuilder text = new StringBuilder();
    text.append("| | ").append(String.join(" | ", columns)).append(" |\n|---|");
    text.append("---|".repeat(columns.size())).append('\n');
    for (String row : rows) {
      text.append("| ").append(row);
      for (String column : columns) {
        String cell = column + " " + row;
        // What is written of a codec is read again: FormatRoundTripTest. JSON is only written.
        boolean isWritten = written.contains(cell);
        boolean isRead = read.contains(cell) || (isWritten && !column.equals("JSON"));
        text.append(" | ").append(isRead ? isWritten ? "both" : "read" : isWritten ? "write" : "–");
      }
      text.append(" |\n");
    }
    text.append("\nNot tried with FFmpeg 8.1, which cannot read it: ");
    text.append(list(FormatPeers.FFMPEG_CANNOT_READ));
    text.append(".\n\nNot tried with GStreamer 1.22, which cannot read it: ");
    text.append(list(FormatPeers.GSTREAMER_CANNOT_READ)).append(".\n");
    text.append(browser("Chromium", FormatPeers.CHROMIUM_PLAYS));
    return text.append(browser("Firefox", FormatPeers.FIREFOX_PLAYS)).toString();
  }

  private static String browser(String name, Map<String, String> plays) {
    return plays.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey() + " with " + each.getValue())
        .collect(Collectors.joining("; ", "\n" + name + " plays ", ".\n"));
  }

  private static String list(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /// What files of other programs hold that Weir reads.
  private static Set<String> readCells() throws IOException {
    Set<String> cells = new TreeSet<>();
    for (Path file : MediaFormatTest.corpus().toList()) {
      for (Track track : Clip.read(Files.readAllBytes(file), file.toString()).tracks()) {
        cells.add(column(file.toString()) + " " + Clip.label(track.codec()));
      }
    }
    return cells;
  }

  private static String column(String name) {
    MediaFormat format = MediaFormat.ofName(name);
    if (format == null) {
      throw new AssertionError(name);
    }
    return switch (format) {
      case MATROSKA -> name.endsWith("webm") ? "WebM" : "Matroska";
      case OGG -> "Ogg";
      case HEVC, H264 -> "Annex B";
      case SUBRIP -> "SubRip";
      case WEBVTT -> "WebVTT";
      case MP4, FLV, WAV, FLAC, IVF, TS, ADTS, MP3, OBU -> format.name();
    };
  }
}
