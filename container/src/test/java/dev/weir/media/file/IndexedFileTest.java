package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.flv.FlvReader;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.MemorySource;
import dev.weir.media.SampleDump;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedFileTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  private static byte[] load(String name) throws IOException {
    return Files.readAllBytes(RESOURCES.resolve(name));
  }

  private static String dump(MediaFile file, int first) throws IOException {
    StringBuilder text = new StringBuilder();
    SampleDump dump = new SampleDump(text);
    try (MediaFile.Cursor cursor = file.open(first)) {
      while (cursor.read(dump)) {
        // Until there are no more.
      }
    }
    return text.toString();
  }

  private static MediaFile open(String name) throws IOException {
    MediaFormat format = Objects.requireNonNull(MediaFormat.ofName(name));
    return IndexedFile.read(new MemorySource(load(name)), format::demuxer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flv/h264-aac.flv",
        "flv/speex.flv",
        "mp4/moov-first.mp4",
        "mp4/fragmented.mp4",
      })
  void startsAtAnySample(String name) throws IOException {
    MediaFile file = open(name);
    String whole = dump(file, 0);
    assertThat(whole.lines().count()).isEqualTo(file.index().count()).isPositive();
    for (int first = 0; first <= file.index().count(); first++) {
      String rest = dump(file, first);
      assertThat(whole).endsWith(rest);
      assertThat(rest.lines().count()).isEqualTo(file.index().count() - first);
    }
  }

  /// Of bare sound that is longer than what is read to know its tracks.
  @Test
  void startsAnywhereInSoundWithoutTimes() throws IOException {
    try (MediaFile file = MediaFormat.MP3.open(LocalFile.open(SampleMedia.MP3_ONLY.file()))) {
      String all = dump(file, 0);
      for (int first = 1; first < file.index().count(); first += 11) {
        assertThat(all).as("from sample %d", first).endsWith(dump(file, first));
      }
    }
  }

  @Test
  void keepsItsTracksAndSamplesWhenItIsStored() throws IOException {
    byte[] bytes = load("flv/h264-aac.flv");
    IndexedFile file = IndexedFile.read(new MemorySource(bytes), FlvReader::new);
    ByteBuffer out = file.storedIndex().stored(bytes.length, 1234).nioBuffer();

    StoredIndex stored = Objects.requireNonNull(StoredIndex.read(out, bytes.length, 1234));

    assertThat(stored.tracks()).isEqualTo(file.tracks());
    MediaFile again = new IndexedFile(new MemorySource(bytes), FlvReader::new, stored);
    assertThat(dump(again, 5)).isEqualTo(dump(file, 5));
  }

  @Test
  void playsAFileToWhereItIsDamaged() throws IOException {
    byte[] bytes = load("flv/h264-aac.flv");
    IndexedFile whole = IndexedFile.read(new MemorySource(bytes), FlvReader::new);
    int broken = (int) whole.index().position(20);
    bytes = bytes.clone();
    Arrays.fill(bytes, broken, broken + 11, (byte) 0xFF);
    IndexedFile file = IndexedFile.read(new MemorySource(bytes), FlvReader::new);
    assertThat(file.index().count()).isEqualTo(20);
    assertThat(dump(file, 3))
        .isEqualTo(dump(whole, 3).lines().limit(17).map(l -> l + "\n").reduce("", String::concat));
  }

  @Test
  void noticesThatTheFileIsAnother() throws IOException {
    IndexedFile file = IndexedFile.read(new MemorySource(load("flv/h264-aac.flv")), FlvReader::new);
    MediaFile other =
        new IndexedFile(
            new MemorySource(load("flv/h263-mp3.flv")), FlvReader::new, file.storedIndex());
    assertThatThrownBy(() -> dump(other, 0))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("not what its index says");
  }

  @Test
  void throwsWhatTheReaderThrowsIfThereIsNoSampleAtAll() {
    assertThatThrownBy(() -> IndexedFile.read(new MemorySource(new byte[100]), FlvReader::new))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void emptyBufferIsNoStoredIndex() {
    assertThatThrownBy(() -> StoredIndex.read(ByteBuffer.allocate(0), 0, 0))
        .isInstanceOf(MalformedMediaException.class);
  }
}
