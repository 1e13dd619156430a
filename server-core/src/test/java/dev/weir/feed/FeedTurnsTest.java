package dev.weir.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTurnsTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Long> turnMillis = new ArrayList<>();

  private long nowNanos;
  private long intervalNanos;

  FeedTurnsTest() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finish();
  }

  private FeedTurns turns(long windowMillis) {
    return new FeedTurns(
        channel.eventLoop(),
        windowMillis * MILLI,
        () -> intervalNanos,
        () -> nowNanos,
        () -> turnMillis.add(nowNanos / MILLI));
  }

  private void passMillis(long millis) {
    for (long i = 0; i < millis; i++) {
      nowNanos += MILLI;
      channel.advanceTimeBy(MILLI, TimeUnit.NANOSECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private void publish(FeedTurns turns, boolean urgent) {
    turns.published(urgent);
    channel.runPendingTasks();
  }

  @Test
  void comesForEverySampleWhenNothingIsBusy() {
    FeedTurns turns = turns(0);
    publish(turns, true);
    passMillis(10);
    publish(turns, false);
    passMillis(3);
    publish(turns, false);

    assertThat(turnMillis).containsExactly(0L, 10L, 13L);
  }

  @Test
  void letsSoundWaitForThePicture() {
    intervalNanos = 20 * MILLI;
    FeedTurns turns = turns(0);
    publish(turns, true);
    passMillis(21);
    publish(turns, false);
    passMillis(12);
    publish(turns, true);
    passMillis(100);

    assertThat(turnMillis).containsExactly(0L, 33L);
  }

  @Test
  void letsSoundNotWaitForEver() {
    intervalNanos = 20 * MILLI;
    FeedTurns turns = turns(0);
    publish(turns, true);
    passMillis(10);
    publish(turns, false);
    passMillis(200);

    assertThat(turnMillis).containsExactly(0L, 100L);
  }

  @Test
  void letsEveryThirdPictureWaitForTheNext() {
    intervalNanos = 50 * MILLI;
    FeedTurns turns = turns(0);
    for (int i = 0; i < 30; i++) {
      publish(turns, true);
      passMillis(33);
    }

    // 0 33 (66) 99 132 (165) …: one a turn, two in the next.
    assertThat(turnMillis).hasSizeBetween(19, 21).contains(0L, 33L, 99L, 132L, 198L);
  }

  @Test
  void letsAPictureNotWaitForEver() {
    intervalNanos = 50 * MILLI;
    FeedTurns turns = turns(0);
    publish(turns, true);
    passMillis(10);
    publish(turns, true);
    passMillis(200);

    assertThat(turnMillis).containsExactly(0L, 100L);
  }

  @Test
  void letsPicturesThatComeFasterThanTheIntervalGather() {
    intervalNanos = 20 * MILLI;
    FeedTurns turns = turns(0);
    for (int i = 0; i < 100; i++) {
      publish(turns, true);
      passMillis(8);
    }

    assertThat(turnMillis).hasSizeBetween(39, 41);
  }

  @Test
  void keepsToTheWindowHoweverOftenATurnIsTakenOutOfOrder() {
    FeedTurns turns = turns(350);
    for (int i = 0; i < 50; i++) {
      publish(turns, true);
      passMillis(1);
      turns.take();
    }
    turnMillis.clear();
    for (int i = 0; i < 3_500; i++) {
      publish(turns, i % 33 == 0);
      passMillis(1);
    }

    assertThat(turnMillis).hasSizeBetween(9, 11);
  }
}
