package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the tables of a file may say that the files of the corpus do not.
class Mp4TablesTest {
  private static final Codec VP8 = new Codec.Vp8(Picture.ofSize(64, 48));
  private static final Octets FOUR = Octets.ofHex("01020304");
  private static final Octets TWO = Octets.ofHex("0506");
  private static final Octets ONE = Octets.ofHex("07");

  private static final class Lines implements TrackSink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {
      lines.add(
          "%d %d %s"
              .formatted(
                  sample.dtsMicros() / 1000,
                  sample.ptsMicros() / 1000,
                  Octets.copyOf(sample.payload()).toHex()));
    }
  }

  private static List<String> read(BuiltMp4 file) {
    Lines lines = new Lines();
    Mp4Files.read(file.bytes(), lines);
    return lines.lines;
  }

  private static BuiltMp4 three() {
    return new BuiltMp4(FOUR, TWO, ONE).codec(VP8).table("stsc", 1, 1, 3, 1);
  }

  private static BuiltMp4 threeWithSizes() {
    return three().table("stsz", 0, 3, 4, 2, 1);
  }

  @ParameterizedTest
  @CsvSource({"4, 0x42100000", "8, 0x04020100", "16, 0x00040002"})
  void readsCompactSizes(int fieldBits, int entries) {
    BuiltMp4 file = three().table("stz2", fieldBits, 3, entries, 0x00010000);
    assertThat(read(file.table("stts", 1, 3, 40).table("stco", 1, 16)))
        .containsExactly("0 0 01020304", "40 40 0506", "80 80 07");
  }

  @Test
  void readsChunkPositionsOf64Bits() {
    assertThat(read(threeWithSizes().table("stts", 1, 3, 40).table("co64", 1, 0, 16)))
        .containsExactly("0 0 01020304", "40 40 0506", "80 80 07");
  }

  @Test
  void leavesOutAChunkWhosePositionHasA64thBit() {
    assertThat(read(threeWithSizes().table("stts", 1, 3, 40).table("co64", 1, 0x80000000, 16)))
        .isEmpty();
  }

  @Test
  void readsNegativeOffsetsInVersion0() {
    BuiltMp4 file = threeWithSizes().table("stts", 1, 3, 40).table("stco", 1, 16);
    assertThat(read(file.table("ctts", 2, 1, 40, 2, -40)))
        .containsExactly("0 40 01020304", "40 0 0506", "80 40 07");
  }

  @Test
  void goesOnWithTheLastDurationIfTheTableIsTooShort() {
    assertThat(read(threeWithSizes().table("stts", 1, 1, 40).table("stco", 1, 16)))
        .containsExactly("0 0 01020304", "40 40 0506", "80 80 07");
  }

  @Test
  void delaysByEmptyEditsAndStartsAtTheMediaTime() {
    BuiltMp4 file = threeWithSizes().table("stts", 1, 3, 40).table("stco", 1, 16);
    assertThat(read(file.edits(500, -1, 1000, 30)))
        .containsExactly("470 470 01020304", "510 510 0506", "550 550 07");
  }

  @Test
  void startsAtTheKeyframeBeforeTheMediaTime() {
    BuiltMp4 file = threeWithSizes().table("stts", 1, 3, 40).table("stco", 1, 16);
    assertThat(read(file.table("stss", 2, 1, 2).edits(1000, 80)))
        .containsExactly("-40 -40 0506", "0 0 07");
  }

  @Test
  void refusesANegativeEdit() {
    BuiltMp4 file = threeWithSizes().table("stts", 1, 3, 40).table("stco", 1, 16);
    assertThatThrownBy(() -> read(file.edits(1000, -2)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesMediaInAnotherFile() {
    BuiltMp4 file = threeWithSizes().table("stts", 1, 3, 40).table("stco", 1, 16).elsewhere();
    assertThatThrownBy(() -> read(file)).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void hasAsManySamplesOfOneSizeAsThereAreBytes() {
    BuiltMp4 file =
        new BuiltMp4(FOUR)
            .codec(VP8)
            .table("stsc", 1, 1, -1, 1)
            .table("stsz", 2, -1)
            .table("stco", 1, 16)
            .table("stts", 1, -1, 1);
    assertThat(read(file)).hasSizeLessThan(file.bytes().length).startsWith("0 0 0102", "1 1 0304");
  }

  @Test
  void makesLengthsOf2BytesLengthsOf4() {
    Codec.Avc avc = Codecs.AVC;
    byte[] avcC = avc.configuration().toByteArray();
    avcC[4] = (byte) 0xFD; // lengthSizeMinusOne 1
    Codec.Avc shortLengths = new Codec.Avc(Octets.of(avcC), avc.sps(), avc.pps(), avc.picture());
    BuiltMp4 file =
        new BuiltMp4(Octets.ofHex("0002 09f0 0003 6588 84 0002 0c80"))
            .codec(shortLengths)
            .table("stsc", 1, 1, 1, 1)
            .table("stsz", 13, 1)
            .table("stco", 1, 16)
            .table("stts", 1, 1, 1);
    // The delimiter has become filler data behind the picture.
    assertThat(read(file)).containsExactly("0 0 00000003658884" + "000000020c80" + "000000020c80");
  }

  @Test
  void readsSettingsAndTextOfWebVttCues() {
    ByteBuf cue = Unpooled.buffer();
    int vttc = BoxWriter.begin("vttc", cue);
    int sttg = BoxWriter.begin("sttg", cue);
    cue.writeCharSequence("line:0", StandardCharsets.UTF_8);
    BoxWriter.end(sttg, cue);
    int payl = BoxWriter.begin("payl", cue);
    cue.writeCharSequence("Hei", StandardCharsets.UTF_8);
    BoxWriter.end(payl, cue);
    BoxWriter.end(vttc, cue);
    Octets empty = Octets.ofHex("00000008 76747465");
    Codec.Text webVtt = new Codec.Text(Codec.Text.Format.WEBVTT, Octets.EMPTY);
    BuiltMp4 file =
        new BuiltMp4(empty, Octets.copyOf(cue))
            .codec(webVtt)
            .table("stsc", 1, 1, 2, 1)
            .table("stsz", 0, 2, 8, cue.readableBytes())
            .table("stco", 1, 16)
            .table("stts", 2, 1, 300, 1, 700);
    List<Cue> cues = new ArrayList<>();
    Mp4Files.read(
        file.bytes(),
        TrackSink.ofSamples(sample -> {
          assertThat(sample.ptsMicros()).isEqualTo(300_000);
          cues.add(Cue.read(sample.payload()));
        }));
    assertThat(cues).containsExactly(new Cue(700, "line:0\nHei"));
  }

  @Test
  void putsTheParameterSetsOfAnotherDescriptionBeforeItsKeyframes() {
    Codec.Avc first = Codecs.AVC;
    Codec second = AvcConfiguration.of(first.sps(), List.of(Octets.ofHex("68ce3d80")));
    Octets picture = Octets.ofHex("00000003 658884");
    BuiltMp4 file =
        new BuiltMp4(picture, picture)
            .descriptions(out -> {
              SampleEntry.write(first, out);
              SampleEntry.write(second, out);
            })
            .table("stsc", 2, 1, 1, 1, 2, 1, 2)
            .table("stsz", 7, 2)
            .table("stco", 2, 16, 23)
            .table("stts", 1, 2, 40);
    List<String> lines = read(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("68ce3d80").endsWith("00000003658884");
  }
}
