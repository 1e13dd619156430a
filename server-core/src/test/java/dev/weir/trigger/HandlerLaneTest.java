package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Trigger;
import dev.weir.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandlerLaneTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);
  private static final TriggerCall CALL =
      new TriggerCall(
          Trigger.USER_NEW, "vip", "vip", "uuid", 0, "", new TriggerCall.Server("i", "n", 1));

  private final TriggerFigures figures = new TriggerFigures();
  private final AtomicLong nowNanos = new AtomicLong(1); // moved by the tests
  private final CountDownLatch answering = new CountDownLatch(1);
  private final TestedHandler stuck =
      new TestedHandler(() -> {
        answering.await();
        return "1";
      });

  @Test
  void whatWaitsIsBounded() throws Exception {
    HandlerLane lane = lane(stuck, NEVER);
    List<CompletableFuture<Optional<String>>> asked;
    try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = answering::countDown) {
      asked =
          IntStream.range(0, HandlerLane.MAX_WAITING)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> ask(lane), visitors))
              .toList();
      Await.until(
          "as many as may wait",
          LIMIT,
          () ->
              stuck.asked.get() == HandlerLane.MAX_ASKING
                  && lane.state().waiting() == HandlerLane.MAX_WAITING);
      for (int i = 0; i < 50; i++) {
        assertThat(ask(lane)).as("who is too many goes on").isEmpty();
      }
      assertThat(lane.state().unanswered()).isEqualTo(50);
      assertThat(lane.state().waiting()).as("as before").isEqualTo(HandlerLane.MAX_WAITING);
      assertThat(lane.state().asking()).isEqualTo(HandlerLane.MAX_ASKING);
      IntStream.range(0, HandlerLane.MAX_QUEUED + 7).forEach(_ -> lane.tell(CALL, figures));
      assertThat(lane.state().queued()).isEqualTo(HandlerLane.MAX_QUEUED);
      assertThat(lane.state().dropped()).isEqualTo(7);
    }
    assertThat(asked).allSatisfy(one -> assertThat(one.join()).contains("1"));
    assertThat(lane.state().waiting()).isZero();
    Await.until("all is told", LIMIT, () -> lane.state().queued() == 0);
  }

  @Test
  void whoWaitsInVainGetsNoAnswer() throws Exception {
    HandlerLane lane = lane(stuck, TimeUnit.MILLISECONDS.toNanos(20));
    try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = answering::countDown) {
      IntStream.range(0, HandlerLane.MAX_ASKING).forEach(_ -> visitors.execute(() -> ask(lane)));
      Await.until("all asking", LIMIT, () -> stuck.asked.get() == HandlerLane.MAX_ASKING);
      assertThat(ask(lane)).isEmpty();
    }
    assertThat(stuck.asked.get()).isEqualTo(HandlerLane.MAX_ASKING);
  }

  @Test
  void aDeadHandlerIsLeftAloneForAWhile() {
    TestedHandler dead =
        new TestedHandler(() -> {
          throw new Handler.NoAnswerException("nobody there");
        });
    HandlerLane lane = lane(dead, NEVER);
    for (int i = 0; i < 100; i++) {
      assertThat(ask(lane)).isEmpty();
    }
    assertThat(lane.state().dead()).isTrue();
    assertThat(lane.state().unanswered()).isEqualTo(100);
    assertThat(dead.asked.get()).isEqualTo(CircuitBreaker.FAILURES);
    nowNanos.addAndGet(CircuitBreaker.PAUSE_NANOS);
    assertThat(ask(lane)).isEmpty();
    assertThat(ask(lane)).isEmpty();
    assertThat(dead.asked.get()).as("one tries").isEqualTo(CircuitBreaker.FAILURES + 1);
  }

  private HandlerLane lane(Handler handler, long askNanos) {
    return new HandlerLane("it", handler, new RecentCalls(), nowNanos::get, askNanos);
  }

  private Optional<String> ask(HandlerLane lane) {
    try {
      return lane.ask(CALL, figures);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @FunctionalInterface
  private interface Answer {
    String get() throws Handler.NoAnswerException, InterruptedException;
  }

  /// Is tried once an event, and takes all the time that it wants.
  private static final class TestedHandler implements Handler {
    final AtomicInteger asked = new AtomicInteger(); // attempts
    private final Answer answer;

    TestedHandler(Answer answer) {
      this.answer = answer;
    }

    @Override
    public int attempts() {
      return 1;
    }

    @Override
    public long attemptNanos() {
      return NEVER;
    }

    @Override
    public String ask(TriggerCall call, int attempt, long limitNanos)
        throws NoAnswerException, InterruptedException {
      asked.incrementAndGet();
      return answer.get();
    }
  }
}
