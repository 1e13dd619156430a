package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class Mp4MuxerTest {
  private static final Track VIDEO = Track.of(1, Codecs.AVC);
  private static final Track AUDIO = Track.of(2, Codecs.AAC);

  private final Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.STREAM);
  private final ByteBuf out = Unpooled.buffer();

  private static Sample sample(int trackId, long dtsMicros, boolean keyframe) {
    return new Sample(trackId, dtsMicros, 0, keyframe, Unpooled.wrappedBuffer(new byte[] {1, 2}));
  }

  private void tellTracks() {
    muxer.track(VIDEO, out);
    muxer.track(AUDIO, out);
  }

  private int durationTicks() {
    return BoxTree.all(out, "moof/traf/trun").getLast().getInt(12);
  }

  @Test
  void everySampleIsAFragmentAtOnce() {
    tellTracks();
    assertThat(out.isReadable()).isFalse();
    muxer.header(out);
    muxer.sample(sample(1, 40_000, true), out);
    muxer.sample(sample(2, 42_667, true), out);
    assertThat(BoxTree.names(out))
        .matches("ftyp moov.* moof\\(mfhd traf\\(tfhd tfdt trun\\)\\) mdat moof.* mdat");
    assertThat(BoxTree.all(out, "moof/mfhd"))
        .extracting(mfhd -> mfhd.getInt(4))
        .containsExactly(1, 2);
    assertThat(BoxTree.all(out, "moof/traf/tfdt"))
        .extracting(tfdt -> tfdt.getLong(4))
        .containsExactly(3600L, 2048L);
  }

  @Test
  void headersDisturbNothing() {
    tellTracks();
    muxer.header(out);
    Octets first = Octets.copyOf(out);
    muxer.sample(sample(1, 0, true), out.clear());
    muxer.header(out.clear());
    assertThat(Octets.copyOf(out)).isEqualTo(first);
  }

  @Test
  void soundLastsAsLongAsItsCodecSays() {
    tellTracks();
    muxer.sample(sample(2, 0, true), out);
    assertThat(durationTicks()).isEqualTo(1024);
  }

  /// Media Source Extensions drop what is decoded later than twice the last duration, up to the
  /// next keyframe: here the pictures that were left out behind one, and a stream of 5 pictures a
  /// second.
  @Test
  void missingPicturesMakeNoJumpInDecodingTimes() {
    muxer.track(Track.of(1, Codecs.VP8), out);
    muxer.header(out);
    long[] millis = {0, 160, 200, 240, 280, 480, 680, 880, 1080, 1280, 1480, 1680};
    long latest = Long.MAX_VALUE;
    for (long each : millis) {
      muxer.sample(sample(1, each * 1000, each == 0), out);
      long decoded = BoxTree.all(out, "moof/traf/tfdt").getLast().getLong(4);
      assertThat(decoded).as("%d ms", each).isLessThanOrEqualTo(Math.min(latest, each * 90));
      latest = decoded + 2L * durationTicks();
    }
    assertThat(latest).as("caught up").isEqualTo((1680 + 2 * 200) * 90);
    muxer.sample(sample(1, 9_000_000, true), out);
    assertThat(BoxTree.all(out, "moof/traf/tfdt").getLast().getLong(4)).isEqualTo(9_000 * 90);
    MemoryFile read = MemoryFile.of(Octets.copyOf(out).toByteArray(), Mp4Demuxer::new);
    assertThat(read.samples())
        .extracting(each -> each.ptsMicros() / 1000)
        .startsWith(0L, 160L, 200L, 240L, 280L, 480L)
        .endsWith(9_000L);
  }

  @Test
  void picturesLastAsLongAsTheOneBefore() {
    muxer.track(Track.of(1, Codecs.VP8), out);
    muxer.sample(sample(1, 0, true), out);
    assertThat(durationTicks()).isEqualTo(3600);
    muxer.sample(sample(1, 20_000, true), out);
    assertThat(durationTicks()).isEqualTo(1800);
    muxer.sample(sample(1, 3_600_000_000L, true), out);
    assertThat(durationTicks()).isEqualTo(1800);
    muxer.sample(sample(1, 0, true), out);
    assertThat(durationTicks()).isEqualTo(1800);
  }

  @Test
  void leavesOutWhatMp4CannotCarry() {
    Codec data = new Codec.Data(Codec.Data.Format.ID3);
    assertThat(Mp4Muxer.carries(data)).isFalse();
    muxer.track(Track.of(9, data), out);
    muxer.sample(sample(9, 0, true), out);
    assertThat(out.isReadable()).isFalse();
  }

  @Test
  void aTrackThatComesLaterMakesANewInitSegment() {
    muxer.track(VIDEO, out);
    muxer.sample(sample(1, 0, true), out);
    muxer.track(AUDIO, out.clear());
    assertThat(BoxTree.names(out)).matches("ftyp moov\\(mvhd trak.* trak.* mvex\\(trex trex\\)\\)");
  }

  @Test
  void newParameterSetsStandBeforeKeyframesToo() {
    tellTracks();
    muxer.sample(sample(1, 0, true), out);
    assertThat(BoxTree.octets(out, "mdat")).isEqualTo(Octets.ofHex("0102"));
    Codec.Avc avc = Codecs.AVC;
    muxer.track(
        Track.of(
            1,
            new Codec.Avc(
                avc.configuration(),
                avc.sps(),
                java.util.List.of(avc.pps().getFirst(), avc.pps().getFirst()),
                avc.picture())),
        out);
    muxer.sample(sample(1, 40_000, true), out.clear());
    String sps = "0000001c" + avc.sps().getFirst().toHex();
    String pps = "00000006" + avc.pps().getFirst().toHex();
    assertThat(BoxTree.octets(out, "mdat")).isEqualTo(Octets.ofHex(sps + pps + pps + "0102"));
    muxer.sample(sample(1, 80_000, false), out.clear());
    assertThat(BoxTree.octets(out, "mdat")).isEqualTo(Octets.ofHex("0102"));
  }
}
