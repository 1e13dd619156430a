package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Query;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TestSegments;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingReloadTest {
  /// Segments 100 and 101, and two parts of segment 102.
  private static final Snapshot NOW =
      new Snapshot(
          List.of(TestSegments.segment(0, false, 0), TestSegments.segment(1, false, 0)),
          TestSegments.open(2, 0, 2),
          2_000_000,
          500_000,
          true);

  private static BlockingReload.Answer answer(String query) {
    return BlockingReload.parse(Query.parse(query)).orElseThrow().against(NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "'', READY",
    "_HLS_msn=101, READY",
    "_HLS_msn=0, READY",
    "_HLS_msn=102&_HLS_part=0, READY",
    "_HLS_msn=102&_HLS_part=1, READY",
    "_HLS_msn=102&_HLS_part=2, WAIT",
    "_HLS_msn=102, WAIT",
    "_HLS_msn=103, WAIT",
    "_HLS_msn=103&_HLS_part=0, WAIT",
    "_HLS_msn=101&_HLS_part=99, READY", // RFC 8216bis 6.2.5.2: the first part of what follows
    "_HLS_msn=104, TOO_FAR",
    "_HLS_msn=9223372036854775807, TOO_FAR",
    "_HLS_msn=102&_HLS_part=1000000000, TOO_FAR",
  })
  void whatIsNearIsWaitedForAndTheRestRefused(String query, BlockingReload.Answer answer) {
    assertThat(answer(query)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_msn=-1",
        "_HLS_msn=",
        "_HLS_msn=x",
        "_HLS_msn=1e9",
        "_HLS_msn=99999999999999999999",
        "_HLS_part=1",
        "_HLS_msn=100&_HLS_part=-1",
        "_HLS_msn=100&_HLS_part=99999999999",
        "_HLS_msn=100&_HLS_part="
      })
  void nonsenseIsNoRequest(String query) {
    assertThat(BlockingReload.parse(Query.parse(query))).isEmpty();
  }

  @Test
  void nobodyWaitsForAStreamThatHasEnded() {
    Snapshot ended = new Snapshot(NOW.segments(), null, 2_000_000, 500_000, false);
    assertThat(BlockingReload.parse(Query.parse("_HLS_msn=102")).orElseThrow().against(ended))
        .isEqualTo(BlockingReload.Answer.READY);
  }
}
