package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.MemoryFile;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.FfmpegLog;
import dev.weir.testkit.FfmpegRelease;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every cell of the table of formats and codecs (`docs/formats.md`) is walked: what we write is
/// decoded by others, and what others write is read. One process has all cells of a format.
class FormatMatrixIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double DECODED_SHARE = 0.9; // of sound: what is skipped at its start is not

  @TempDir private Path directory;

  private static List<FormatCell> cells(WrittenFormat format, Predicate<FormatCell> known) {
    return FormatCell.all().filter(cell -> cell.format() == format && known.test(cell)).toList();
  }

  private Path file(int number, WrittenFormat format) {
    return directory.resolve(number + "." + format.ending());
  }

  private void write(List<FormatCell> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      Files.write(file(i, cells.get(i).format()), cells.get(i).write());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JSON")
  void ffmpegDecodesEveryFrameThatWeWrite(WrittenFormat format) throws IOException {
    List<FormatCell> cells = cells(format, FormatPeers::ffmpegReads);
    write(cells);
    List<String> sources = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      sources.addAll(List.of("-i", cells.get(i).clip().file().toString()));
      written.addAll(List.of("-i", file(i, format).toString()));
    }
    for (int i = 0; i < cells.size(); i++) {
      String stream = cells.get(i).clip().selector();
      sources.addAll(List.of("-map", i + ":" + stream));
      written.addAll(List.of("-map", i + ":" + stream));
    }
    Frames expected = decode(sources);
    Frames found = decode(written);
    for (int i = 0; i < cells.size(); i++) {
      assertSame(cells.get(i), expected.ofStream(i), found.ofStream(i));
    }
  }

  private static Frames decode(List<String> inputs) {
    List<String> command = new ArrayList<>(FfmpegRelease.RECENT.command());
    command.addAll(List.of("-copyts"));
    command.addAll(inputs);
    command.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base:v", "demux"));
    // Text has no decoded form that could be compared.
    command.addAll(List.of("-c:s", "copy", "-f", "framehash", "-hash", "md5", "-"));
    try (ChildProcess process = ChildProcess.start(command)) {
      int exitCode = process.awaitEnd(LIMIT);
      assertThat(new FfmpegLog(process.log()).errors()).isEmpty();
      assertThat(exitCode).isZero();
      return Frames.parse(process.output());
    }
  }

  private static void assertSame(
      FormatCell cell, List<Frames.Frame> expected, List<Frames.Frame> found) {
    switch (cell.clip().codec()) {
      case Codec.Video _ -> assertThat(hashes(found)).as("%s", cell).isEqualTo(hashes(expected));
      // What is cut off at the end of sound only some containers can say.
      case Codec.Audio _ ->
          assertThat(bytes(found)).as("%s", cell).isGreaterThanOrEqualTo(bytes(expected));
      // Where nothing is shown, MP4 has samples too.
      case Codec.Text _, Codec.Data _ ->
          assertThat(found)
              .as("%s", cell)
              .hasSizeGreaterThanOrEqualTo(cell.clip().samples().size());
    }
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  private static int bytes(List<Frames.Frame> frames) {
    return frames.stream().mapToInt(Frames.Frame::sizeBytes).sum();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"JSON", "SUBRIP", "WEBVTT"})
  void gstreamerDecodesEveryFrameThatWeWrite(WrittenFormat format) throws IOException {
    List<FormatCell> cells =
        cells(format, cell -> FormatPeers.gstreamerReads(cell) && !isText(cell));
    write(cells);
    List<String> pipeline = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      pipeline.addAll(List.of("filesrc", "location=" + file(i, format), "!", "decodebin", "!"));
      pipeline.addAll(
          cells.get(i).clip().codec() instanceof Codec.Video
              ? List.of("videoconvert", "!", "videoanalyse", "name=c" + i)
              : List.of("audioconvert", "!", "level", "interval=100000000", "name=c" + i));
      pipeline.addAll(List.of("!", "fakesink", "sync=false"));
    }
    try (GStreamer player = GStreamer.start(pipeline.toArray(String[]::new))) {
      Played all = player.awaitEnd(LIMIT);
      assertThat(all.errors()).isEmpty();
      assertThat(all.ended()).isTrue();
      for (int i = 0; i < cells.size(); i++) {
        assertAll(cells.get(i), player.played("c" + i));
      }
    }
  }

  private static boolean isText(FormatCell cell) {
    return cell.clip().codec() instanceof Codec.Text;
  }

  /// Text has no decoded form: GStreamer makes SubRip of it.
  @ParameterizedTest
  @EnumSource(names = {"MP4_LIVE", "MATROSKA_LIVE", "MATROSKA_FILE", "SUBRIP", "WEBVTT"})
  void gstreamerReadsEveryCueThatWeWrite(WrittenFormat format) throws IOException {
    List<FormatCell> cells =
        cells(format, cell -> FormatPeers.gstreamerReads(cell) && isText(cell));
    write(cells);
    List<String> pipeline = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      pipeline.addAll(List.of("filesrc", "location=" + file(i, format), "!"));
      pipeline.addAll(FormatPeers.gstreamerTextReader(cells.get(i)));
      pipeline.addAll(List.of("!", "srtenc", "!", "filesink", "location=" + cues(i)));
    }
    try (GStreamer reader = GStreamer.start(pipeline.toArray(String[]::new))) {
      assertThat(reader.awaitEnd(LIMIT).errors()).isEmpty();
    }
    for (int i = 0; i < cells.size(); i++) {
      FormatCell cell = cells.get(i);
      MemoryFile read = cell.clip().in(Files.readAllBytes(cues(i)), "srt");
      FormatCell.assertSame(cell, read, FormatCell.Writer.OTHERS);
    }
  }

  private Path cues(int number) {
    return directory.resolve(number + ".cues");
  }

  private static void assertAll(FormatCell cell, Played played) {
    if (cell.clip().codec() instanceof Codec.Video) {
      assertThat(played.pictures()).as("%s", cell).hasSameSizeAs(cell.clip().samples());
    } else {
      assertThat((double) played.soundMicros())
          .as("%s", cell)
          .isGreaterThanOrEqualTo(DECODED_SHARE * cell.clip().durationMicros());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JSON")
  void readsEverySampleThatFfmpegWrites(WrittenFormat format) throws IOException {
    List<FormatCell> cells = cells(format, FormatPeers::ffmpegWrites);
    List<String> command = new ArrayList<>(FfmpegRelease.RECENT.command());
    command.add("-copyts");
    cells.forEach(cell -> command.addAll(List.of("-i", cell.clip().file().toString())));
    for (int i = 0; i < cells.size(); i++) {
      command.addAll(List.of("-map", i + ":" + cells.get(i).clip().selector(), "-c", "copy"));
      command.addAll(FormatPeers.ffmpegMuxer(format));
      command.add(file(i, format).toString());
    }
    try (ChildProcess process = ChildProcess.start(command)) {
      assertThat(process.awaitEnd(LIMIT)).as("%s", process.log()).isZero();
    }
    assertRead(cells);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FLV",
        "MP4_LIVE",
        "MP4_FILE",
        "TS",
        "MATROSKA_FILE",
        "WEBM_FILE",
        "OGG_FILE",
        "WAV",
        "MP3",
        "ADTS",
        "FLAC",
        "H264",
        "H265",
        "SUBRIP",
        "WEBVTT"
      })
  void readsEverySampleThatGstreamerWrites(WrittenFormat format) throws IOException {
    List<FormatCell> cells = cells(format, FormatPeers::gstreamerWrites);
    List<String> pipeline = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Clip clip = cells.get(i).clip();
      WrittenFormat form = FormatPeers.gstreamerSource(cells.get(i));
      Path source = directory.resolve("source" + i + "." + form.ending());
      Files.write(source, form.write(clip.track(), clip.samples()));
      String reader = form == WrittenFormat.SUBRIP ? "subparse" : "parsebin";
      pipeline.addAll(List.of("filesrc", "location=" + source, "!", reader, "!"));
      pipeline.addAll(FormatPeers.gstreamerParser(clip.codec()));
      pipeline.addAll(FormatPeers.gstreamerMuxer(format));
      pipeline.addAll(List.of("!", "filesink", "location=" + file(i, format)));
    }
    try (GStreamer writer = GStreamer.start(pipeline.toArray(String[]::new))) {
      assertThat(writer.awaitEnd(LIMIT).errors()).isEmpty();
    }
    assertRead(cells);
  }

  private void assertRead(List<FormatCell> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      FormatCell cell = cells.get(i);
      byte[] bytes = Files.readAllBytes(file(i, cell.format()));
      MemoryFile read = cell.clip().in(bytes, cell.format().ending());
      FormatCell.assertSame(cell, read, FormatCell.Writer.OTHERS);
    }
  }
}
