package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenderedManifestsTest {
  private final RenderedManifests rendered = new RenderedManifests();

  private static Snapshot snapshot(int segment) {
    return TestSegments.live(List.of(TestSegments.segment(segment, false, 7)));
  }

  private ManifestForm of(Snapshot now, String wanted, int bytes) {
    return rendered.of(now, wanted, () -> ManifestForm.without(new byte[bytes]));
  }

  @Test
  void whoWantsTheSameGetsTheSame() {
    Snapshot now = snapshot(0);
    assertThat(of(now, "a", 1)).isSameAs(of(now, "a", 2));
  }

  @Test
  void whoWantsSomethingElseOrLaterGetsThat() {
    Snapshot now = snapshot(0);
    of(now, "a", 1);
    assertThat(of(now, "b", 2).textBytes()).isEqualTo(2);
    assertThat(of(snapshot(0), "a", 3).textBytes()).isEqualTo(3);
  }

  @Test
  void whatIsLongIsNotKept() {
    Snapshot now = snapshot(0);
    of(now, "a", 300_000);
    assertThat(of(now, "a", 4).textBytes()).isEqualTo(4);
  }
}
