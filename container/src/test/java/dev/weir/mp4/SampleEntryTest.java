package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.flac.StreamInfo;
import dev.weir.media.Codec;
import dev.weir.media.Codec.Text.Format;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SampleEntryTest {
  private static final String COMMON = "000000000000 0001";
  private static final String SOUND_0 = "0000 0000 00000000 0002 0010 0000 0000 bb80 0000";

  private static Octets write(Codec codec) {
    ByteBuf out = Unpooled.buffer();
    SampleEntry.write(codec, out);
    assertThat(out.getInt(0)).isEqualTo(out.readableBytes());
    return Octets.copyOf(out);
  }

  /// Reads a box that starts with its size.
  private static SampleEntry read(Octets box) {
    ByteBuf in = Unpooled.wrappedBuffer(box.toByteArray()).skipBytes(4);
    return SampleEntry.read(in.readInt(), 0, in);
  }

  private static Codec read(String type, String body) {
    return SampleEntry.read(
            FourCc.of(type), 0, Unpooled.wrappedBuffer(Octets.ofHex(body).toByteArray()))
        .codec();
  }

  private static String box(String type, String body) {
    ByteBuf out = Unpooled.buffer();
    int box = BoxWriter.begin(type, out);
    Octets.ofHex(body).writeTo(out);
    BoxWriter.end(box, out);
    return Octets.copyOf(out).toHex();
  }

  @ParameterizedTest
  @MethodSource("dev.weir.mp4.Codecs#all")
  void readsTheCodecThatItWrote(Codec codec) {
    assertThat(SampleEntry.carries(codec)).isTrue();
    Codec found = read(write(codec)).codec();
    assertThat(write(found)).isEqualTo(write(codec));
    if (!(codec instanceof Codec.Hevc)) { // its record says more once it is complete
      assertThat(found).isEqualTo(codec);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.weir.mp4.Codecs#all")
  void refusesDamageAsMediaExceptionsOnly(Codec codec) {
    Mutations.onlyMediaExceptions(
        write(codec),
        bytes -> {
          if (bytes.length() >= BoxWriter.HEADER_BYTES) {
            read(bytes);
          }
        });
  }

  @Test
  void saysNoToWhatHasNoEntry() {
    assertThat(SampleEntry.carries(new Codec.Data(Codec.Data.Format.ID3))).isFalse();
    assertThat(SampleEntry.carries(new Codec.Text(Format.ASS, Octets.EMPTY))).isFalse();
    assertThat(
            SampleEntry.carries(
                new Codec.Vorbis(Octets.EMPTY, Octets.EMPTY, Octets.EMPTY, 48_000, 2)))
        .isFalse();
    assertThat(SampleEntry.carries(new Codec.OtherAudio("Speex", Octets.EMPTY, 16_000, 1)))
        .isFalse();
  }

  @Test
  void writesSubRipAsTimedText() {
    assertThat(read(write(new Codec.Text(Format.SUBRIP, Octets.EMPTY))).codec())
        .isEqualTo(Codecs.TX3G);
  }

  @Test
  void writesAacAsTheStandardsLayItOut() {
    assertThat(write(Codecs.AAC))
        .isEqualTo(
            Octets.ofHex(
                "00000057 6d703461 000000000000 0001 0000000000000000 0002 0010 00000000 bb800000"
                    + "00000033 65736473 00000000 0380808022 0000 00"
                    + "0480808014 40 15 000000 00000000 00000000 0580808002 1190"
                    + "0680808001 02"));
  }

  /// Chromium plays no FLAC of 24 bits of which the entry says another number.
  @Test
  void saysHowManyBitsFlacHas() throws Exception {
    String sixteen = Codecs.FLAC.streamInfo().toHex();
    Codec.Flac flac24 =
        StreamInfo.parse(Octets.ofHex(sixteen.replaceFirst("0ac440f0", "0ac44170")));
    assertThat(write(Codecs.FLAC).at(27)).isEqualTo(16);
    assertThat(write(flac24).at(27)).isEqualTo(24);
    assertThat(read(write(flac24)).codec()).isEqualTo(flac24);
  }

  @Test
  void writesOpusBigEndian() {
    assertThat(write(Codecs.OPUS).toHex())
        .endsWith("00000013" + "644f7073" + "00 02 0138 0000bb80 0000 00".replace(" ", ""));
  }

  @Test
  void hevcParameterSetsAreAllOutOfBand() {
    Codec.Hevc loose =
        new Codec.Hevc(
            Octets.ofHex(Codecs.HEVC.configuration().toHex().replaceFirst("03a0", "0320")),
            Codecs.HEVC.vps(),
            Codecs.HEVC.sps(),
            Codecs.HEVC.pps(),
            Codecs.HEVC.picture(),
            Codecs.HEVC.codecString());
    assertThat(loose).isNotEqualTo(Codecs.HEVC);
    assertThat(write(loose)).isEqualTo(write(Codecs.HEVC));
  }

  @Test
  void saysHowLongTheLengthsOfNalUnitsAre() {
    String avcC = Codecs.AVC.configuration().toHex().replaceFirst("0164000cff", "0164000cfd");
    String body = COMMON + "00".repeat(70) + box("avcC", avcC);
    SampleEntry entry =
        SampleEntry.read(
            FourCc.of("avc3"), 0, Unpooled.wrappedBuffer(Octets.ofHex(body).toByteArray()));
    assertThat(entry).isEqualTo(new SampleEntry(Codecs.AVC, 2));
    assertThat(read(write(Codecs.AAC)).nalLengthBytes()).isZero();
  }

  @Test
  void vp8NeedsNoRecord() {
    String sized = COMMON + "00".repeat(16) + "0060 0040" + "00".repeat(50);
    assertThat(read("vp08", sized)).isEqualTo(new Codec.Vp8(Picture.ofSize(96, 64)));
  }

  @Test
  void samplesTellWhatQuickTimeLeavesOut() {
    SampleEntry ac3 = SampleEntry.of(read("ac-3", COMMON + SOUND_0));
    SampleEntry mpeg2 =
        SampleEntry.of(read("m2v1", COMMON + "00".repeat(16) + "0060 0040" + "00".repeat(50)));
    assertThat(ac3.awaitsSamples()).isTrue();
    assertThat(mpeg2.awaitsSamples()).isTrue();
    // 48 kHz, 96 kbit/s, two channels.
    ByteBuf frame = Unpooled.wrappedBuffer(Octets.ofHex("0b77 0000 08 40 43 00").toByteArray());
    Codec told = SampleEntry.toldBy(frame, ac3.codec());
    assertThat(told).isInstanceOf(Codec.Ac3.class);
    assertThat(SampleEntry.toldBy(frame, mpeg2.codec())).isNull();
  }

  @Test
  void takesTheSizeOfThePictureWhereTheCodecHasNone() {
    String body =
        COMMON + "00".repeat(16) + "0280 01e0" + "00".repeat(50) + box("av1C", "81044c00");
    assertThat(((Codec.Av1) read("av01", body)).picture())
        .extracting(Picture::width, Picture::height, picture -> picture.colour().bitDepth())
        .containsExactly(640, 480, 10);
  }

  @Test
  void readsDescriptorsWithShortSizesAndOptionalFields() {
    String esds =
        "00000000 03 1f 0001 e0 0002 03 616263 0004" // dependent, with a URL and a clock
            + "04 11 40 15 000000 00000000 00000000 05 02 1190"
            + "06 01 02";
    assertThat(read("mp4a", COMMON + SOUND_0 + box("esds", esds))).isEqualTo(Codecs.AAC);
  }

  @Test
  void findsWhatQuickTimeWrapsInAWaveBox() {
    String fields =
        "0001 0000 00000000 0002 0010 fffe 0000 bb80 0000"
            + "00000400 00000000 00000000 00000002"; // version 1
    String esds = "00000000 03 16 0001 00 04 11 40 15 000000 00000000 00000000 05 02 1190";
    String wave =
        box("frma", "6d703461") + box("mp4a", "00000000") + box("esds", esds) + "0000000800000000";
    assertThat(read("mp4a", COMMON + fields + box("wave", wave))).isEqualTo(Codecs.AAC);
  }

  @Test
  void isoVersion1HasNoFieldsOfQuickTime() {
    String fields = "0001 0000 00000000 0002 0010 0000 0000 bb80 0000";
    String srat = box("srat", "00000000 00017700");
    ByteBuf body =
        Unpooled.wrappedBuffer(
            Octets.ofHex(COMMON + fields + srat + box("pcmC", "00000000 01 18")).toByteArray());
    assertThat(SampleEntry.read(FourCc.of("ipcm"), 1, body).codec())
        .isEqualTo(new Codec.Pcm(24, false, false, 96_000, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "twos, '', 16, true, false",
    "sowt, '', 16, false, false",
    "in24, '', 24, true, false",
    "in24, 1, 24, false, false",
    "in32, 0, 32, true, false",
    "fl32, 1, 32, false, true",
    "fl64, '', 64, true, true",
    "'raw ', '', 16, true, false",
  })
  void readsLinearSamplesOfQuickTime(
      String type, String enda, int bits, boolean bigEndian, boolean floating) {
    String wave = enda.isEmpty() ? "" : box("wave", box("enda", "000" + enda));
    assertThat(read(type, COMMON + SOUND_0 + wave))
        .isEqualTo(new Codec.Pcm(bits, bigEndian, floating, 48_000, 2));
  }

  /// As GStreamer writes it, in a sound description of version 1.
  @Test
  void readsBigEndianSamplesOf24Bits() {
    String fields = "0001 0000 00000000 0002 0018 0000 0000 1f40 0000";
    String version1 = "00000001 00000003 00000006 00000003";
    assertThat(read("twos", COMMON + fields + version1))
        .isEqualTo(new Codec.Pcm(24, true, false, 8_000, 2));
  }

  @Test
  void floatingSamplesOfIsoAreKnownByTheirType() {
    assertThat(read("fpcm", COMMON + SOUND_0 + box("pcmC", "00000000 01 20")))
        .isEqualTo(new Codec.Pcm(32, false, true, 48_000, 2));
  }

  @Test
  void mpegAudioBehindAnAudioSpecificConfigIsMpegAudio() {
    // audioObjectType 31 + 3 of 34: layer III; 48 kHz; stereo
    String config = "f846 40";
    String esds = "00000000 03 17 0001 00 04 12 40 15 000000 00000000 00000000 05 03 " + config;
    assertThat(read("mp4a", COMMON + SOUND_0 + box("esds", esds)))
        .isEqualTo(new Codec.Mp3(3, 48_000, 2));
  }

  @Test
  void soundWithoutDescriptorIsLowComplexity() {
    assertThat(read("mp4a", COMMON + SOUND_0)).isEqualTo(AudioSpecificConfig.of(2, 48_000, 2));
  }

  @Test
  void writesColoursThatAreKnown() {
    Octets entry = write(Codecs.VP9);
    assertThat(entry.toHex())
        .endsWith("00000013 636f6c72 6e636c78 0009 0010 0009 00".replace(" ", ""));
    assertThat(Codecs.VP8.picture().colour()).isEqualTo(Colour.UNSPECIFIED);
    assertThat(write(Codecs.VP8).toHex()).doesNotContain("636f6c72");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (String type : new String[] {"encv", "enca", "samr", "c608", "dtsc"}) {
      assertThatThrownBy(() -> read(type, COMMON + SOUND_0 + "00".repeat(50)))
          .isInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining(type);
    }
    String esds = "00000000 03 12 0001 00 04 0d dd 15 000000 00000000 00000000";
    assertThatThrownBy(() -> read("mp4a", COMMON + SOUND_0 + box("esds", esds)))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("Sample entry 'mp4a': object type 0xdd");
  }

  @Test
  void refusesABoxThatLiesAboutItsSize() {
    assertThatThrownBy(() -> read("avc1", COMMON + "00".repeat(70) + "7fffffff 61766343 01"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("'avcC', has 2147483647 bytes");
  }

  @Test
  void refusesAnEntryWithoutItsConfiguration() {
    assertThatThrownBy(() -> read("avc1", COMMON + "00".repeat(70)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("avc1: box 'avcC' is missing, it needs at least 1 bytes");
  }
}
