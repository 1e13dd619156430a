package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.TrackSink;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Raw streams are shown as the containers say that they came from.
class PresentationOrderTest {
  private static final int PICTURES = 50;
  private static final double MICROS_PER_PICTURE = 40_000;

  private static byte[] load(String name) {
    return DemuxerFacts.load("rawvideo/" + name);
  }

  /// For each picture in decoding order, which in order it is shown.
  private static List<Long> order(byte[] bytes, Function<TrackSink, Demuxer> readers) {
    List<Long> times =
        MemoryFile.of(bytes, readers).samples().stream()
            .map(sample -> Math.round(sample.ptsMicros() / MICROS_PER_PICTURE))
            .toList();
    long first = times.stream().mapToLong(time -> time).min().orElseThrow();
    return times.stream().map(time -> time - first).toList();
  }

  private static List<Long> told(String name) {
    List<Long> order = order(load(name), MatroskaDemuxer::new);
    assertThat(order).hasSize(PICTURES).doesNotHaveDuplicates();
    assertThat(order.stream().sorted().toList()).as("B-pictures").isNotEqualTo(order);
    return order;
  }

  @Test
  void hevcByItsCounts() {
    assertThat(order(load("order-hevc.hevc"), AnnexBReader::hevc))
        .isEqualTo(told("order-hevc.mkv"));
  }

  @Test
  void avcByCountsOfBothTypesAndWhereTheyStartAnew() {
    List<Long> told = told("order-avc.mkv");
    assertThat(order(load("order-avc.h264"), AnnexBReader::avc)).isEqualTo(told);
    for (byte[] rewritten : RewrittenCounts.of(load("order-avc.h264"))) {
      assertThat(order(rewritten, AnnexBReader::avc)).isEqualTo(told);
    }
  }
}
