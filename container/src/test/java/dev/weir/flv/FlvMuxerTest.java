package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvMuxerTest {
  private static final Track ALAW = Track.of(5, new Codec.G711(true, 8000, 1));

  private final FlvMuxer muxer = new FlvMuxer();
  private final ByteBuf out = Unpooled.buffer();

  private static Sample sample(int trackId, long dtsMicros) {
    return new Sample(trackId, dtsMicros, 0, true, Unpooled.wrappedBuffer(new byte[] {1, 2}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac",
        "h263-mp3",
        "screen-adpcm",
        "screen2-nellymoser",
        "speex",
        "mulaw",
        "alaw",
        "pcm"
      })
  void writesWhatItReadSoThatItReadsTheSame(String name) {
    byte[] original = FlvFiles.load(name + ".flv");
    assertThat(FlvFiles.dumpMedia(FlvFiles.remux(original)))
        .isEqualTo(FlvFiles.dumpMedia(original));
  }

  @Test
  void writesATagAsTheSpecificationLaysItOut() {
    muxer.track(ALAW, out);
    out.clear();
    muxer.sample(sample(5, 0x01_000002L * 1000), out);
    assertThat(Octets.copyOf(out))
        .isEqualTo(Octets.ofHex("08 000003 000002 01 000000 72 0102 0000000e"));
  }

  @Test
  void headerSaysWhichKindsThereAre() {
    muxer.header(out);
    assertThat(Octets.copyOf(out, 0, 13)).isEqualTo(Octets.ofHex("464c5601 00 00000009 00000000"));
    muxer.track(ALAW, out.clear());
    muxer.header(out.clear());
    assertThat(out.getByte(4)).isEqualTo((byte) 4);
  }

  @Test
  void headerCarriesTheTimeOfTheNewestSound() {
    muxer.track(Track.of(5, AudioSpecificConfig.of(2, 48_000, 2)), out);
    muxer.sample(sample(5, 7_000_000), out);
    assertHeaderIsAt(7000);
  }

  @Test
  void headerCarriesTheTimeOfTheGroupThatFollowsIt() {
    muxer.track(Track.of(1, new Codec.Vp9(0, 31, Picture.ofSize(2, 2))), out);
    muxer.sample(new Sample(1, 7_000_000, 0, true, Unpooled.buffer().writeZero(9)), out);
    muxer.sample(new Sample(1, 8_000_000, 0, false, Unpooled.buffer().writeZero(9)), out);
    assertHeaderIsAt(7000);
  }

  /// But for the metadata, which is at 0.
  private void assertHeaderIsAt(int millis) {
    muxer.header(out.clear());
    assertThat(out.getByte(13)).isEqualTo((byte) FlvTag.SCRIPT);
    assertThat(out.getMedium(13 + 4)).isZero();
    int second = 13 + FlvTag.HEADER_BYTES + out.getMedium(13 + 1) + 4;
    assertThat(out.getMedium(second + 4)).isEqualTo(millis);
  }

  @Test
  void leavesOutWhatFlvCannotCarry() {
    Codec text = new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY);
    assertThat(FlvMuxer.carries(text)).isFalse();
    muxer.track(Track.of(9, text), out);
    muxer.sample(sample(9, 0), out);
    assertThat(out.isReadable()).isFalse();
  }

  @Test
  void leavesOutASampleThatItsSizeFieldCannotSay() {
    muxer.track(ALAW, out);
    out.clear();
    muxer.sample(new Sample(5, 0, 0, true, Unpooled.buffer().writeZero(1 << 24)), out);
    assertThat(out.isReadable()).isFalse();
  }
}
