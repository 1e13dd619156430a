package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenderedManifestsTest {
  private final RenderedManifests rendered = new RenderedManifests();

  private static Snapshot snapshot(int segment) {
    return TestSegments.live(List.of(TestSegments.segment(segment, false, 7)));
  }

  @Test
  void whoWantsTheSameGetsTheSameBytes() {
    Snapshot now = snapshot(0);
    assertThat(rendered.of(now, "?a", () -> new byte[1]))
        .isSameAs(rendered.of(now, "?a", () -> new byte[2]));
  }

  @Test
  void whoWantsSomethingElseOrLaterGetsThat() {
    Snapshot now = snapshot(0);
    rendered.of(now, "?a", () -> new byte[1]);
    assertThat(rendered.of(now, "?b", () -> new byte[2]).plain()).hasSize(2);
    assertThat(rendered.of(snapshot(0), "?a", () -> new byte[3]).plain()).hasSize(3);
  }

  @Test
  void whatIsLongIsNotKept() {
    Snapshot now = snapshot(0);
    rendered.of(now, "?a", () -> new byte[300_000]);
    assertThat(rendered.of(now, "?a", () -> new byte[4]).plain()).hasSize(4);
  }
}
