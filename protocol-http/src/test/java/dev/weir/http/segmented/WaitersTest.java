package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final EventExecutor LOOP = ImmediateEventExecutor.INSTANCE;
  private final Waiters waiters = new Waiters(3);

  private CompletableFuture<Snapshot> waiting(long sequence, int part, long deadlineNanos) {
    CompletableFuture<Snapshot> result = new CompletableFuture<>();
    assertThat(waiters.add(sequence, part, deadlineNanos, LOOP, result)).isTrue();
    return result;
  }

  private static Snapshot snapshot(@Nullable Segment open) {
    return new Snapshot(
        List.of(TestSegments.segment(0, false, 0)), open, 2_000_000, 500_000, open != null);
  }

  @Test
  void areAnsweredWhenTheirPartIsThereAndNotBefore() {
    CompletableFuture<Snapshot> second = waiting(101, 1, 1000);
    CompletableFuture<Snapshot> first = waiting(101, 0, 1000);
    CompletableFuture<Snapshot> whole = waiting(101, WHOLE, 1000);
    Snapshot one = snapshot(TestSegments.open(1, 0, 1));
    waiters.answer(one);
    assertThat(first).isCompletedWithValue(one);
    assertThat(second).isNotDone();
    waiters.answer(snapshot(TestSegments.open(1, 0, 2)));
    assertThat(second).isCompleted();
    assertThat(whole).isNotDone();
    waiters.answer(
        TestSegments.live(
            List.of(TestSegments.segment(0, false, 0), TestSegments.segment(1, false, 0))));
    assertThat(whole).isCompleted();
  }

  @Test
  void allAreAnsweredWhenTheStreamEnds() {
    CompletableFuture<Snapshot> one = waiting(200, 0, 1000);
    CompletableFuture<Snapshot> other = waiting(300, WHOLE, 1000);
    waiters.answer(snapshot(null));
    assertThat(one).isCompleted();
    assertThat(other).isCompleted();
    assertThat(waiters.isEmpty()).isTrue();
  }

  @Test
  void areAnsweredWhenTheirTimeIsOver() {
    CompletableFuture<Snapshot> late = waiting(200, 0, 1000);
    CompletableFuture<Snapshot> later = waiting(200, 0, 2000);
    Snapshot now = snapshot(TestSegments.open(1, 0, 1));
    waiters.expire(now, 1000);
    assertThat(late).isCompletedWithValue(now);
    assertThat(later).isNotDone();
    waiters.expire(now, 2000);
    assertThat(later).isCompleted();
  }

  @Test
  void noMoreThanSoManyWait() {
    for (int i = 0; i < 3; i++) {
      waiting(200, i, 1000);
    }
    assertThat(waiters.add(200, 0, 1000, LOOP, new CompletableFuture<>())).isFalse();
    waiters.expire(TestSegments.live(List.of()), 1000);
    assertThat(waiters.isEmpty()).isTrue();
    waiting(200, 0, 1000);
  }

  @Test
  void aLoopIsWokenOnceAndAnswersInTheOrderInWhichTheyCame() {
    EmbeddedChannel channel = new EmbeddedChannel();
    List<Integer> answered = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      CompletableFuture<Snapshot> result = new CompletableFuture<>();
      result.thenAccept(_ -> answered.add(number));
      waiters.add(200, 0, 1000, channel.eventLoop(), result);
    }
    waiters.answer(snapshot(null));
    assertThat(answered).isEmpty();
    channel.runPendingTasks();
    assertThat(answered).containsExactly(0, 1, 2);
    channel.finish();
  }

  @Test
  void aLoopThatAnswersManyLooksAgainAndAgainAtWhatElseHasHappened() {
    int crowd = 5000;
    int perTurn = 250; // in 5 ms
    MockTicker clock = Ticker.newMockTicker();
    EmbeddedChannel channel = EmbeddedChannel.builder().ticker(clock).build();
    AtomicInteger answered = new AtomicInteger();
    Waiters many = new Waiters(crowd);
    for (int i = 0; i < crowd; i++) {
      CompletableFuture<Snapshot> result = new CompletableFuture<>();
      result.thenAccept(_ -> {
        answered.incrementAndGet();
        clock.advance(20, TimeUnit.MICROSECONDS);
      });
      many.add(200, 0, 1000, channel.eventLoop(), result);
    }
    List<Integer> looks = new ArrayList<>();
    Runnable look =
        new Runnable() {
          @Override
          public void run() {
            looks.add(answered.get());
            clock.advance(1, TimeUnit.MICROSECONDS);
            channel.eventLoop().schedule(this, 0, TimeUnit.NANOSECONDS);
          }
        };
    many.answer(snapshot(null));
    channel.eventLoop().schedule(look, 0, TimeUnit.NANOSECONDS);
    for (int turn = 0; turn < crowd / perTurn; turn++) {
      channel.runPendingTasks();
    }
    assertThat(looks)
        .startsWith(
            IntStream.rangeClosed(1, crowd / perTurn)
                .map(turn -> turn * perTurn)
                .boxed()
                .toArray(Integer[]::new));
    channel.finish();
  }
}
