package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.TrackSink;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    return fromZero(times);
  }

  private static List<Long> fromZero(List<Long> times) {
    long first = times.stream().mapToLong(time -> time).min().orElseThrow();
    return times.stream().map(time -> time - first).toList();
  }

  private static List<Long> told(String name) {
    List<Long> order = order(load(name), MatroskaDemuxer::new);
    assertThat(order).hasSize(PICTURES).doesNotHaveDuplicates();
    assertThat(order.stream().sorted().toList()).as("B-pictures").isNotEqualTo(order);
    return order;
  }

  /// Open groups, and pictures that lead an IDR picture.
  @ParameterizedTest
  @ValueSource(strings = {"order-hevc", "order-radl"})
  void hevcByItsCounts(String name) {
    assertThat(order(load(name + ".hevc"), AnnexBReader::hevc)).isEqualTo(told(name + ".mkv"));
  }

  /// Of pictures that lead the first one of a file it is told where that is shown, too.
  @ParameterizedTest
  @CsvSource({"order-hevc, 16", "order-radl, 17"})
  void hevcThatBeginsWithAPictureThatOthersLead(String name, int picture) {
    byte[] whole = load(name + ".hevc");
    List<Long> positions = new ArrayList<>();
    AnnexBReader[] readers = new AnnexBReader[1];
    TrackSink sink = TrackSink.ofSamples(_ -> positions.add(readers[0].position()));
    readers[0] = AnnexBReader.hevc(sink);
    try (AnnexBReader reader = readers[0]) {
      reader.read(Unpooled.wrappedBuffer(whole));
    }
    byte[] rest = Arrays.copyOfRange(whole, positions.get(picture).intValue(), whole.length);
    assertThat(order(rest, AnnexBReader::hevc))
        .isEqualTo(fromZero(told(name + ".mkv").subList(picture, PICTURES)));
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
