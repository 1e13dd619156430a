package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    return Files.copy(SampleMedia.H264_AAC.file(), folder.resolve(name));
  }

  private static int samples(Path file) throws IOException {
    try (MediaFile media = FileSource.open(file).media();
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
    try (MediaFile film = FileSource.open(copy("film.flv")).media()) {
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
    try (MediaFile media = FileSource.open(file).media()) {
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

  @Test
  void saysWhatCannotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "milk, eggs");
    assertThatThrownBy(() -> FileSource.open(file)).isInstanceOf(UnsupportedMediaException.class);
    Path empty = Files.writeString(folder.resolve("empty.mp4"), "");
    assertThatThrownBy(() -> FileSource.open(empty)).hasMessageContaining("moov");
  }
}
