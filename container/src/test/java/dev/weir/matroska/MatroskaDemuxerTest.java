package dev.weir.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatroskaDemuxerTest {
  private static final String EBML = "1a45dfa3 8b 4282 88 6d6174726f736b61";
  private static final String SEGMENT = "18538067 01ffffffffffffff";
  private static final String CLUSTER = "1f43b675 01ffffffffffffff";
  private static final Octets ALAW = Octets.ofHex("0600 0100 401f0000 401f0000 0100 0800 0000");

  private static final class Nobody implements TrackSink {
    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {}
  }

  private static final class Subject implements SplitInput.Subject {
    private final StringBuilder text = new StringBuilder();
    private final MatroskaDemuxer demuxer = new MatroskaDemuxer(new SampleDump(text));

    @Override
    public void feed(ByteBuf piece) {
      demuxer.read(piece);
    }

    @Override
    public Object result() {
      demuxer.close();
      return text.toString();
    }
  }

  private static byte[] hex(String hex) {
    return Octets.ofHex(hex).toByteArray();
  }

  /// An element whose size has one byte.
  private static String element(String id, String body) {
    int bytes = body.replace(" ", "").length() / 2;
    return bytes < 127
        ? "%s %02x %s ".formatted(id, 0x80 | bytes, body)
        : "%s %04x %s ".formatted(id, 0x4000 | bytes, body);
  }

  /// `dvvC` as FFmpeg and mkvmerge write it.
  @Test
  void readsThatPicturesAreInDolbyVision() {
    Codec.Hevc hevc = (Codec.Hevc) tracks(MatroskaFiles.load("hevc-flac.mkv")).getFirst().codec();
    assertThat(hevc.picture().dolbyVision()).isNull();
    DolbyVision said = new DolbyVision(DolbyVision.HEVC, 6, 1);
    String mapping =
        element("41f0", "05")
            + element("41e7", "64767643")
            + element("41ed", said.configuration().toHex());
    String entry =
        element("d7", "01")
            + element("86", "565f4d504547482f49534f2f48455643")
            + element("63a2", hevc.configuration().toHex())
            + element("41e4", mapping);
    String file = EBML + SEGMENT + element("1654ae6b", element("ae", entry));
    assertThat(tracks(hex(file)))
        .extracting(track -> ((Codec.Video) track.codec()).picture().dolbyVision())
        .containsExactly(said);
    String other = file.replace("64767643", "64766544"); // an enhancement layer's
    assertThat(tracks(hex(other)))
        .allMatch(track -> ((Codec.Video) track.codec()).picture().dolbyVision() == null);
  }

  private static List<Track> tracks(byte[] file) {
    List<Track> tracks = new ArrayList<>();
    MatroskaFiles.read(
        file,
        new TrackSink() {
          @Override
          public void track(Track track) {
            tracks.add(track);
          }

          @Override
          public void sample(Sample sample) {}
        });
    return tracks;
  }

  /// A file with A-law as track 1; `entry` is put into its TrackEntry and `rest` after Tracks.
  private static String alaw(String info, String entry, String rest) {
    String codec = element("86", "415f4d532f41434d") + element("63a2", ALAW.toHex());
    return EBML
        + SEGMENT
        + (info.isEmpty() ? "" : element("1549a966", info))
        + element("1654ae6b", element("ae", element("d7", "01") + codec + entry))
        + rest;
  }

  private static String dump(String hex) {
    return MatroskaFiles.dump(hex(hex));
  }

  /// Time and size of each sample.
  private static String samples(String hex) {
    return dump(hex)
        .lines()
        .filter(line -> !line.startsWith("track"))
        .map(line -> line.split(" ", -1))
        .map(words -> words[4] + " " + words[6])
        .collect(Collectors.joining(", "));
  }

  static java.util.stream.Stream<String> files() {
    return MatroskaFiles.names();
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(
        MatroskaFiles.dump(MatroskaFiles.load(name)),
        "matroska/" + name.replace('.', '-') + ".dump");
  }

  @ParameterizedTest
  @MethodSource("files")
  void writesWhatItReadSoThatItReadsTheSame(String name) {
    byte[] original = MatroskaFiles.load(name);
    String again = MatroskaFiles.dump(MatroskaFiles.remux(original, DocType.MATROSKA, 0));
    String before = MatroskaFiles.dump(original);
    // Tracks are numbered anew in the order in which they were announced.
    List<String> tracks = MatroskaFiles.linesOf(before, "track ");
    for (int i = 0; i < tracks.size(); i++) {
      String id = tracks.get(i).split(" ", -1)[1];
      assertThat(withoutNumber(MatroskaFiles.linesOf(again, (i + 1) + " ")))
          .isEqualTo(withoutNumber(MatroskaFiles.linesOf(before, id + " ")));
    }
    assertThat(withoutNumber(MatroskaFiles.linesOf(again, "track ")))
        .containsExactlyInAnyOrderElementsOf(withoutNumber(tracks));
  }

  private static List<String> withoutNumber(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("^(track )?\\d+ ", ""))
        .map(MatroskaFiles::inMillis)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"h264-aac.mkv", "gst-h264-opus.mkv", "vp8-vorbis-live.webm", "webvtt.webm"})
  void readsTheSameInPiecesOfAnySize(String name) {
    byte[] whole = MatroskaFiles.load(name);
    byte[] start = Arrays.copyOf(whole, Math.min(whole.length, 6_000));
    String dump = MatroskaFiles.dump(start);
    assertThat(dump).contains(" dts ");
    SplitInput.inEveryWay(start, Subject::new, found -> assertThat(found).isEqualTo(dump));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.mkv", "srt.mkv", "gst-vp8-vorbis.webm"})
  void readsTheStartOfAFileThatIsCutAnywhere(String name) {
    byte[] whole = MatroskaFiles.load(name);
    String dump = MatroskaFiles.dump(whole);
    for (int length = 0; length < Math.min(whole.length, 6_000); length++) {
      assertThat(dump).startsWith(MatroskaFiles.dump(Arrays.copyOf(whole, length)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"srt.mkv", "webvtt.webm"})
  void refusesDamageOnlyWithAMediaException(String name) {
    Mutations.onlyMediaExceptions(
        Octets.of(MatroskaFiles.load(name)),
        bytes -> MatroskaFiles.read(bytes.toByteArray(), new Nobody()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void refusesTurnedBitsOnlyWithAMediaException(String name) {
    byte[] whole = MatroskaFiles.load(name);
    byte[] start = Arrays.copyOf(whole, Math.min(whole.length, 8_000));
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = start.clone();
      for (int flip = 0; flip < 1 + i % 4; flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        MatroskaFiles.read(damaged, new Nobody());
      } catch (MediaException _) {
        // The two ways to refuse.
      }
    }
  }

  @Test
  void resumesAtTheClusterOfASampleAndComesToItAgain() {
    byte[] live = MatroskaFiles.remux(MatroskaFiles.load("h264-aac.mkv"), DocType.MATROSKA, 0);
    StringBuilder text = new StringBuilder();
    SampleDump dump = new SampleDump(text);
    List<Long> positions = new ArrayList<>();
    MatroskaDemuxer[] demuxer = new MatroskaDemuxer[1];
    demuxer[0] =
        new MatroskaDemuxer(
            TrackSink.ofSamples(sample -> {
              positions.add(demuxer[0].position());
              dump.sample(sample);
            }));
    try (MatroskaDemuxer subject = demuxer[0]) {
      subject.read(Unpooled.wrappedBuffer(live));
      String whole = text.toString();
      int from = positions.getLast().intValue();
      assertThat(from).isGreaterThan(positions.getFirst().intValue());
      text.setLength(0);

      subject.resume(from);
      subject.read(Unpooled.wrappedBuffer(live, from, live.length - from));

      assertThat(whole).endsWith(text);
      assertThat(text).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // lacing, flags and what follows: three frames of 2, 3 and 1 bytes
    "Xiph, 02 02 02 03",
    "EBML, 06 02 82 c0",
  })
  void readsFramesThatShareABlock(String lacing, String head) {
    String block = element("a3", "81 0000 " + head + " 0102 030405 06");
    assertThat(samples(alaw("", "", CLUSTER + element("e7", "00") + block)))
        .as(lacing)
        .isEqualTo("0.000000 2, 0.000250 3, 0.000625 1");
  }

  @Test
  void readsFramesOfOneSizeThatShareABlock() {
    String block = element("a3", "81 0000 04 02 0102 0304 0506");
    assertThat(
            samples(alaw("", element("23e383", "3b9aca00"), CLUSTER + element("e7", "00") + block)))
        .isEqualTo("0.000000 2, 1.000000 2, 2.000000 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81 0000 02 ff ff",
        "81 0000 02 02 ffff",
        "81 0000 02 01 09 00",
        "81 0000 06 01 08",
        "81 0000 06 02 81 80 01",
        "81 0000 04 01 010203",
        "81 0000 04",
        "81 00",
        "01"
      })
  void dropsABlockWhoseHeadLies(String block) {
    String good = element("a3", "81 0001 00 aa");
    String file = alaw("", "", CLUSTER + element("e7", "00") + element("a3", block) + good);
    assertThat(samples(file)).isEqualTo("0.001000 1");
    assertThat(MatroskaFiles.read(hex(file), new Nobody())).isEqualTo(1);
  }

  @Test
  void timesAreTicksOfTheSegmentTimesThoseOfTheTrack() {
    // A TimestampScale of 100,000 ns, a TrackTimestampScale of 2.
    String file =
        alaw(
            element("2ad7b1", "0186a0"),
            element("23314f", "40000000"),
            CLUSTER + element("e7", "03e8") + element("a3", "81 000a 00 aa"));
    assertThat(samples(file)).isEqualTo("0.102000 1");
  }

  @Test
  void aBlockMayBeBeforeItsCluster() {
    String file = alaw("", "", CLUSTER + element("e7", "03e8") + element("a3", "81 fff6 00 aa"));
    assertThat(samples(file)).isEqualTo("0.990000 1");
  }

  @Test
  void aGroupWithoutReferenceIsAKeyframe() {
    String video =
        EBML
            + SEGMENT
            + element(
                "1654ae6b", element("ae", element("d7", "01") + element("86", "565f4d4a504547")));
    String file =
        video
            + CLUSTER
            + element("e7", "00")
            + element("a0", element("a1", "81 0000 00 aa"))
            + element("a0", element("a1", "81 0028 00 aa") + element("fb", "d8"));
    assertThat(dump(file)).contains("pts 0.000000 key", "pts 0.040000 -");
  }

  @Test
  void passesOverVoidChecksumsAttachmentsAndWhatItDoesNotKnow() {
    String junk =
        element("ec", "000000")
            + element("bf", "00000000")
            + element("1941a469", "0102030405")
            + element("1043a770", "01")
            + element("1254c367", "")
            + element("4dff", "0102");
    String file =
        alaw(
            "",
            "",
            junk
                + CLUSTER
                + element("bf", "00000000")
                + element("e7", "00")
                + junk
                + element("a3", "81 0000 00 aa"));
    assertThat(samples(file)).isEqualTo("0.000000 1");
    assertThat(MatroskaFiles.read(hex(file), new Nobody())).isZero();
  }

  @Test
  void findsTheNextClusterAfterGarbage() {
    String file =
        alaw(
            "",
            "",
            CLUSTER
                + element("e7", "00")
                + element("a3", "81 0000 00 aa")
                + "0000 ffff 1f43b6 00"
                + CLUSTER
                + element("e7", "05")
                + element("a3", "81 0000 00 bbcc"));
    assertThat(samples(file)).isEqualTo("0.000000 1, 0.005000 2");
    assertThat(MatroskaFiles.read(hex(file), new Nobody())).isEqualTo(1);
  }

  @Test
  void readsOnWhenTheSourceStartsAnew() {
    String file = alaw("", "", CLUSTER + element("e7", "07") + element("a3", "81 0000 00 aa"));
    assertThat(samples(file + file)).isEqualTo("0.007000 1, 0.007000 1");
    assertThat(MatroskaFiles.linesOf(dump(file + file), "track")).hasSize(1);
  }

  @Test
  void clustersOfUnknownSizeInOneAnotherAreReadOneAfterTheOther() {
    String file =
        alaw(
            "", "", (CLUSTER + element("e7", "01")).repeat(2_000) + element("a3", "81 0000 00 aa"));
    assertThat(samples(file)).isEqualTo("0.001000 1");
  }

  @Test
  void putsBackTheHeaderThatFramesHaveInCommon() {
    String encoding =
        element(
            "6d80",
            element("6240", element("5034", element("4254", "03") + element("4255", "c0ffee"))));
    String file =
        alaw("", encoding, CLUSTER + element("e7", "00") + element("a3", "81 0000 00 aa"));
    assertThat(samples(file)).isEqualTo("0.000000 4");
  }

  @Test
  void inflatesFramesUpToTheLimit() {
    Deflater deflater = new Deflater();
    byte[] zeros = new byte[(16 << 20) + 1];
    deflater.setInput(zeros);
    deflater.finish();
    byte[] small = new byte[64 << 10];
    int bytes = deflater.deflate(small);
    deflater.end();
    String encoding = element("6d80", element("6240", element("5034", "")));
    String bomb =
        "a3 10%06x".formatted(4 + bytes) + "81000000" + ByteBufUtil.hexDump(small, 0, bytes);
    String file = alaw("", encoding, CLUSTER + element("e7", "00") + bomb);
    assertThat(samples(file)).isEmpty();
    assertThat(MatroskaFiles.read(hex(file), new Nobody())).isEqualTo(1);
  }

  @Test
  void refusesEncryption() {
    String encoding = element("6d80", element("6240", element("5033", "01") + element("5035", "")));
    assertThatThrownBy(() -> dump(alaw("", encoding, "")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void refusesMethodsOfCompressionThatItHasNot() {
    String encoding = element("6d80", element("6240", element("5034", element("4254", "02"))));
    assertThatThrownBy(() -> dump(alaw("", encoding, "")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("compression method 2");
  }

  @Test
  void refusesACodecPrivateOfAGigabyteBeforeItArrives() {
    assertThatThrownBy(
            () -> dump(EBML + SEGMENT + "1654ae6b 0840000000 ae 0830000000 63a2 0820000000"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Matroska element 1654ae6b at byte 28: size 1073741824 is not in 0..16777216");
  }

  @Test
  void refusesOtherDocumentTypes() {
    assertThatThrownBy(() -> dump("1a45dfa3 87 4282 84 61626364"))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"464c5601", "0000000000000000000000000000", "18538067 01ffffffffffffff 00"})
  void refusesWhatIsNoMatroska(String start) {
    assertThatThrownBy(() -> dump(start)).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void leavesOutATrackWhoseCodecItCannotUse() {
    String bad = element("ae", element("d7", "02") + element("86", "415f464c4143"));
    String unknown = element("ae", element("d7", "03") + element("86", "585f595a"));
    String file =
        alaw(
            "",
            "",
            element("1654ae6b", bad + unknown)
                + CLUSTER
                + element("e7", "00")
                + element("a3", "82 0000 00 aa")
                + element("a3", "83 0000 00 aa")
                + element("a3", "81 0000 00 bb"));
    assertThat(samples(file)).isEqualTo("0.000000 1");
  }

  @Test
  void aCueHasItsDurationAndItsSettings() {
    List<Cue> cues = new ArrayList<>();
    TrackSink sink = TrackSink.ofSamples(sample -> cues.add(Cue.read(sample.payload())));
    MatroskaFiles.read(MatroskaFiles.load("webvtt.webm"), sink);
    assertThat(cues)
        .containsExactly(new Cue(900, "align:start\nOne"), new Cue(1750, "\nTwo\nlines"));
    cues.clear();
    MatroskaFiles.read(MatroskaFiles.load("srt.mkv"), sink);
    assertThat(cues).containsExactly(new Cue(900, "<i>One</i>"), new Cue(1750, "Two\r\nlines"));
  }

  @Test
  void decodingTimesAreThoseOfPresentationInOrder() {
    DecodingClock clock = new DecodingClock();
    clock.depth(1);
    long[] shown = {0, 120, 40, 80, 240, 160, 200};
    long[] decoded = new long[shown.length];
    for (int i = 0; i < shown.length; i++) {
      decoded[i] = clock.next(shown[i], 40, i == 0);
    }
    assertThat(decoded).containsExactly(-40, 0, 40, 80, 120, 160, 200);
  }
}
