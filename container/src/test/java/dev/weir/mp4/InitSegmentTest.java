package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitSegmentTest {
  private static final String TRAK =
      "trak(tkhd mdia(mdhd hdlr minf(%s dinf(dref) stbl(stsd stts stsc stco stsz))))";

  private final ByteBuf out = Unpooled.buffer();

  @Test
  void hasEachTrackAndWhatAllItsFragmentsShare() {
    InitSegment.write(
        List.of(Track.of(3, Codecs.HEVC), new Track(5, Codecs.OPUS, "deu", "Kommentar")), out);
    assertThat(BoxTree.names(out))
        .isEqualTo(
            "ftyp moov(mvhd %s %s mvex(trex trex))"
                .formatted(TRAK.formatted("vmhd"), TRAK.formatted("smhd")));
    assertThat(BoxTree.find(out, "moov/mvhd").getInt(108)).isEqualTo(6); // next_track_ID
    assertThat(BoxTree.all(out, "moov/mvex/trex").get(1))
        .isEqualTo(
            Unpooled.wrappedBuffer(
                Octets.ofHex("00000000 00000005 00000001 00000000 00000000 02000000")
                    .toByteArray()));
    ByteBuf mdhd = BoxTree.all(out, "moov/trak/mdia/mdhd").get(1);
    assertThat(mdhd.getInt(20)).isEqualTo(48_000);
    assertThat(mdhd.getShort(32)).isEqualTo((short) 0x10B5); // d, e, u less 0x60 in 5 bits each
    assertThat(Octets.copyOf(BoxTree.all(out, "moov/trak/mdia/hdlr").get(1)).toHex())
        .isEqualTo("0000000000000000736f756e000000000000000000000000" + "4b6f6d6d656e74617200");
  }

  @ParameterizedTest
  @MethodSource("dev.weir.mp4.Codecs#all")
  void hasTheSampleEntryOfEveryCodec(Codec codec) {
    InitSegment.write(List.of(Track.of(1, codec)), out);
    ByteBuf stsd = BoxTree.find(out, "moov/trak/mdia/minf/stbl/stsd");
    ByteBuf entry = Unpooled.buffer();
    SampleEntry.write(codec, entry);
    assertThat(stsd.getInt(4)).isEqualTo(1);
    assertThat(stsd.slice(8, stsd.readableBytes() - 8)).isEqualTo(entry);
  }

  @Test
  void oneTrackIsACmafTrack() {
    InitSegment.write(List.of(Track.of(1, Codecs.AVC)), out);
    assertThat(Octets.copyOf(BoxTree.find(out, "ftyp")).toHex()).contains("636d6663", "636d6632");
    InitSegment.write(List.of(Track.of(1, Codecs.AVC), Track.of(2, Codecs.AAC)), out.clear());
    assertThat(Octets.copyOf(BoxTree.find(out, "ftyp")).toHex()).doesNotContain("636d6663");
  }

  @Test
  void takesAnyTimescale() {
    InitSegment.write(Track.of(1, Codecs.AVC), new Timescale(10_000_000), out);
    assertThat(BoxTree.find(out, "moov/trak/mdia/mdhd").getInt(20)).isEqualTo(10_000_000);
    assertThat(BoxTree.names(out)).contains("mvex(trex)");
  }

  @Test
  void soundCountsInItsSampleRate() {
    assertThat(InitSegment.timescale(Codecs.FLAC)).isEqualTo(new Timescale(44_100));
    assertThat(InitSegment.timescale(Codecs.AVC)).isEqualTo(Timescale.MPEG);
    assertThat(InitSegment.timescale(Codecs.WEBVTT)).isEqualTo(Timescale.MPEG);
  }

  @Test
  void aPictureHasItsSizeInTheTrackHeader() {
    InitSegment.write(List.of(Track.of(1, Codecs.VP9)), out);
    ByteBuf tkhd = BoxTree.find(out, "moov/trak/tkhd");
    assertThat(tkhd.getUnsignedShort(tkhd.readableBytes() - 8)).isEqualTo(1920);
    assertThat(tkhd.getUnsignedShort(tkhd.readableBytes() - 4)).isEqualTo(1080);
  }
}
