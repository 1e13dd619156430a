package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.av1.Av1Configuration;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [TsMuxer] and [TsSegmentWriter] write, [TsDemuxer] reads as the same samples.
class TsRoundTripTest {
  private final TsMuxer muxer = new TsMuxer();
  private final ByteBuf out = Unpooled.buffer();

  /// Keeps what it is given, to give it again.
  private static final class Kept implements TrackSink {
    private final List<Track> tracks = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    @Override
    public void track(Track track) {
      tracks.add(track);
    }

    @Override
    public void sample(Sample sample) {
      samples.add(sample.with(sample.payload().copy()));
    }

    String dump() {
      StringBuilder text = new StringBuilder();
      SampleDump dump = new SampleDump(text);
      tracks.forEach(dump::track);
      samples.stream().map(Sample::trackId).distinct().sorted().forEach(id -> dump(id, dump));
      return text.toString();
    }

    private void dump(int id, SampleDump dump) {
      samples.stream().filter(sample -> sample.trackId() == id).forEach(dump::sample);
    }
  }

  private static Kept read(ByteBuf stream) {
    byte[] bytes = new byte[stream.readableBytes()];
    stream.getBytes(stream.readerIndex(), bytes);
    Kept kept = new Kept();
    assertThat(TsFiles.read(bytes, kept, TsDemuxer.ANY_PROGRAM)).as("dropped").isZero();
    kept.tracks.sort((a, b) -> Integer.compare(a.id(), b.id()));
    return kept;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac.ts",
        "hevc-ac3.ts",
        "h264-latm.ts",
        "mpeg2-mp2.ts",
        "mpeg1-mp3.ts",
        "eac3.ts",
        "opus.ts",
        "gst-h264-aac.ts"
      })
  void streamsOfOthersComeBack(String name) {
    Kept first = read(Unpooled.wrappedBuffer(TsFiles.load(name)));
    first.tracks.forEach(track -> muxer.track(track, out));
    first.samples.forEach(sample -> muxer.sample(copy(sample), out));
    assertThat(read(out).dump()).isEqualTo(first.dump());
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.ts", "hevc-ac3.ts", "opus.ts"})
  void segmentsComeBack(String name) {
    Kept first = read(Unpooled.wrappedBuffer(TsFiles.load(name)));
    TsSegmentWriter writer = new TsSegmentWriter();
    writer.begin(first.tracks, out);
    for (int i = 0; i < first.samples.size(); i++) {
      Sample sample = first.samples.get(i);
      boolean last =
          first.samples.stream().skip(i + 1L).noneMatch(s -> s.trackId() == sample.trackId());
      writer.sample(copy(sample), last, out);
    }
    writer.end(out);
    assertThat(read(out).dump()).isEqualTo(first.dump());
  }

  private static Sample copy(Sample sample) {
    return sample.with(sample.payload().duplicate());
  }

  private void write(int track, long millis, boolean keyframe, String hex) {
    ByteBuf payload = Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
    muxer.sample(new Sample(track, millis * 1000, 0, keyframe, payload), out);
  }

  private static List<String> hex(Kept kept, int track) {
    return kept.samples.stream()
        .filter(sample -> sample.trackId() == track)
        .map(s -> s.dtsMicros() / 1000 + " " + Octets.copyOf(s.payload()).toHex())
        .collect(Collectors.toList());
  }

  @Test
  void av1ComesBackWithItsZerosAndHiddenFrames() {
    Codec av1 = Av1Configuration.parse(Octets.ofHex("81000c00 0a0b000000043cfeccdaf90040"));
    muxer.track(Track.of(1, av1), out);
    String sequence = "0a0b000000043cfeccdaf90040";
    write(1, 0, true, sequence + "3205 10000000a0");
    write(1, 40, false, "3205 2000000003" + "3204 30000001");
    write(1, 80, false, "3208 3000000300000200");
    Kept kept = read(out);
    assertThat(kept.tracks).containsExactly(Track.of(1, av1));
    assertThat(hex(kept, 1))
        .containsExactly(
            "0 " + sequence + "320510000000a0",
            "40 32052000000003" + "320430000001",
            "80 32083000000300000200");
    assertThat(kept.samples.stream().map(Sample::keyframe)).containsExactly(true, false, false);
  }

  @Test
  void messagesComeBack() {
    muxer.track(TsMuxerTest.VIDEO, out);
    muxer.track(Track.of(2, new Codec.Data(Codec.Data.Format.ID3)), out);
    muxer.track(Track.of(3, new Codec.Data(Codec.Data.Format.SCTE35)), out);
    muxer.track(Track.of(4, new Codec.Data(Codec.Data.Format.KLV)), out);
    muxer.sample(TsMuxerTest.video(0, true, 100), out);
    write(2, 10, true, "49443304000000000003 aabbcc");
    write(4, 20, true, "060e2b34 0102");
    muxer.sample(TsMuxerTest.video(40, false, 100), out);
    String splice = splice();
    write(3, 40, true, splice);
    Kept kept = read(out);
    assertThat(kept.tracks).hasSize(4);
    assertThat(hex(kept, 2)).containsExactly("10 49443304000000000003aabbcc");
    assertThat(hex(kept, 3)).containsExactly("40 " + splice);
    assertThat(hex(kept, 4)).containsExactly("20 060e2b340102");
  }

  /// A splice_null().
  private static String splice() {
    ByteBuf section = Unpooled.buffer();
    section.writeByte(0xFC).writeShort(0x3000 | 17);
    section.writeBytes(Octets.ofHex("00 00 00000000 00 fff000 00 0000").toByteArray());
    section.writeInt(SectionCrc.of(section, 0, section.readableBytes()));
    return Octets.copyOf(section).toHex();
  }

  @Test
  void pesPacketsThatFillTransportPacketsInEveryWayComeBack() {
    muxer.track(TsMuxerTest.VIDEO, out);
    for (int i = 0; i < 400; i++) {
      String slice = (i % 50 == 0 ? "65" : "41") + "88".repeat(i);
      write(1, i * 40L, i % 50 == 0, String.format("%08x", 1 + i) + slice);
    }
    Kept kept = read(out);
    assertThat(kept.samples).hasSize(400);
    for (int i = 0; i < 400; i++) {
      Sample sample = kept.samples.get(i);
      assertThat(sample.dtsMicros()).isEqualTo(i * 40_000L);
      assertThat(sample.payload().readableBytes()).isEqualTo(4 + 1 + i);
    }
  }
}
