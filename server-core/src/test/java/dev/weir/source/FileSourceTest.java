package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Codec;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.stream.OnDemandSource;
import dev.weir.testkit.SampleMedia;
import dev.weir.ts.TsDemuxer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    return Files.copy(SampleMedia.H264_AAC.file(), folder.resolve(name));
  }

  private static int samples(Path file) throws IOException {
    try (MediaFile media = FileSource.open(file, TsDemuxer.ANY_PROGRAM).media();
        MediaFile.Cursor cursor = media.open(0)) {
      Counter counter = new Counter();
      while (cursor.read(counter)) {
        // Counted.
      }
      assertThat(counter.samples).isEqualTo(media.index().count());
      return counter.samples;
    }
  }

  private static final class Counter implements TrackSink {
    private int samples;

    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {
      samples++;
    }
  }

  @Test
  void savesTheIndexOfAFileThatHasNone() throws IOException {
    Path file = copy("film.flv");
    int first = samples(file);
    assertThat(first).isGreaterThan(500);
    assertThat(folder.resolve("film.flv.weirindex")).isRegularFile();
    assertThat(samples(file)).isEqualTo(first);
  }

  @Test
  void theIndexThatIsSavedTakesNoHeap() throws IOException {
    try (MediaFile film = FileSource.open(copy("film.flv"), TsDemuxer.ANY_PROGRAM).media()) {
      assertThat(film.index().entries().isDirect()).isTrue();
    }
  }

  @Test
  void readsASavedIndexInsteadOfTheFile() throws IOException {
    Path file = copy("film.flv");
    int count = samples(file);
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    // Of the same size and time, and no film any more: who does not read it does not notice.
    byte[] ruined = bytes.clone();
    java.util.Arrays.fill(ruined, 5000, ruined.length, (byte) 0);
    Files.write(file, ruined);
    Files.setLastModifiedTime(file, time);
    try (MediaFile media = FileSource.open(file, TsDemuxer.ANY_PROGRAM).media()) {
      assertThat(media.index().count()).isEqualTo(count);
    }
  }

  @Test
  void anIndexOfAnotherFileDoesNotCount() throws IOException {
    Path file = copy("film.flv");
    int count = samples(file);
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 100_000));
    assertThat(samples(file)).isLessThan(count);
    Files.copy(
        SampleMedia.H264_AAC.file(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(samples(file)).isEqualTo(count);
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    Path file = copy("film.flv");
    int count = samples(file);
    Path index = folder.resolve("film.flv.weirindex");
    byte[] damaged = Files.readAllBytes(index);
    damaged[damaged.length / 2]++;
    Files.write(index, damaged);
    assertThat(samples(file)).isEqualTo(count);
    Files.write(index, new byte[3]);
    assertThat(samples(file)).isEqualTo(count);
    assertThat(Files.size(index)).isEqualTo(damaged.length);
  }

  @Test
  void aFolderThatCannotBeWrittenToIsFine() throws IOException {
    Path file = copy("film.flv");
    Files.createDirectory(folder.resolve("film.flv.weirindex"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThat(samples(file)).isGreaterThan(500);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  private OnDemandSource.Opened program(String source) throws IOException {
    return new FileSource()
        .open(new StreamName("mux", ""), StreamSource.parse(folder + "/" + source).orElseThrow())
        .orElseThrow();
  }

  private List<Codec.Kind> kinds(String source) throws IOException {
    try (MediaFile media = program(source).media()) {
      return media.tracks().stream().map(track -> track.codec().kind()).toList();
    }
  }

  private Path twoPrograms() throws IOException {
    return Files.copy(
        Path.of("..", "container", "src", "test", "resources", "ts", "two-programs.ts"),
        folder.resolve("mux.ts"));
  }

  @Test
  void readsTheProgramThatIsAskedForAndKeepsAnIndexOfEach() throws IOException {
    twoPrograms();
    for (String time : List.of("first", "with the index that is kept")) {
      assertThat(kinds("mux.ts")).as(time).containsExactly(Codec.Kind.AUDIO);
      assertThat(kinds("mux.ts#program=2"))
          .as(time)
          .containsExactly(Codec.Kind.VIDEO, Codec.Kind.AUDIO);
      assertThat(kinds("mux.ts#program=1")).as(time).containsExactly(Codec.Kind.AUDIO);
      assertThat(kinds("mux.ts#program=3")).as(time).isEmpty();
    }
    for (String index : List.of("", ".1", ".2", ".3")) {
      assertThat(folder.resolve("mux.ts.weirindex" + index)).isRegularFile();
    }
  }

  @Test
  void readsTheProgramThatIsAskedForFromAnyPlace() throws IOException {
    twoPrograms();
    try (MediaFile media = program("mux.ts#program=2").media()) {
      int middle = media.index().count() / 2;
      try (MediaFile.Cursor cursor = media.open(middle)) {
        Counter counter = new Counter();
        while (cursor.read(counter)) {
          // Counted.
        }
        assertThat(counter.samples).isPositive().isEqualTo(media.index().count() - middle);
      }
    }
  }

  @Test
  void onlyTransportStreamsHavePrograms() throws IOException {
    copy("film.flv");
    assertThatThrownBy(() -> program("film.flv#program=2"))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("program 2");
  }

  @Test
  void deletesTheIndexesOfAllProgramsWithTheFile() throws IOException {
    twoPrograms();
    kinds("mux.ts");
    kinds("mux.ts#program=2");
    Path other = Files.createFile(folder.resolve("mux.ts.weirindex.flv"));
    StreamSource source = StreamSource.parse(folder + "/mux.ts#program=1").orElseThrow();
    assertThat(new FileSource().delete(new StreamName("mux", ""), source)).isEqualTo(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(other);
    }
  }

  @Test
  void saysWhatCannotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "milk, eggs");
    assertThatThrownBy(() -> FileSource.open(file, TsDemuxer.ANY_PROGRAM))
        .isInstanceOf(UnsupportedMediaException.class);
    Path empty = Files.writeString(folder.resolve("empty.mp4"), "");
    assertThatThrownBy(() -> FileSource.open(empty, TsDemuxer.ANY_PROGRAM))
        .hasMessageContaining("moov");
  }
}
