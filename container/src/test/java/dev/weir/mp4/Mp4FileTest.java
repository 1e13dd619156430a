package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.MemorySource;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.SampleDump;
import dev.weir.media.SampleIndex;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4FileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "moov-last.mp4",
        "fragmented.mp4",
        "fragmented-old.mp4",
        "negative-cts.mp4",
        "smooth.ismv",
        "delayed.mp4",
        "cut.mp4",
        "from-ts.mp4",
        "hevc.mp4",
        "hev1.mp4",
        "av1-opus.mp4",
        "vp9-flac.mp4",
        "mpeg4-mp3.mp4",
        "ac3.mp4",
        "eac3.mp4",
        "alac.m4a",
        "pcm.mov",
        "pcm24.mov",
        "alaw.mov",
        "jpeg.mov",
        "fragmented-pcm.mov",
        "text.mp4",
        "gst-avc3.mov",
        "gst-fragmented.mp4",
        "gst.mp4",
        "gst-pcm.mov",
        "phone.3gp"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(Mp4Files.dump(Mp4Files.load(name)), "mp4/" + name + ".dump");
  }

  @Test
  void readsTheSameWhereverMoovIs() {
    assertThat(samples(Mp4Files.dump(Mp4Files.load("moov-first.mp4"))))
        .isEqualTo(samples(Mp4Files.dump(Mp4Files.load("moov-last.mp4"))));
  }

  @Test
  void aBoxWithoutASizeGoesToTheEnd() {
    byte[] mp4 = Mp4Files.load("moov-first.mp4");
    String known = Mp4Files.dump(mp4);
    String text = new String(mp4, StandardCharsets.ISO_8859_1);
    int mdat = text.lastIndexOf("mdat");
    int sizeBytes = ByteBuffer.wrap(mp4).getInt(mdat - 4);
    assertThat(mdat - 4 + sizeBytes).as("mdat is the last box").isEqualTo(mp4.length);
    Arrays.fill(mp4, mdat - 4, mdat, (byte) 0);
    assertThat(Mp4Files.dump(mp4)).isEqualTo(known);
  }

  @ParameterizedTest
  @ValueSource(strings = {"moov", "trak", "mdia", "minf", "stbl", "moof", "traf", "edts"})
  void boxesThatLieInThemselvesForEverAreRefused(String name) {
    int depth = 20_000;
    ByteBuf nested = Unpooled.buffer();
    for (int i = depth; i > 0; i--) {
      nested.writeInt(i * 8).writeCharSequence(name, StandardCharsets.US_ASCII);
    }
    ByteBuf file = Unpooled.buffer();
    file.writeInt(8 + nested.readableBytes()).writeCharSequence("moov", StandardCharsets.US_ASCII);
    file.writeBytes(nested);
    byte[] mp4 = Octets.copyOf(file).toByteArray();
    assertThatThrownBy(() -> Mp4Files.dump(mp4)).isInstanceOf(MediaException.class);
    assertThatThrownBy(() -> Mp4Files.pushDump(mp4)).isInstanceOf(MediaException.class);
  }

  private static List<String> samples(String dump) {
    return dump.lines().filter(line -> !line.startsWith("track")).toList();
  }

  @Test
  void givesEachSampleTheSizeThatTheIndexSays() throws IOException {
    Mp4File file = Mp4File.open(new MemorySource(Mp4Files.load("from-ts.mp4")));
    StringBuilder text = new StringBuilder();
    Mp4Files.readFrom(file, 0, new SampleDump(text));
    List<String> lines = text.toString().lines().toList();
    SampleIndex index = file.index();
    assertThat(lines).hasSize(index.count());
    for (int i = 0; i < index.count(); i++) {
      assertThat(lines.get(i))
          .startsWith(index.trackId(i) + " dts")
          .contains(" " + index.bytes(i) + " crc");
    }
  }

  @Test
  void startsAtAnySample() throws IOException {
    Mp4File file = Mp4File.open(new MemorySource(Mp4Files.load("fragmented.mp4")));
    StringBuilder whole = new StringBuilder();
    Mp4Files.readFrom(file, 0, new SampleDump(whole));
    for (int first = 0; first <= file.index().count(); first++) {
      StringBuilder rest = new StringBuilder();
      Mp4Files.readFrom(file, first, new SampleDump(rest));
      assertThat(whole.toString()).endsWith(rest);
      assertThat(rest.toString().lines().count()).isEqualTo(file.index().count() - first);
    }
  }

  @Test
  void findsFragmentsThatCameLater() throws IOException {
    byte[] bytes = Mp4Files.load("fragmented.mp4");
    MemorySource source = new MemorySource(bytes);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("moof") - 4;
    source.resize(header);
    Mp4File file = Mp4File.open(source);
    assertThat(file.index().count()).isZero();
    int found = 0;
    for (int size = header; size < bytes.length; size += 100) {
      source.resize(size);
      assertThat(file.refresh()).isEqualTo(file.index().count() > found);
      found = file.index().count();
    }
    source.resize(bytes.length);
    file.refresh();
    StringBuilder text = new StringBuilder();
    file.tracks().forEach(new SampleDump(text)::track);
    Mp4Files.readFrom(file, 0, new SampleDump(text));
    assertThat(text).hasToString(Mp4Files.dump(bytes));
  }

  @Test
  void readsTheStartOfAFileThatIsCutAnywhere() {
    byte[] whole = Mp4Files.load("moov-first.mp4");
    List<String> dump = Mp4Files.dump(whole).lines().toList();
    for (int length = 2_500; length < whole.length; length += 41) {
      assertThat(dump).containsAll(Mp4Files.dump(Arrays.copyOf(whole, length)).lines().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fragmented.mp4", "text.mp4"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] file = Mp4Files.load(name);
    Octets start = Octets.of(Arrays.copyOf(file, Math.min(file.length, 2_400)));
    Mutations.onlyMediaExceptions(
        start, bytes -> Mp4Files.read(bytes.toByteArray(), new Mp4Files.Nobody()));
  }

  @Test
  void refusesAFileWithoutMoov() {
    assertThatThrownBy(() -> Mp4Files.dump(Octets.ofHex("00000008 66726565").toByteArray()))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("MP4: no 'moov' in 1 boxes and 8 bytes");
  }

  @Test
  void refusesASizeOf64BitsThatIsTooMuch() {
    assertThatThrownBy(
            () -> Mp4Files.dump(Octets.ofHex("00000001 6d6f6f76 7fffffff ffffffff").toByteArray()))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesATableThatIsLargerThanItsBox() {
    byte[] file = Mp4Files.load("moov-first.mp4");
    ByteBuf bytes = Unpooled.wrappedBuffer(file);
    bytes.setInt(find(file, "stts") + 4, 0x1000_0000);
    assertThatThrownBy(() -> Mp4Files.dump(file))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("Box 'stts': 268435456 entries of 8 bytes");
  }

  @ParameterizedTest
  @CsvSource({"stco, 8", "stsz, 12"})
  void leavesOutSamplesOutsideTheFile(String table, int entry) throws IOException {
    byte[] file = Mp4Files.load("moov-first.mp4");
    int samples = Mp4File.open(new MemorySource(file)).index().count();
    Unpooled.wrappedBuffer(file).setInt(find(file, table) + entry, 0x7000_0000);
    Mp4File damaged = Mp4File.open(new MemorySource(file));
    assertThat(damaged.dropped()).isPositive();
    assertThat(damaged.index().count() + damaged.dropped()).isEqualTo(samples);
  }

  @Test
  void refusesMoreSamplesThanItsLimit() {
    assertThatThrownBy(() -> Mp4File.open(new MemorySource(Mp4Files.load("pcm.mov")), 20))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  /// The index after the type of the first box with this name.
  private static int find(byte[] file, String name) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(name) + 4;
  }
}
