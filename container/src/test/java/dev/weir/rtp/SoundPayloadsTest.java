package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.aac.StreamMuxConfig;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.opus.OpusHead;
import org.junit.jupiter.api.Test;

class SoundPayloadsTest {
  private static final Codec.Aac AAC_CODEC = AudioSpecificConfig.of(2, 48_000, 2);

  private final Payloads aac = new Payloads(PayloadFormat.of(AAC_CODEC, 96), AAC_CODEC);

  private static Payloads aac(String... parameters) {
    FormatParameters all = FormatParameters.parse("config=1190;" + String.join(";", parameters));
    return new Payloads(new PayloadFormat(96, "mpeg4-generic", 48_000, 2, all), AAC_CODEC);
  }

  @Test
  void aacHasOneHeaderPerUnit() {
    assertThat(aac.write(true, 64, "aabbcc")).containsExactly("*00100018aabbcc");
  }

  @Test
  void aacPiecesSayTheSizeOfTheWhole() {
    assertThat(aac.write(true, 64, "ab".repeat(70)))
        .containsExactly("00100230" + "ab".repeat(35), "*00100230" + "ab".repeat(35));
    assertThat(aac.read("00100230" + "ab".repeat(35), "*00100230" + "ab".repeat(35)))
        .containsExactly("ab".repeat(70));
  }

  @Test
  void aacSplitsPacketsOfSeveralUnits() {
    assertThat(aac.read("*0030 0008 0010 0018 aa bbbb cccccc"))
        .containsExactly("aa", "bbbb", "cccccc");
  }

  @Test
  void aacReadsTheLowBitRateMode() {
    Payloads lbr = aac("mode=AAC-lbr", "sizeLength=6", "indexLength=2", "indexDeltaLength=2");
    assertThat(lbr.read("*0010 04 08 aa bbbb")).containsExactly("aa", "bbbb");
  }

  @Test
  void aacReadsGenericHeaders() {
    Payloads generic =
        aac(
            "mode=generic",
            "sizelength=8",
            "ctsdeltalength=4",
            "dtsdeltalength=4",
            "randomaccessindication=1",
            "auxiliarydatasizelength=8");
    // size 2, CTS 5, no DTS, random access: 00000010 1 0101 0 1; auxiliary: 8 bits
    assertThat(generic.read("*000f 02aa 08ff aabb")).containsExactly("aabb");
  }

  @Test
  void aacReadsUnitsOfConstantSize() {
    assertThat(aac("mode=generic", "constantsize=2").read("*aabbccdd"))
        .containsExactly("aabb", "ccdd");
  }

