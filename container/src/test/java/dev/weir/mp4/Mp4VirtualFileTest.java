package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Cue;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Mp4VirtualFileTest {
  private static final Track VIDEO = Track.of(1, Codecs.AVC);
  private static final Track AUDIO = Track.of(2, Codecs.AAC);
  private static final Track TEXT = Track.of(3, Codecs.WEBVTT);
  private static final int PICTURES = 100;
  private static final int SOUNDS = 190;

  private static Sample picture(int number) {
    ByteBuf payload = Unpooled.buffer().writeInt(number).writeZero(number % 7);
    return new Sample(1, number * 40_000L, number % 3 == 0 ? 0 : 40_000, number % 25 == 0, payload);
  }

  private static Sample sound(int number) {
    return new Sample(2, number * 21_333L - 21_333, 0, true, Unpooled.buffer().writeShort(number));
  }

  private static Sample cue(long ptsMicros, int durationMillis, String text) {
    ByteBuf payload = Unpooled.buffer();
    new Cue(durationMillis, text).write(payload);
    return new Sample(3, ptsMicros, 0, true, payload);
  }

  private static List<Sample> media() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      samples.add(picture(i));
    }
    for (int i = 0; i < SOUNDS; i++) {
      samples.add(sound(i));
    }
    return samples;
  }

  private static MemoryFile interleaved() {
    List<Sample> samples = media();
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
    return new MemoryFile(List.of(VIDEO, AUDIO), samples);
  }

  private static ByteBuf read(Mp4VirtualFile file, long from, long to) throws IOException {
    ByteBuf out = Unpooled.buffer();
    try (Mp4VirtualReader reader = file.open(from)) {
      while (reader.position() < to) {
        int wanted = (int) Math.min(1000, to - reader.position());
        assertThat(reader.read(out, wanted)).isBetween(1, wanted);
      }
    }
    return out;
  }

  private static ByteBuf whole(Mp4VirtualFile file) throws IOException {
    return read(file, 0, file.sizeBytes());
  }

  private static List<Octets> payloads(List<Sample> samples, int trackId) {
    return samples.stream()
        .filter(sample -> sample.trackId() == trackId)
        .map(sample -> Octets.copyOf(sample.payload()))
        .toList();
  }

  @Test
  void isAPlainFileWithTheMovieInFront() throws IOException {
    ByteBuf bytes = whole(Mp4VirtualFile.of(interleaved(), Set.of(1, 2)));
    assertThat(BoxTree.names(bytes)).matches("ftyp moov\\(mvhd trak\\(.*\\) trak\\(.*\\)\\) mdat");
    assertThat(PlainFile.payloads(bytes, 0)).isEqualTo(payloads(media(), 1));
    assertThat(PlainFile.payloads(bytes, 1)).isEqualTo(payloads(media(), 2));
  }

  @Test
  void tablesSayTimesAndKeyframes() throws IOException {
    ByteBuf bytes = whole(Mp4VirtualFile.of(interleaved(), Set.of(1, 2)));
    String stbl = "moov/trak/mdia/minf/stbl/";
    assertThat(BoxTree.octets(bytes, stbl + "stts"))
        .isEqualTo(Octets.ofHex("00000000 00000001 00000064 00000e10"));
    assertThat(BoxTree.octets(bytes, stbl + "stss"))
        .isEqualTo(Octets.ofHex("00000000 00000004 00000001 0000001a 00000033 0000004c"));
    assertThat(BoxTree.octets(bytes, stbl + "ctts").slice(0, 24))
        .isEqualTo(Octets.ofHex("01000000 00000043 00000001 00000000 00000002 00000e10"));
    // Sound that starts before 0 is decoded and not played.
    assertThat(BoxTree.octets(bytes, "moov/trak/edts/elst"))
        .isEqualTo(Octets.ofHex("01000000 00000001 00000000003d85c2 0000000000000400 00010000"));
    assertThat(BoxTree.find(bytes, "moov/mvhd").getLong(24)).isEqualTo(4_031_938);
  }

  @Test
  void everyRangeHasTheBytesOfTheWhole() throws IOException {
    Mp4VirtualFile file = Mp4VirtualFile.of(interleaved(), Set.of(1, 2));
    ByteBuf whole = whole(file);
    assertThat(whole.readableBytes()).isEqualTo(file.sizeBytes());
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(whole.readableBytes());
      int to = from + random.nextInt(whole.readableBytes() - from + 1);
      assertThat(read(file, from, to)).isEqualTo(whole.slice(from, to - from));
    }
    try (Mp4VirtualReader reader = file.open(file.sizeBytes())) {
      assertThat(reader.read(Unpooled.buffer(), 10)).isZero();
    }
    assertThatThrownBy(() -> file.open(file.sizeBytes() + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileInGoodOrderIsReadInOneGo() throws IOException {
    MemoryFile media = interleaved();
    whole(Mp4VirtualFile.of(media, Set.of(1, 2)));
    assertThat(media.opened()).isEqualTo(1);
  }

  @Test
  void tracksFarApartAreInterleaved() throws IOException {
    MemoryFile media = new MemoryFile(List.of(VIDEO, AUDIO), media());
    ByteBuf bytes = whole(Mp4VirtualFile.of(media, Set.of(1, 2)));
    assertThat(PlainFile.payloads(bytes, 0)).isEqualTo(payloads(media(), 1));
    assertThat(PlainFile.payloads(bytes, 1)).isEqualTo(payloads(media(), 2));
    String stco = "moov/trak/mdia/minf/stbl/stco";
    ByteBuf sounds = BoxTree.all(bytes, stco).get(1);
    ByteBuf pictures = BoxTree.all(bytes, stco).get(0);
    assertThat(sounds.getInt(8)).isLessThan(pictures.getInt(12));
  }

  @Test
  void tracksThatAreNotChosenAreLeftOut() throws IOException {
    ByteBuf bytes = whole(Mp4VirtualFile.of(interleaved(), Set.of(2, 9)));
    assertThat(BoxTree.all(bytes, "moov/trak")).hasSize(1);
    assertThat(PlainFile.payloads(bytes, 0)).isEqualTo(payloads(media(), 2));
    assertThatThrownBy(() -> Mp4VirtualFile.of(interleaved(), Set.of(9)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileThatStartsLaterStartsAtZero() throws IOException {
    List<Sample> later =
        media().stream()
            .map(s -> new Sample(s.trackId(), s.dtsMicros() + 9_000_000, 0, true, s.payload()))
            .sorted(Comparator.comparingLong(Sample::dtsMicros))
            .toList();
    ByteBuf bytes =
        whole(Mp4VirtualFile.of(new MemoryFile(List.of(VIDEO, AUDIO), later), Set.of(1, 2)));
    // The picture comes 21 ms after the sound.
    assertThat(BoxTree.octets(bytes, "moov/trak/edts/elst").slice(8, 28))
        .isEqualTo(Octets.ofHex("0000000000005355 ffffffffffffffff 00010000"));
  }

  @Test
  void textsHaveNoGaps() throws IOException {
    List<Sample> samples = media();
    samples.add(cue(1_000_000, 1000, "\nOne"));
    samples.add(cue(1_500_000, 1000, "\nTwo"));
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
    ByteBuf bytes =
        whole(
            Mp4VirtualFile.of(
                new MemoryFile(List.of(VIDEO, AUDIO, TEXT), samples), Set.of(1, 2, 3)));
    String one = "00000013 76747463 0000000b 7061796c 4f6e65";
    String two = "00000013 76747463 0000000b 7061796c 54776f";
    assertThat(PlainFile.payloads(bytes, 2))
        .containsExactly(
            Octets.ofHex("00000008 76747465"),
            Octets.ofHex(one),
            Octets.ofHex(one + two),
            Octets.ofHex(two));
    assertThat(BoxTree.all(bytes, "moov/trak/mdia/minf/stbl/stts").get(2))
        .isEqualTo(
            Unpooled.wrappedBuffer(
                Octets.ofHex("00000000 00000002 00000001 00015f90 00000003 0000afc8")
                    .toByteArray()));
  }

  @Test
  void bigFilesHaveWideOffsets() throws IOException {
    SampleIndex.Builder index = new SampleIndex.Builder(10);
    for (int i = 0; i < 5; i++) {
      index.add(0, i * 1_000_000L, 0, 1 << 30, 1, true);
    }
    MemoryFile none = new MemoryFile(List.of(VIDEO), List.of());
    SampleIndex big = index.build();
    MediaFile file =
        new MediaFile() {
          @Override
          public List<Track> tracks() {
            return none.tracks();
          }

          @Override
          public SampleIndex index() {
            return big;
          }

          @Override
          public Cursor open(int firstSample) {
            return none.open(0);
          }

          @Override
          public void close() {}
        };
    Mp4VirtualFile virtual = Mp4VirtualFile.of(file, Set.of(1));
    ByteBuf head = read(virtual, 0, virtual.sizeBytes() - (5L << 30));
    assertThat(head.getInt(head.readableBytes() - 16)).isEqualTo(1);
    assertThat(head.getLong(head.readableBytes() - 8)).isEqualTo((5L << 30) + 16);
    ByteBuf boxes = head.slice(0, head.readableBytes() - 16);
    ByteBuf co64 = BoxTree.find(boxes, "moov/trak/mdia/minf/stbl/co64");
    assertThat(co64.getLong(8)).isEqualTo(head.readableBytes());
    assertThat(co64.getLong(8 + 8 * 4)).isEqualTo(head.readableBytes() + (4L << 30));
  }

  @Test
  void refusesAFileThatIsNotWhatItsIndexSays() throws IOException {
    MemoryFile right = interleaved();
    List<Sample> wrong = media(); // the same samples in another order
    MediaFile lies =
        new MediaFile() {
          @Override
          public List<Track> tracks() {
            return right.tracks();
          }

          @Override
          public SampleIndex index() {
            return right.index();
          }

          @Override
          public Cursor open(int firstSample) {
            return new MemoryFile(right.tracks(), wrong).open(firstSample);
          }

          @Override
          public void close() {}
        };
    Mp4VirtualFile file = Mp4VirtualFile.of(lies, Set.of(1, 2));
    assertThatThrownBy(() -> whole(file))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("its index says");
  }
}
