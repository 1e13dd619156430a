package dev.weir.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.SyncPoints;
import dev.weir.media.Track;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatroskaMuxerTest {
  private static final Track VP8 = Track.of(7, new Codec.Vp8(Picture.ofSize(320, 180)));
  private static final Track PCM = Track.of(9, new Codec.Pcm(16, false, false, 8000, 1));
  private static final String CLUSTER = "1f43b675 01ffffffffffffff ";

  private final MatroskaMuxer muxer = new MatroskaMuxer(DocType.MATROSKA);
  private final ByteBuf out = Unpooled.buffer();

  private String write(int trackId, long millis, boolean keyframe) {
    return write(trackId, millis, keyframe, Octets.ofHex("aabb"));
  }

  private String write(int trackId, long millis, boolean keyframe, Octets payload) {
    out.clear();
    ByteBuf bytes = Unpooled.wrappedBuffer(payload.toByteArray());
    muxer.sample(new Sample(trackId, millis * 1000, 0, keyframe, bytes), out);
    return Octets.copyOf(out).toHex();
  }

  private String header() {
    out.clear();
    muxer.header(out);
    return Octets.copyOf(out).toHex();
  }

  private static String hex(String spaced) {
    return spaced.replace(" ", "");
  }

  @Test
  void eachKeyframeBeginsAClusterOfUnknownSize() {
    muxer.track(VP8, out);
    assertThat(write(7, 3_600_000, true))
        .isEqualTo(hex(CLUSTER + "e783 36ee80 a386 81 0000 80 aabb"));
    assertThat(write(7, 3_600_040, false)).isEqualTo(hex("a386 81 0028 00 aabb"));
    assertThat(write(7, 3_600_080, true)).startsWith(hex(CLUSTER));
  }

  @Test
  void timesInAClusterAreNotNegativeWhenTracksAreInterleaved() {
    muxer.track(VP8, out);
    muxer.track(PCM, out);
    write(7, 1000, true);
    write(9, 1960, true);
    assertThat(write(7, 2000, true)).isEqualTo(hex(CLUSTER + "e782 07a8 a386 81 0028 80 aabb"));
    assertThat(write(9, 1980, true)).isEqualTo(hex("a386 82 0014 80 aabb"));
  }

  @Test
  void aLongGroupOfPicturesIsCutIntoClusters() {
    muxer.track(VP8, out);
    write(7, 0, true);
    assertThat(write(7, 4_999, false)).startsWith("a3");
    assertThat(write(7, 5_000, false)).startsWith(hex(CLUSTER));
  }

  @Test
  void aJumpInTimeBeginsACluster() {
    muxer.track(VP8, out);
    muxer.track(PCM, out);
    write(7, 0, true);
    assertThat(write(9, 32_767, true)).startsWith("a3");
    assertThat(write(9, 32_768, true)).startsWith(hex(CLUSTER));
  }

  @Test
  void withoutVideoAClusterBeginsWhereViewersStart() {
    Track other = Track.of(10, PCM.codec());
    muxer.track(other, out);
    muxer.track(PCM, out);
    SyncPoints starts = new SyncPoints();
    int clusters = 0;
    for (int millis = 7; millis < 5_000; millis += 23) {
      Sample sample = new Sample(9, millis * 1000L + 400, 0, true, Unpooled.wrappedBuffer(bytes()));
      boolean start = starts.isNext(PCM, sample);
      clusters += start ? 1 : 0;
      muxer.sample(sample, out.clear());
      assertThat(ByteBufUtil.hexDump(out).startsWith(hex(CLUSTER))).isEqualTo(start);
      assertThat(write(10, millis + 1, true)).startsWith("a3");
      assertThat(header()).doesNotContain(hex(CLUSTER));
    }
    assertThat(clusters).isEqualTo(5);
  }

  private static byte[] bytes() {
    return new byte[] {(byte) 0xAA, (byte) 0xBB};
  }

  @Test
  void withVideoTheHeaderOpensNoCluster() {
    muxer.track(VP8, out);
    write(7, 0, true);
    write(7, 40, false);
    assertThat(header()).doesNotContain(hex(CLUSTER)).contains(hex("18538067 01ffffffffffffff"));
  }

  @Test
  void opusBlocksAreLateByWhatTheDecoderThrowsAway() {
    muxer.track(Track.of(3, OpusHead.of(2)), out);
    // 312 samples of 48 kHz: CodecDelay 6,500,000 ns, then SeekPreRoll 80,000,000 ns.
    assertThat(header()).contains(hex("56aa 83 632ea0 56bb 84 04c4b400"));
    assertThat(write(3, 1000, true)).isEqualTo(hex(CLUSTER + "e782 03e8 a386 81 0007 80 aabb"));
  }

  @Test
  void saysTheLanguageInBothWays() {
    muxer.track(new Track(1, PCM.codec(), "ger", "Ton"), out);
    assertThat(header()).contains(hex("22b59c 83 676572 22b59d 82 6465 536e 83 546f6e"));
  }

  @Test
  void changedParameterSetsGoBeforeTheNextKeyframe() {
    Octets sps = Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
    Octets pps = Octets.ofHex("68ebe3cb22c0");
    Octets otherPps = Octets.ofHex("68ebe3cb22c1");
    muxer.track(Track.of(1, AvcConfiguration.of(List.of(sps), List.of(pps))), out);
    write(1, 0, true);
    muxer.track(Track.of(1, AvcConfiguration.of(List.of(sps), List.of(otherPps))), out);
    assertThat(write(1, 40, false)).isEqualTo(hex("a386 81 0028 00 aabb"));
    assertThat(write(1, 80, true))
        .endsWith(hex("80 0000001c" + sps.toHex() + "00000006" + otherPps.toHex() + "aabb"));
    assertThat(write(1, 120, true)).endsWith(hex("a386 81 0000 80 aabb"));
    assertThat(header()).contains(otherPps.toHex());
  }

  @Test
  void aCueIsAGroupWithItsDuration() {
    muxer.track(Track.of(1, new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY)), out);
    ByteBuf cue = Unpooled.buffer();
    new Cue(2000, "Hi").write(cue);
    assertThat(write(1, 0, true, Octets.copyOf(cue)))
        .endsWith(hex("a091 a110000006 81 0000 00 4869 9b84 000007d0"));
  }

  @Test
  void refusesACueWithoutDurationAndKeepsTheClusterClosed() {
    muxer.track(Track.of(1, new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY)), out);
    assertThatThrownBy(() -> write(1, 0, true)).isInstanceOf(MalformedMediaException.class);
    assertThat(write(1, 0, true, Octets.ofHex("00000001"))).startsWith(hex(CLUSTER));
  }

  @Test
  void leavesOutWhatWebmHasNot() {
    MatroskaMuxer webm = new MatroskaMuxer(DocType.WEBM);
    webm.track(PCM, out);
    webm.sample(new Sample(9, 0, 0, true, Unpooled.EMPTY_BUFFER), out);
    assertThat(out.isReadable()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0,80",
    "126,fe",
    "127,407f",
    "16382,7ffe",
    "16383,203fff",
    "268435454,1ffffffe",
    "268435455,080fffffff"
  })
  void sizesAreShortAndNeverAllOnes(long size, String hex) {
    EbmlWriter.size(size, out);
    assertThat(Octets.copyOf(out).toHex()).isEqualTo(hex);
    assertThat(EbmlWriter.sizeBytes(size)).isEqualTo(hex.length() / 2);
  }
}
