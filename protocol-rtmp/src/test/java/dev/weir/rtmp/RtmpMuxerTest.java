package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtmpMuxerTest {
  private static final Track VP9 = Track.of(1, new Codec.Vp9(0, 31, Picture.ofSize(320, 180)));
  private static final Track AAC = Track.of(2, AudioSpecificConfig.of(2, 48_000, 2));

  private final ByteBuf out = Unpooled.buffer();

  @Test
  void headerHasMetadataAndSequenceHeaders() {
    muxer(false).header(out);
    assertThat(lines())
        .satisfiesExactly(
            metadata -> assertThat(metadata).startsWith("> data stream 1: \"onMetaData\" ["),
            video -> assertThat(video).startsWith("> video stream 1: ").contains("90767030390"),
            audio -> assertThat(audio).startsWith("> audio stream 1: ").contains("af00"));
  }

  @Test
  void headerHasTheTimeOfTheNewestKeyframe() {
    RtmpMuxer muxer = muxer(false);
    muxer.sample(video(40_000, true), out);
    muxer.sample(video(80_000, false), out);
    out.clear();
    muxer.header(out);
    assertThat(lines())
        .hasSize(3)
        .allMatch(
            line -> line.startsWith("> data stream 1: ") ^ line.contains(" stream 1 at 40: "));
  }

  @Test
  void audioAloneStartsAnywhere() {
    RtmpMuxer muxer = new RtmpMuxer(1, false, List.of(AAC));
    muxer.sample(audio(40_000), out);
    out.clear();
    muxer.header(out);
    assertThat(lines().getLast()).startsWith("> audio stream 1 at 40: ");
  }

  @Test
  void metadataForServersIsWrapped() {
    muxer(true).header(out);
    assertThat(lines().getFirst())
        .startsWith("> data stream 7: \"@setDataFrame\" \"onMetaData\" [");
  }

  @Test
  void changedTrackIsAnnouncedInPlace() {
    RtmpMuxer muxer = muxer(false);
    muxer.sample(audio(20_000), out);
    out.clear();
    muxer.track(Track.of(2, AudioSpecificConfig.of(2, 44_100, 1)), out);
    assertThat(lines())
        .hasSize(2)
        .allMatch(line -> line.contains(" stream 1 at 20: "))
        .anyMatch(line -> line.startsWith("> audio"));
  }

  @Test
  void longSamplesAreSplit() {
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[200_000]);
    muxer(false).sample(new Sample(1, 0xFFFFFFL * 1000, 0, true, payload), out);
    assertThat(lines()).singleElement().asString().contains("at 16777215: 200005 bytes");
  }

  @Test
  void samplesOfUnknownTracksAreLeftOut() {
    muxer(false).sample(new Sample(9, 0, 0, true, Unpooled.EMPTY_BUFFER), out);
    assertThat(out.isReadable()).isFalse();
  }

  @Test
  void formatsThatDifferAreNotTheSame() {
    assertThat(RtmpFormat.toPlayers(true, true))
        .isEqualTo(RtmpFormat.toPlayers(true, true))
        .isNotEqualTo(RtmpFormat.toPlayers(true, false))
        .isNotEqualTo(RtmpFormat.toServer(1));
    assertThat(RtmpFormat.toPlayers(false, true).carries(AAC)).isFalse();
    assertThat(RtmpFormat.toPlayers(false, true).carries(VP9)).isTrue();
  }

  private static RtmpMuxer muxer(boolean toServer) {
    return new RtmpMuxer(toServer ? 7 : 1, toServer, List.of(VP9, AAC));
  }

  private static Sample video(long micros, boolean keyframe) {
    return new Sample(1, micros, 0, keyframe, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
  }

  private static Sample audio(long micros) {
    return new Sample(2, micros, 0, true, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    ChunkDecoder decoder =
        new ChunkDecoder(
            ByteBufAllocator.DEFAULT,
            (type, streamId, time, payload) ->
                lines.add(RtmpTrace.line('>', type, streamId, time, payload)));
    ChunkEncoder encoder = new ChunkEncoder(128);
    ByteBuf size = Unpooled.buffer();
    encoder.announceChunkSize(size);
    decoder.decode(size);
    lines.clear();
    decoder.decode(out);
    decoder.close();
    return lines;
  }
}
