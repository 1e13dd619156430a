package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvBodyReaderTest {
  private static final String SPS = "6764000cacd941419f9f016a020202800000030080000019078a14cb";
  private static final String OTHER_SPS = "67f4000c919681419f8dc044000003000400000300c83c50aa80";
  private static final String PPS = "68ebe3cb22c0";
  private static final String AVCC = "0164000cffe1001c" + SPS + "010006" + PPS + "fdf8f800";
  private static final String AV1C = "81000c00 0a0b000000043cfeccdaf90040";
  private static final String VP8_KEY = "1062009d012a4001b400000708858588";
  private static final String VP9_KEY = "824983420013f00b360438241c184a00";
  private static final String VPCC = "01000000 000b82020202 0000";
  private static final String FLAC =
      "664c6143 80000022 1000 1000 000010 0035f2 0ac442f0 0000ac44 00000000000000000000000000000000";

  private final List<String> seen = new ArrayList<>();
  private final List<Track> tracks = new ArrayList<>();
  private final FlvBodyReader reader =
      new FlvBodyReader(
          new TrackSink() {
            @Override
            public void track(Track track) {
              tracks.add(track);
              seen.add("track " + track.id() + " " + track.codec().name());
            }

            @Override
            public void sample(Sample sample) {
              seen.add(
                  sample.trackId()
                      + " "
                      + sample.dtsMicros()
                      + (sample.ptsOffsetMicros() == 0 ? "" : " +" + sample.ptsOffsetMicros())
                      + (sample.keyframe() ? " key " : " ")
                      + Octets.copyOf(sample.payload()).toHex());
            }
          });

  private void video(String hex) {
    read(FlvTag.VIDEO, hex);
  }

  private void audio(String hex) {
    read(FlvTag.AUDIO, hex);
  }

  private void read(int type, String hex) {
    ByteBuf body = Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
    reader.read(type, 1, body);
    body.release();
  }

  private Codec.Video videoCodec() {
    return (Codec.Video) tracks.getLast().codec();
  }

  @Test
  void readsLegacyH264() {
    video("17 00 000000" + AVCC);
    video("17 01 000050 00000002 6588");
    video("27 01 ffffff 00000002 4188");
    video("17 02 000000");
    assertThat(seen)
        .containsExactly(
            "track 1 H264", "1 1000 +80000 key 000000026588", "1 1000 +-1000 000000024188");
  }

  @Test
  void aRepeatedSequenceHeaderDoesNotAnnounceTheTrackAgain() {
    video("17 00 000000" + AVCC);
    video("17 00 000000" + AVCC);
    assertThat(seen).containsExactly("track 1 H264");
  }

  @Test
  void takesDelimitersAndKnownParameterSetsOut() {
    video("17 00 000000" + AVCC);
    video("17 01 000000 00000002 09f0 0000001c" + SPS + "00000006" + PPS + "00000002 6588");
    assertThat(seen).containsExactly("track 1 H264", "1 1000 key 000000026588");
  }

  @Test
  void announcesParameterSetsThatChangeInBand() {
    video("17 00 000000" + AVCC);
    video("17 01 000000 0000001a" + OTHER_SPS + "00000006" + PPS + "00000002 6588");
    assertThat(seen).containsExactly("track 1 H264", "track 1 H264", "1 1000 key 000000026588");
    assertThat(((Codec.Avc) videoCodec()).sps()).containsExactly(Octets.ofHex(OTHER_SPS));
  }

  @Test
  void announcesH264WithoutASequenceHeader() {
    video("17 01 000000 0000001c" + SPS + "00000006" + PPS + "00000002 6588");
    assertThat(seen).containsExactly("track 1 H264", "1 1000 key 000000026588");
  }

  @Test
  void makesEveryLengthFourBytes() {
    video("17 00 000000" + AVCC.replace("0164000cff", "0164000cfd"));
    video("17 01 000000 0002 6588 0002 4188");
    assertThat(seen).containsExactly("track 1 H264", "1 1000 key 000000026588000000024188");
  }

  @Test
  void dropsAndCountsWhatComesBeforeItsCodec() {
    video("17 01 000000 00000002 6588");
    audio("af 01 2100");
    assertThat(seen).isEmpty();
    assertThat(reader.dropped()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17 00 000000", "17 00", "17", "", "57 00", "57 01"})
  void passesOverEmptySequenceHeadersAndCommands(String hex) {
    video(hex);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17 01 000000 ffffffff 65",
        "17 01 000000 00000005 65",
        "17 01 00",
        "17 00 000000 0164",
        "97 ff",
        "97 ff ffff 00",
        "97 02 0000",
        "96 00",
        "96 11 61766331 00 0000ff 00",
        "96 21 61766331 01 ffffff",
        "96 31 61766331",
        "96 06 61766331 00",
        "96 07 61766331 00",
        "91 617663",
      })
  void refusesBrokenVideo(String hex) {
    assertThatThrownBy(() -> video(hex)).isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "90 61766331 "
            + AVCC
            + "      | 91 61766331 000050 00000002 6588 | H264 | 1 1000 +80000 key 000000026588",
        "90 61766331 "
            + AVCC
            + "      | 93 61766331 00000002 6588        | H264 | 1 1000 key 000000026588",
        "90 61763031 " + AV1C + "      | a1 61763031 1200 3202aabb        | AV1  | 1 1000 3202aabb",
        "90 61763031 " + AV1C + "      | a1 61763031 30aabb               | AV1  | 1 1000 3202aabb",
        "95 61763031 81000c00          | 91 61763031 0a0b000000043cfeccdaf90040 3202aabb | AV1 "
            + "| 1 1000 key 0a0b000000043cfeccdaf900403202aabb",
        "90 76703038 "
            + VPCC
            + "      | 91 76703038 "
            + VP8_KEY
            + "      | VP8  | 1 1000 key "
            + VP8_KEY,
        "90 76703039 "
            + VPCC
            + "      | 91 76703039 "
            + VP9_KEY
            + "      | VP9  | 1 1000 key "
            + VP9_KEY,
      })
  void readsEnhancedVideo(String start, String frame, String codec, String sample) {
    video(start);
    video(frame);
    assertThat(seen).containsExactly("track 1 " + codec, sample);
  }

  @Test
  void takesLevelAndColoursOfVp9FromItsRecord() {
    video("90 76703039 " + VPCC);
    video("91 76703039 " + VP9_KEY);
    assertThat(((Codec.Vp9) videoCodec()).level()).isEqualTo(11);
    assertThat(videoCodec().picture().width()).isEqualTo(320);
  }

  @Test
  void addsTheNanosecondsOfModExToTheTimestamp() {
    video("90 61766331" + AVCC);
    // Two ModEx packets, one of a kind that is not known, and one with a 16-bit size.
    video("97 02 07a120 07  00 ff 17  ff 0002 010203 23  61766331 00000002 6588");
    assertThat(seen).containsExactly("track 1 H264", "1 1500 key 000000026588");
  }

  @Test
  void readsAThousandModExPackets() {
    video("90 61766331" + AVCC);
    video("97" + ("fe" + "00".repeat(255) + "17").repeat(1000) + "00 00 13 61766331 00000002 6588");
    assertThat(seen).hasSize(2);
  }

  @Test
  void readsEveryFormOfMultitrackVideo() {
    video("96 00 61766331 01" + AVCC); // one track
    video("96 20 76703038 02 000000 61766331 ff 00003c" + pad(AVCC, 60)); // many codecs
    video("96 13 61766331 01 000006 000000026588 ff 000006 000000026599");
    assertThat(seen)
        .containsExactly(
            "track 12 H264",
            "track 520 H264",
            "12 1000 key 000000026588",
            "520 1000 key 000000026599");
  }

  private static String pad(String hex, int bytes) {
    String bare = hex.replace(" ", "");
    return bare + "00".repeat(bytes - bare.length() / 2);
  }

  @Test
  void putsTheColoursOfAMetadataFrameInForceUntilTheyAreTakenBack() {
    video("90 61766331" + AVCC);
    Colour own = videoCodec().picture().colour();
    String name = "02 0009 636f6c6f72496e666f";
    String config =
        "03 000b 636f6c6f72436f6e666967 03 000e 636f6c6f725072696d6172696573 00 4022000000000000"
            + "000009 000009";
    video("d4 61766331" + name + config);
    assertThat(videoCodec().picture().colour().primaries()).isEqualTo(9);
    video("94 61766331" + name + "06");
    assertThat(videoCodec().picture().colour()).isEqualTo(own);
    assertThat(tracks).hasSize(3);
  }

  @Test
  void readsLegacyCodecsAsTheyAre() {
    video("12 aabb");
    video("22 cc");
    video("14 00dd");
    assertThat(seen)
        .containsExactly(
            "track 1 H263", "1 1000 key aabb", "1 1000 cc", "track 1 VP6", "1 1000 key 00dd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "af 00 1210                         | af 01 2100       | AAC  | 2100",
        "90 6d703461 1210                   | 91 6d703461 2100 | AAC  | 2100",
        "90 4f707573 4f707573486561640102380180bb0000000000 | 91 4f707573 fcaa | opus | fcaa",
        "90 4f707573                        | 91 4f707573 fcaa | opus | fcaa",
        "90 664c6143 " + FLAC + "           | 91 664c6143 fff8 | FLAC | fff8",
        "92 61632d33                        | 91 61632d33 0b770dce5e40ebf8403eff | AC3  | 0b770dce5e40ebf8403eff",
        "92 65632d33                        | 91 65632d33 0b7701a07487c000208401 | EAC3 | 0b7701a07487c000208401",
        "72                                 | 72 0102 | ALAW | 0102",
        "82                                 | 82 0102 | ULAW | 0102",
        "3e                                 | 3e 0102 | PCM  | 0102",
        "b6                                 | b6 0102 | Speex | 0102",
        "5a                                 | 5a 0102 | Nellymoser | 0102",
        "1e                                 | 1e 0102 | ADPCM | 0102",
      })
  void readsAudio(String start, String frame, String codec, String payload) {
    audio(start);
    audio(frame);
    assertThat(seen).containsExactly("track 2 " + codec, "2 1000 key " + payload);
  }

  @Test
  void takesTheChannelsOfOpusWithoutAHeaderFromTheMultichannelConfiguration() {
    audio("94 4f707573 01 06 0000003f");
    audio("90 4f707573");
    assertThat(((Codec.Audio) tracks.getLast().codec()).channels()).isEqualTo(6);
  }

  @Test
  void cutsABodyOfSeveralMp3Frames() {
    String frame = "fffb1064" + "00".repeat(100); // 32 kbit/s at 44100 Hz: 104 bytes
    audio("2f" + frame + frame + "fffb10");
    assertThat(seen).containsExactly("track 2 MP3", "2 1000 key " + frame, "2 27122 key " + frame);
  }

  @Test
  void dropsAudioFramesWithoutAHeader() {
    audio("2f 00000000");
    audio("91 61632d33 0000");
    assertThat(seen).isEmpty();
    assertThat(reader.dropped()).isEqualTo(2);
  }

  @Test
  void readsMultitrackAudio() {
    audio("95 00 6d703461 01 1210");
    audio("95 11 6d703461 01 000002 2100");
    assertThat(seen).containsExactly("track 13 AAC", "13 1000 key 2100");
  }

  @Test
  void takesSetDataFrameOff() {
    String message = "02000a6f6e4d6574614461746105";
    read(FlvTag.SCRIPT, "02 000d 40736574446174614672616d65" + message);
    read(FlvTag.SCRIPT, message);
    assertThat(seen)
        .containsExactly("track 3 AMF", "3 1000 key " + message, "3 1000 key " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "05",
        "02 000a 6f6e",
        "02 000f 40636c6561724461746146 72616d65",
        "02 0011 7c52746d7053616d706c65416363657373 0101 0101",
      })
  void dropsScriptDataThatIsNoneForViewers(String hex) {
    read(FlvTag.SCRIPT, hex);
    assertThat(seen).isEmpty();
    assertThat(reader.dropped()).isOne();
  }

  @Test
  void passesOverOtherTypes() {
    read(20, "00");
    assertThat(seen).isEmpty();
  }
}
