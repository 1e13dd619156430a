package dev.weir.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MemoryFile;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatroskaVirtualFileTest {
  private static Stream<String> files() {
    return MatroskaFiles.names();
  }

  static byte[] bytes(MatroskaVirtualFile file, long position, int length) throws IOException {
    ByteBuf out = Unpooled.buffer();
    int count;
    try (MatroskaVirtualFile.Reader reader = file.open(position)) {
      count = reader.read(out, length);
    }
    assertThat(out.readableBytes()).isEqualTo(count);
    byte[] bytes = new byte[count];
    out.readBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("files")
  void hasTheSamplesOfTheFileAndTheSizeThatItSays(String name) throws IOException {
    byte[] original = MatroskaFiles.load(name);
    MatroskaVirtualFile file =
        new MatroskaVirtualFile(MemoryFile.of(original, MatroskaDemuxer::new), DocType.MATROSKA);
    byte[] made = bytes(file, 0, Integer.MAX_VALUE);
    assertThat(made.length).isEqualTo(file.sizeBytes());
    List<String> before = samples(MatroskaFiles.dump(original));
    assertThat(samples(MatroskaFiles.dump(made))).isEqualTo(before).isNotEmpty();
  }

  /// Without the track's number, which is another one.
  private static List<String> samples(String dump) {
    return dump.lines()
        .filter(line -> !line.startsWith("track"))
        .map(line -> MatroskaFiles.inMillis(line.substring(line.indexOf(' '))))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webvtt.webm", "srt.mkv", "alaw.mkv"})
  void anyRangeIsThatPartOfTheWhole(String name) throws IOException {
    MatroskaVirtualFile file =
        new MatroskaVirtualFile(
            MemoryFile.of(MatroskaFiles.load(name), MatroskaDemuxer::new), DocType.MATROSKA);
    byte[] whole = bytes(file, 0, Integer.MAX_VALUE);
    for (int from = 0; from <= whole.length; from++) {
      assertThat(bytes(file, from, 64))
          .isEqualTo(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 64)));
    }
    assertThat(bytes(file, whole.length + 1L, 10)).isEmpty();
  }

  @Test
  void leavesOutTracksThatAreNotChosenOrCannotBe() throws IOException {
    MemoryFile source = MemoryFile.of(MatroskaFiles.load("h264-aac.mkv"), MatroskaDemuxer::new);
    List<Track> sound = source.tracks().stream().filter(Track::isAudio).toList();
    MatroskaVirtualFile file = new MatroskaVirtualFile(source, DocType.MATROSKA, sound);
    byte[] whole = bytes(file, 0, Integer.MAX_VALUE);
    assertThat(MatroskaFiles.dump(whole)).contains("track 1 AAC").doesNotContain("H264");
    for (int from = 0; from < whole.length; from += 97) {
      assertThat(bytes(file, from, 5))
          .isEqualTo(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 5)));
    }
    MatroskaVirtualFile webm = new MatroskaVirtualFile(source, DocType.WEBM);
    assertThat(bytes(webm, 0, Integer.MAX_VALUE)).hasSize((int) webm.sizeBytes());
  }

  @Test
  void everyCueIsTheTimeAndPlaceOfAKeyframe() throws IOException {
    MatroskaVirtualFile file =
        new MatroskaVirtualFile(
            MemoryFile.of(MatroskaFiles.load("vp9-opus.webm"), MatroskaDemuxer::new), DocType.WEBM);
    byte[] whole = bytes(file, 0, Integer.MAX_VALUE);
    List<Long> places = places(whole);
    assertThat(places).isNotEmpty();
    for (long place : places) {
      assertThat(Unpooled.wrappedBuffer(whole).getInt((int) place)).isEqualTo(Ids.CLUSTER);
    }
  }

  /// Where in the file the clusters are that its Cues name.
  private static List<Long> places(byte[] file) {
    ByteBuf in = Unpooled.wrappedBuffer(file);
    ElementWalk top = new ElementWalk(in, "file");
    List<Long> places = new ArrayList<>();
    assertThat(top.next() && top.id() == Ids.EBML && top.next() && top.id() == Ids.SEGMENT)
        .isTrue();
    int start = file.length - top.body().readableBytes();
    for (ElementWalk child = new ElementWalk(top.body(), "Segment"); child.next(); ) {
      if (child.id() == Ids.CUES) {
        for (ElementWalk point = new ElementWalk(child.body(), "Cues"); point.next(); ) {
          ByteBuf body = point.body();
          places.add(start + body.getLong(body.writerIndex() - Long.BYTES));
        }
      }
    }
    return places;
  }

  @Test
  void refusesAFileThatIsNotWhatItsIndexSays() {
    MemoryFile source = MemoryFile.of(MatroskaFiles.load("alaw.mkv"), MatroskaDemuxer::new);
    MatroskaVirtualFile file = new MatroskaVirtualFile(source, DocType.MATROSKA);
    source.shorten();
    assertThatThrownBy(() -> bytes(file, 0, Integer.MAX_VALUE))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("its index says");
  }

  @Test
  void webmHasItsOwnCodecsOnly() {
    assertThat(DocType.WEBM.carries(new Codec.G711(true, 8000, 1))).isFalse();
    assertThat(DocType.MATROSKA.carries(new Codec.G711(true, 8000, 1))).isTrue();
  }
}
