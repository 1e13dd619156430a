package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs that check files, each of its own format, find nothing wrong with what we write.
class CheckersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static Stream<FormatCell> cells(WrittenFormat format) {
    return FormatCell.all().filter(cell -> cell.format() == format);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JSON")
  void findNothingWrong(WrittenFormat format) throws IOException {
    for (FormatCell cell : cells(format).toList()) {
      Path file = Files.write(directory.resolve(cell.clip() + "." + format.ending()), cell.write());
      for (List<String> checker : checkers(cell, file.toString())) {
        run(cell, checker);
      }
      assertThat(run(cell, mediaInfo(file))).as("%s by mediainfo", cell).isNotBlank();
      if (format.column().equals("WebM") && !(cell.clip().codec() instanceof Codec.Text)) {
        assertThat(run(cell, webmInfo(file)).lines().filter(line -> line.contains("Block: type:")))
            .as("blocks of %s that libwebm finds", cell)
            .hasSameSizeAs(cell.clip().samples());
      }
    }
  }

  private static List<String> mediaInfo(Path file) {
    return List.of(Tool.MEDIAINFO.path().toString(), "--Inform=General;%Format%", file.toString());
  }

  /// It ends well where a file is cut off, too: what it finds counts. It finds no text.
  private static List<String> webmInfo(Path file) {
    return List.of(Tool.WEBM_INFO.path().toString(), "-clusters", "-blocks", "-i", file.toString());
  }

  private static String run(FormatCell cell, List<String> command) {
    try (ChildProcess process = ChildProcess.start(command)) {
      assertThat(process.awaitEnd(LIMIT))
          .as("%s by %s: %s %s", cell, command, process.output(), process.log())
          .isZero();
      return String.join("\n", process.output());
    }
  }

  private static List<List<String>> checkers(FormatCell cell, String file) {
    Codec codec = cell.clip().codec();
    return switch (cell.format()) {
      case FLV -> isOldFlv(codec) ? List.of(checker(Tool.FLVMETA, "-C", file)) : List.of();
      case TS -> List.of(checker(Tool.TSREPORT, "-b", file));
      // Writes it anew; ends with 1 if anything seemed odd.
      case MATROSKA_LIVE, MATROSKA_FILE, WEBM_LIVE, WEBM_FILE ->
          List.of(checker(Tool.MKVMERGE, "-q", "-o", file + ".mkv", file));
      case OGG_FILE ->
          codec instanceof Codec.Opus
              ? List.of(
                  checker(Tool.OGGZ_VALIDATE, file),
                  checker(Tool.OGGINFO, file),
                  checker(Tool.OPUSINFO, file))
              : List.of(checker(Tool.OGGZ_VALIDATE, file), checker(Tool.OGGINFO, file));
      case WAV, MP3 -> isOfSox(codec) ? List.of(checker(Tool.SOX, file, "-n")) : List.of();
      case FLAC -> List.of(checker(Tool.FLAC, "-t", "-s", file));
      // A live stream has no last page, which these two miss; the others have no checker.
      case OGG_LIVE, MP4_LIVE, MP4_FILE, ADTS, H264, H265, IVF, SUBRIP, WEBVTT, JSON -> List.of();
    };
  }

  private static List<String> checker(Tool tool, String... arguments) {
    return Stream.concat(Stream.of(tool.path().toString()), Stream.of(arguments)).toList();
  }

  /// What flvmeta knows: it takes the enhanced form for damage.
  private static boolean isOldFlv(Codec codec) {
    return switch (codec) {
      case Codec.Avc _, Codec.OtherVideo _, Codec.Aac _, Codec.Mp3 _, Codec.OtherAudio _ -> true;
      case Codec.G711 _ -> true;
      default -> false;
    };
  }

  /// SoX reads no MPEG audio of layer II, and none in WAV.
  private static boolean isOfSox(Codec codec) {
    return !(codec instanceof Codec.Mp3);
  }
}
