package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsSegmentWriterTest {
  private static final List<Track> TRACKS = List.of(TsMuxerTest.VIDEO, TsMuxerTest.AUDIO);

  private final TsSegmentWriter writer = new TsSegmentWriter();

  private ByteBuf segment(int seconds, int videoBytes, int audioBytes) {
    ByteBuf out = Unpooled.buffer();
    writer.begin(TRACKS, out);
    long start = seconds * 1000L;
    for (int i = 0; i < 25; i++) {
      boolean last = i == 24;
      writer.sample(TsMuxerTest.video(start + i * 40L, i == 0, videoBytes + i), last, out);
      writer.sample(TsMuxerTest.audio(start + i * 40L, audioBytes + i), last, out);
    }
    writer.end(out);
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 150, 151, 152, 153, 154, 155, 166, 170, 176, 184, 345, 3000})
  void everyPidHasAMultipleOf16Packets(int bytes) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (PacketView packet : PacketView.read(segment(0, bytes, bytes))) {
      if (packet.hasPayload()) {
        counts.merge(packet.pid(), 1, Integer::sum);
      }
    }
    assertThat(counts).containsOnlyKeys(0, 0x101, 0x102, 0x1000);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count % 16).isZero());
  }

  @Test
  void segmentsMadeApartJoinWithoutAGap() {
    Map<Integer, Integer> last = new HashMap<>();
    ByteBuf first = segment(0, 1000, 200);
    TsMuxerTest.assertContinuous(PacketView.read(first), last);
    TsMuxerTest.assertContinuous(PacketView.read(segment(1, 777, 99)), last);
    TsMuxerTest.assertContinuous(PacketView.read(segment(5, 10, 1)), last);
  }

  @Test
  void theSameSamplesGiveTheSameBytes() {
    ByteBuf first = segment(3, 1000, 200);
    segment(4, 10, 10);
    assertThat(segment(3, 1000, 200)).isEqualTo(first);
  }

  @Test
  void startsWithTablesAndAClock() {
    List<PacketView> packets = PacketView.read(segment(0, 1000, 200));
    assertThat(packets.get(0).pid()).isZero();
    assertThat(packets.get(1).pid()).isEqualTo(0x1000);
    assertThat(packets.get(2).pcr()).isPositive();
    assertThat(packets.get(2).randomAccess()).isTrue();
  }

  @Test
  void spreadsEvenTheShortestSamples() {
    List<Track> tracks =
        List.of(
            Track.of(1, new Codec.Mp3(3, 44_100, 2)),
            Track.of(2, new Codec.Data(Codec.Data.Format.SCTE35)));
    ByteBuf out = Unpooled.buffer();
    writer.begin(tracks, out);
    writer.sample(new Sample(1, 0, 0, true, Unpooled.buffer()), true, out);
    ByteBuf splice = Unpooled.buffer().writeZero(SpliceInfo.MIN_BYTES);
    writer.sample(new Sample(2, 0, 0, true, splice), true, out);
    writer.end(out);
    List<PacketView> packets = PacketView.read(out);
    assertThat(packets.stream().filter(p -> p.pid() == 0x101 && p.hasPayload())).hasSize(16);
    assertThat(packets.stream().filter(p -> p.pid() == 0x102 && p.hasPayload())).hasSize(16);
  }

  @Test
  void otherTracksGiveAnotherVersion() {
    ByteBuf both = Unpooled.buffer();
    ByteBuf audioOnly = Unpooled.buffer();
    writer.begin(TRACKS, both);
    writer.begin(List.of(TsMuxerTest.AUDIO), audioOnly);
    assertThat(PacketView.read(both).get(1).payload().at(6))
        .isNotEqualTo(PacketView.read(audioOnly).get(1).payload().at(6));
  }
}
