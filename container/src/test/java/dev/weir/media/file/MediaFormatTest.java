package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFile;
import dev.weir.media.SampleDump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MediaFormatTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  /// Every file of the corpus, by its bytes and by its name.
  static Stream<Path> corpus() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String directory :
        List.of("mp4", "flv", "ts", "rawvideo", "ogg", "wav", "rawaudio", "matroska")) {
      try (Stream<Path> list = Files.list(RESOURCES.resolve(directory))) {
        list.filter(file -> !file.toString().endsWith(".sh"))
            // Frames of free format do not say where the next one is: the name has to.
            .filter(file -> !file.endsWith("free.mp3"))
            .forEach(files::add);
      }
    }
    return files.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void tellsAFormatByItsFirstBytesAsByItsName(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuf start =
        Unpooled.wrappedBuffer(bytes, 0, Math.min(bytes.length, MediaFormat.PROBE_BYTES));
    assertThat(MediaFormat.of(start, ""))
        .isNotNull()
        .isEqualTo(MediaFormat.ofName(file.toString()));
  }

  @Test
  void tellsNothingByNoise() {
    byte[] noise = new byte[MediaFormat.PROBE_BYTES];
    new Random(5).nextBytes(noise);
    for (int length = 0; length < noise.length; length++) {
      assertThat(MediaFormat.of(Unpooled.wrappedBuffer(noise, 0, length), "")).isNull();
    }
  }

  @Test
  void goesByTheNameWhereTheBytesDoNotTell() {
    assertThat(MediaFormat.of(Unpooled.EMPTY_BUFFER, "a.b/film.MOV")).isEqualTo(MediaFormat.MP4);
    assertThat(MediaFormat.of(Unpooled.EMPTY_BUFFER, "notes.txt")).isNull();
    assertThat(MediaFormat.of(Unpooled.EMPTY_BUFFER, "")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"mp4/moov-last.mp4, MP4", "flv/h264-aac.flv, FLV", "ts/h264-aac.ts, TS"})
  void readsAllOfALocalFile(String name, MediaFormat format) throws IOException {
    StringBuilder text = new StringBuilder();
    try (LocalFile source = LocalFile.open(RESOURCES.resolve(name))) {
      format.readAll(source, new SampleDump(text));
    }
    try (MediaFile file = format.open(LocalFile.open(RESOURCES.resolve(name)))) {
      long samples = text.toString().lines().filter(line -> !line.startsWith("track")).count();
      assertThat(samples).isEqualTo(file.index().count()).isPositive();
    }
  }
}
