package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.amf.Amf0Reader;
import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvBodyWriterTest {
  private static final Octets RECORD = Octets.ofHex("0102");
  private static final Picture PICTURE =
      new Picture(320, 180, 25, new Colour(1, 1, 1, false, 8, 1));
  private static final Codec AVC = new Codec.Avc(RECORD, List.of(), List.of(), PICTURE);
  private static final Codec HEVC =
      new Codec.Hevc(RECORD, List.of(), List.of(), List.of(), PICTURE, "hvc1");
  private static final Codec AAC = AudioSpecificConfig.of(2, 44_100, 2);

  private final FlvBodyWriter writer = new FlvBodyWriter();
  private final ByteBuf out = Unpooled.buffer();

  private void track(int id, Codec codec) {
    assertThat(writer.track(Track.of(id, codec))).isTrue();
  }

  private String start(int id) {
    out.clear();
    return writer.sequenceStart(id, out) ? Octets.copyOf(out).toHex() : "none";
  }

  private String frame(int id, int ptsOffsetMicros, boolean keyframe) {
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[] {(byte) 0xAA, (byte) 0xBB});
    out.clear();
    assertThat(writer.sample(new Sample(id, 1000, ptsOffsetMicros, keyframe, payload), out))
        .isTrue();
    return Octets.copyOf(out).toHex();
  }

  private static String hex(String hex) {
    return hex.replace(" ", "");
  }

  @Test
  void writesH264InItsLegacyForm() {
    track(4, AVC);
    assertThat(start(4)).isEqualTo(hex("17 00 000000 0102"));
    assertThat(frame(4, 80_000, true)).isEqualTo(hex("17 01 000050 aabb"));
    assertThat(frame(4, -1_000, false)).isEqualTo(hex("27 01 ffffff aabb"));
    assertThat(writer.type(4)).isEqualTo(FlvTag.VIDEO);
  }

  @Test
  void writesH265WithACompositionTimeOnlyIfThereIsOne() {
    track(1, HEVC);
    assertThat(start(1)).isEqualTo(hex("90 68766331 0102"));
    assertThat(frame(1, 0, true)).isEqualTo(hex("93 68766331 aabb"));
    assertThat(frame(1, 40_000, false)).isEqualTo(hex("a1 68766331 000028 aabb"));
  }

  @Test
  void writesAv1Vp8AndVp9WithoutACompositionTime() {
    track(1, new Codec.Av1(RECORD, PICTURE, "av01"));
    track(1, new Codec.Av1(RECORD, PICTURE, "av01")); // said again: the same number
    assertThat(start(1)).isEqualTo(hex("90 61763031 0102"));
    assertThat(frame(1, 0, false)).isEqualTo(hex("a1 61763031 aabb"));
    track(1, new Codec.Vp9(0, 11, PICTURE));
    assertThat(start(1)).isEqualTo(hex("90 76703039 01000000 000b82010101 0000"));
    assertThat(frame(1, 0, true)).isEqualTo(hex("91 76703039 aabb"));
    track(1, new Codec.Vp8(PICTURE));
    assertThat(start(1)).isEqualTo(hex("90 76703038 01000000 000a82010101 0000"));
    assertThat(frame(1, 0, true)).isEqualTo(hex("91 76703038 aabb"));
  }

  @Test
  void writesLegacyAudio() {
    track(2, AAC);
    assertThat(start(2)).isEqualTo(hex("af 00") + ((Codec.Aac) AAC).configuration().toHex());
    assertThat(frame(2, 0, true)).isEqualTo(hex("af 01 aabb"));
    track(2, new Codec.Mp3(3, 44_100, 2));
    assertThat(start(2)).isEqualTo("none");
    assertThat(frame(2, 0, true)).isEqualTo(hex("2f aabb"));
    track(2, new Codec.Mp3(3, 8_000, 1));
    assertThat(frame(2, 0, true)).isEqualTo(hex("e2 aabb"));
    track(2, new Codec.G711(false, 8_000, 1));
    assertThat(frame(2, 0, true)).isEqualTo(hex("82 aabb"));
    track(2, new Codec.Pcm(8, false, false, 22_050, 2));
    assertThat(frame(2, 0, true)).isEqualTo(hex("39 aabb"));
    track(2, new Codec.OtherAudio("Nellymoser", Octets.EMPTY, 16_000, 1));
    assertThat(frame(2, 0, true)).isEqualTo(hex("46 aabb"));
  }

  @Test
  void writesEnhancedAudio() {
    track(2, new Codec.Opus(RECORD, 2, 0));
    assertThat(start(2)).isEqualTo(hex("90 4f707573 0102"));
    assertThat(frame(2, 0, true)).isEqualTo(hex("91 4f707573 aabb"));
    track(2, new Codec.Flac(RECORD, 48_000, 2));
    assertThat(start(2)).isEqualTo(hex("90 664c6143 664c6143 80000002 0102"));
    track(2, new Codec.Ac3(true, RECORD, 48_000, 6));
    assertThat(start(2)).isEqualTo("none");
    assertThat(frame(2, 0, true)).isEqualTo(hex("91 65632d33 aabb"));
    track(2, new Codec.Ac3(false, RECORD, 48_000, 6));
    assertThat(frame(2, 0, true)).isEqualTo(hex("91 61632d33 aabb"));
  }

  @Test
  void givesFurtherTracksOfAKindANumber() {
    track(1, AVC);
    track(2, AAC);
    track(12, AVC);
    track(14, HEVC);
    track(13, AAC);
    assertThat(start(12)).isEqualTo(hex("96 00 61766331 01 0102"));
    assertThat(frame(12, 80_000, true)).isEqualTo(hex("96 01 61766331 01 000050 aabb"));
    assertThat(frame(14, 0, false)).isEqualTo(hex("a6 03 68766331 02 aabb"));
    assertThat(frame(13, 0, true)).isEqualTo(hex("95 01 6d703461 01 aabb"));
  }

  @Test
  void cannotCarryAFurtherTrackWithoutAFourCc() {
    track(1, AAC);
    assertThat(writer.track(Track.of(2, new Codec.G711(true, 8000, 1)))).isFalse();
    assertThat(writer.type(2)).isZero();
    assertThat(writer.tracks()).extracting(Track::id).containsExactly(1);
  }

  @Test
  void knowsWhatItCannotCarry() {
    assertThat(FlvBodyWriter.carries(new Codec.Pcm(16, true, false, 44_100, 2))).isFalse();
    assertThat(FlvBodyWriter.carries(new Codec.Pcm(16, false, false, 48_000, 2))).isFalse();
    assertThat(FlvBodyWriter.carries(new Codec.G711(true, 16_000, 1))).isFalse();
    assertThat(FlvBodyWriter.carries(new Codec.Mp3(2, 48_000, 2))).isFalse();
    assertThat(FlvBodyWriter.carries(new Codec.OtherVideo("MPEG2", Octets.EMPTY, PICTURE)))
        .isFalse();
    assertThat(FlvBodyWriter.carries(new Codec.Data(Codec.Data.Format.ID3))).isFalse();
  }

  private AmfValue.Keyed metadata() {
    out.clear();
    writer.metadata(out);
    List<AmfValue> values = Amf0Reader.readAll(out);
    assertThat(values.getFirst()).isEqualTo(AmfValue.of("onMetaData"));
    return (AmfValue.EcmaArray) values.get(1);
  }

  @Test
  void describesTheTracksInOnMetaData() {
    track(1, AVC);
    track(2, AAC);
    track(12, HEVC);
    AmfValue.Keyed values = metadata();
    assertThat(values.properties())
        .containsEntry("width", AmfValue.of(320))
        .containsEntry("height", AmfValue.of(180))
        .containsEntry("framerate", AmfValue.of(25))
        .containsEntry("videocodecid", AmfValue.of(7))
        .containsEntry("audiocodecid", AmfValue.of(10))
        .containsEntry("audiosamplerate", AmfValue.of(44_100))
        .containsEntry("stereo", AmfValue.of(true));
    assertThat(values.property("videoTrackIdInfoMap"))
        .asString()
        .contains("1=Obj")
        .contains("1.752589105E9");
  }

  @Test
  void keepsWhatThePublisherSaidBesides() {
    track(2, AAC);
    track(3, new Codec.Data(Codec.Data.Format.AMF0));
    ByteBuf message = Unpooled.buffer();
    Amf0Writer.writeAll(
        message,
        AmfValue.of("onMetaData"),
        AmfValue.object().with("title", "t").with("width", 99).with("duration", 7).build());
    writer.sample(new Sample(3, 0, 0, true, message), out);
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.copyOf(message));
    assertThat(metadata().properties())
        .containsEntry("title", AmfValue.of("t"))
        .doesNotContainKeys("width", "duration");
  }
}
