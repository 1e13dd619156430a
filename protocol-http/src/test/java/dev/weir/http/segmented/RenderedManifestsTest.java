package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RenderedManifestsTest {
  private final RenderedManifests rendered = new RenderedManifests();

  private static Snapshot snapshot(int segment) {
    return TestSegments.live(List.of(TestSegments.segment(segment, false, 7)));
  }

  private ManifestForm of(Snapshot now, String wanted, int bytes) {
    return rendered
        .of(now, wanted, () -> ManifestForm.without(new byte[bytes]))
        .toCompletableFuture()
        .join();
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

  @Test
  void noLoopWaitsForALongOneAndAllWhoAskMeanwhileShareIt() throws Exception {
    Snapshot film = TestSegments.live(Collections.nCopies(1000, TestSegments.segment(0, false, 7)));
    CompletableFuture<ManifestForm> written = new CompletableFuture<>();
    CompletionStage<ManifestForm> first = rendered.of(film, "a", written::join);
    CompletionStage<ManifestForm> second = rendered.of(film, "a", written::join);
    assertThat(first).isSameAs(second);
    assertThat(first.toCompletableFuture()).isNotDone();
    ManifestForm form = ManifestForm.without(new byte[300_000]);
    written.complete(form);
    assertThat(first.toCompletableFuture().get(60, TimeUnit.SECONDS)).isSameAs(form);
  }

  @Test
  void whatCannotBeWrittenIsTriedAgain() {
    Snapshot now = snapshot(0);
    CompletionStage<ManifestForm> failed =
        rendered.of(
            now,
            "a",
            () -> {
              throw new IllegalStateException("a bug");
            });
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    assertThat(of(now, "a", 5).textBytes()).isEqualTo(5);
  }
}