  @Test
  void aacRefusesInterleaving() {
    assertThatThrownBy(() -> aac("maxdisplacement=1000").read())
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> aac.read("*00100019aabbcc"))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void aacRefusesLengthsThatLie() {
    for (String payload : new String[] {"00", "0000aa", "ffff0008aa", "002000080ff8aa"}) {
      assertThatThrownBy(() -> aac.read("*" + payload))
          .as(payload)
          .isInstanceOf(MalformedMediaException.class);
    }
    assertThatThrownBy(() -> aac("sizelength=33").read())
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void aacForgetsPiecesWhoseRestIsLost() {
    assertThat(aac.read("00100230" + "ab".repeat(35), "lost", "|", "*00100018aabbcc"))
        .containsExactly("aabbcc");
  }

  @Test
  void latmHasLengthsOf255AndTheRest() {
    PayloadFormat format =
        new PayloadFormat(
            96,
            "MP4A-LATM",
            48_000,
            2,
            FormatParameters.of("config", StreamMuxConfig.of(AAC_CODEC).toHex()));
    Payloads latm = new Payloads(format, AAC_CODEC);
    String frame = "cd".repeat(255);
    assertThat(latm.write(true, 1000, frame)).containsExactly("*ff00" + frame);
    assertThat(latm.read("*ff00" + frame + "01aa")).containsExactly(frame, "aa");
    assertThat(latm.codecs()).containsExactly(AAC_CODEC);
    assertThatThrownBy(() -> latm.read("*ff")).isInstanceOf(MalformedMediaException.class);
  }

  private static Payloads latm(String parameters) {
    FormatParameters all = FormatParameters.parse(parameters);
    return new Payloads(new PayloadFormat(96, "MP4A-LATM", 48_000, 2, all), AAC_CODEC);
  }

  /// sameStreamMux, unless it is 1 the configuration, the length 3 and a frame.
  @Test
  void latmIsConfiguredInBand() {
    String configured = "200011901fe019080490";
    String asBefore = "8190804900";
    for (String parameters : new String[] {"", "cpresent=1", "cpresent=1;config=40002410"}) {
      Payloads latm = latm(parameters);
      assertThat(latm.read("*" + asBefore, "|", "*" + configured, "|", "*" + asBefore))
          .as(parameters)
          .containsExactly("210092", "210092");
      assertThat(latm.codecs()).containsExactly(AAC_CODEC);
    }
    Payloads latm = latm("cpresent=1");
    assertThat(latm.read("20001190", "*1fe019080490")).containsExactly("210092");
    assertThat(latm.read("20001190", "lost", "|", "*" + configured)).containsExactly("210092");
    assertThatThrownBy(() -> latm.read("*" + configured, "|", "*ff00"))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void latmFramesMayAllHaveOneSize() {
    Payloads latm = latm("cpresent=0;config=410023204020"); // two frames of 21 bytes
    String frame = "cd".repeat(21);
    assertThat(latm.read("*" + frame + frame)).containsExactly(frame, frame);
    assertThatThrownBy(() -> latm.read("*" + frame + "cd"))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void linearSoundTurnsToNetworkOrderBetweenFrames() {
    Codec.Pcm little = new Codec.Pcm(16, false, false, 48_000, 1);
    assertThat(new Payloads(PayloadFormat.of(little, 96), little).write(true, 64, "01020304"))
        .containsExactly("02010403");
    String fiveWords = "0102030405060708090a";
    assertThat(new Payloads(PayloadFormat.of(little, 96), little).write(true, 64, fiveWords))
        .containsExactly("02010403060508070a09");
    Codec.Pcm deep = new Codec.Pcm(24, false, false, 48_000, 1);
    assertThat(new Payloads(PayloadFormat.of(deep, 96), deep).write(true, 64, "010203"))
        .containsExactly("030201");
  }

  @Test
  void opusIsOnePacketAndNeverCut() {
    Codec.Opus opus = OpusHead.of(2);
    Payloads payloads = new Payloads(PayloadFormat.of(opus, 96), opus);
    assertThat(payloads.write(true, 64, "fcaabb")).containsExactly("fcaabb");
    assertThatThrownBy(() -> payloads.write(true, 64, "ab".repeat(65)))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void codecsWithoutAPayloadFormatAreRefused() {
    Codec float32 = new Codec.Pcm(32, true, true, 48_000, 2);
    Codec flac = new Codec.Flac(Octets.EMPTY, 48_000, 2);
    assertThatThrownBy(() -> PayloadFormat.of(float32, 96))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(() -> PayloadFormat.of(flac, 96))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void staticPayloadTypesAreUsed() {
    assertThat(PayloadFormat.of(new Codec.G711(true, 8_000, 1), 96).payloadType()).isEqualTo(8);
    assertThat(PayloadFormat.of(new Codec.G711(true, 8_000, 2), 96).payloadType()).isEqualTo(96);
    assertThat(PayloadFormat.of(new Codec.Pcm(16, true, false, 44_100, 2), 96).payloadType())
        .isEqualTo(10);
    assertThat(PayloadFormat.of(new Codec.Mp3(3, 48_000, 2), 96).payloadType()).isEqualTo(14);
    PayloadFormat g722 =
        PayloadFormat.of(new Codec.OtherAudio("G722", Octets.EMPTY, 16_000, 1), 96);
    assertThat(g722.payloadType()).isEqualTo(9);
    assertThat(g722.clockRate()).isEqualTo(8_000);
  }
}
