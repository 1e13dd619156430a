package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.MemoryFile;
import dev.weir.media.MemorySource;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.VirtualFile;
import dev.weir.media.file.Excerpt;
import dev.weir.media.file.LocalFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4ReheadedFileTest {
  private static final Track VIDEO = Track.of(1, Codecs.AVC);
  private static final Track AUDIO = Track.of(2, Codecs.AAC);

  private static Set<Integer> all(MediaFile file) {
    return file.tracks().stream().map(Track::id).collect(Collectors.toSet());
  }

  private static Mp4ReheadedFile reheaded(MediaFile file) throws IOException {
    return Objects.requireNonNull(Mp4ReheadedFile.of(file, all(file)));
  }

  private static byte[] read(VirtualFile file, long from, int bytes) throws IOException {
    ByteBuf out = Unpooled.buffer();
    try (VirtualFile.Reader reader = file.open(from)) {
      while (out.readableBytes() < bytes
          && reader.read(out, Math.min(1000, bytes - out.readableBytes())) > 0) {
        // Until all is there.
      }
    }
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] whole(VirtualFile file) throws IOException {
    return read(file, 0, (int) file.sizeBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"moov-first.mp4", "moov-last.mp4", "hevc.mp4", "av1-opus.mp4", "delayed.mp4"})
  void hasTheSamplesThatAFileInGroupsHas(String name) throws IOException {
    MediaFile file = Mp4File.open(new MemorySource(Mp4Files.load(name)));
    byte[] bytes = whole(reheaded(file));
    assertThat(BoxTree.names(Unpooled.wrappedBuffer(bytes))).startsWith("ftyp moov(");
    assertThat(Mp4Files.dump(bytes))
        .isEqualTo(Mp4Files.dump(whole(Mp4VirtualFile.of(file, all(file)))));
  }

  @Test
  void aPartOfTheTimeIsAStretchToo() throws IOException {
    MediaFile film = Mp4File.open(new MemorySource(Mp4Files.load("moov-first.mp4")));
    MediaFile part = Excerpt.of(film, 1_000_000, 2_000_000);
    assertThat(part.index().count()).isLessThan(film.index().count());
    assertThat(Mp4Files.dump(whole(reheaded(part))))
        .isEqualTo(Mp4Files.dump(whole(Mp4VirtualFile.of(part, all(part)))));
  }

  @Test
  void everyRangeHasTheBytesOfTheWholeAndLiesWhereItSays() throws IOException {
    try (LocalFile source = LocalFile.open(Mp4Files.DIRECTORY.resolve("moov-last.mp4"))) {
      Mp4ReheadedFile file = reheaded(Mp4File.open(source));
      byte[] whole = whole(file);
      Random random = new Random(7);
      int inPlace = 0;
      for (int i = 0; i < 300; i++) {
        int from = random.nextInt(whole.length);
        int bytes = random.nextInt(whole.length - from) + 1;
        ByteBuf expected = Unpooled.wrappedBuffer(whole, from, bytes);
        assertThat(Unpooled.wrappedBuffer(read(file, from, bytes))).isEqualTo(expected);
        VirtualFile.Extent extent = file.extent(from);
        if (extent != null) {
          assertThat(extent.bytes()).isEqualTo(whole.length - from);
          ByteBuffer there = ByteBuffer.allocate(bytes);
          extent.file().read(there, extent.position());
          assertThat(Unpooled.wrappedBuffer(there.flip())).isEqualTo(expected);
          inPlace++;
        }
      }
      assertThat(inPlace).isPositive();
      assertThat(file.extent(0)).isNull();
      assertThat(file.extent(whole.length)).isNull();
    }
  }

  @Test
  void noTrackIsSentThatIsNotWanted() throws IOException {
    MediaFile file = Mp4File.open(new MemorySource(Mp4Files.load("moov-first.mp4")));
    assertThat(Mp4ReheadedFile.of(file, Set.of(1))).isNull();
  }

  @Test
  void samplesThatAreNotStoredAsTheyArePlayedAreNotSentInPlace() throws IOException {
    MemoryFile elsewhere = new MemoryFile(List.of(VIDEO), List.of());
    assertThat(Mp4ReheadedFile.of(elsewhere, Set.of(1))).isNull();
  }

  /// A file of 4 bytes a sample of which only the index is read.
  private record Laid(List<Track> tracks, SampleIndex index) implements MediaFile {
    @Override
    public ByteSource payloads() {
      return new MemorySource(new byte[0]);
    }

    @Override
    public Cursor open(int firstSample) {
      throw new AssertionError("nothing of it is to be read");
    }

    @Override
    public void close() {}
  }

  /// Twenty seconds of pictures and sound, each sample of a track `stride` bytes after the last.
  private static MediaFile laid(long audioAt, int stride) {
    SampleIndex.Builder index = new SampleIndex.Builder(1000);
    for (int i = 0; i < 500; i++) {
      index.add((long) i * stride, i * 40_000L, 0, 4, 1, true);
      index.add(audioAt + (long) i * stride, i * 40_000L, 0, 4, 2, true);
    }
    return new Laid(List.of(VIDEO, AUDIO), index.build());
  }

  @Test
  void aFileMustBeInterleavedAndFullOfMedia() throws IOException {
    assertThat(Mp4ReheadedFile.of(laid(4, 8), Set.of(1, 2))).isNotNull();
    // All of the sound after all of the pictures.
    assertThat(Mp4ReheadedFile.of(laid(2000, 4), Set.of(1, 2))).isNull();
    // Something else between them.
    assertThat(Mp4ReheadedFile.of(laid(4, 9), Set.of(1, 2))).isNull();
    // Samples that share bytes.
    assertThat(Mp4ReheadedFile.of(laid(2, 8), Set.of(1, 2))).isNull();
  }
}
