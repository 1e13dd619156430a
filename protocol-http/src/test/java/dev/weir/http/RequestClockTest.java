package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestClockTest {
  private static final HttpLimits LIMITS = HttpLimits.DEFAULT;
  private static final int ANSWER_BYTES = 1 << 20;
  private static final int BYTES_A_SECOND = 1000;

  private final SlowPeer peer = new SlowPeer();
  private final RequestClock clock = new RequestClock(LIMITS);

  @BeforeEach
  void open() {
    peer.pipeline().addLast(clock);
  }

  @AfterEach
  void close() {
    peer.finishAndReleaseAll();
  }

  /// Asks, and is answered.
  private void exchange() {
    peer.writeInbound(Unpooled.EMPTY_BUFFER);
    clock.enter(RequestClock.Phase.ANSWERING);
    peer.writeAndFlush(Unpooled.wrappedBuffer(new byte[ANSWER_BYTES]));
    clock.enter(RequestClock.Phase.IDLE);
  }

  /// Whether it is still open when all that is unsent is taken at this pace.
  private boolean isOpenWhileItTakes(int bytesASecond) {
    for (int sent = 0; sent < ANSWER_BYTES && peer.isOpen(); sent += bytesASecond) {
      peer.pass(1000);
      peer.take(bytesASecond);
    }
    return peer.isOpen();
  }

  @Test
  void whoTakesAnAnswerSlowlyGetsAllOfIt() {
    exchange();
    assertThat(isOpenWhileItTakes(BYTES_A_SECOND)).isTrue();
    peer.pass(LIMITS.idleTimeoutMillis() / 2);
    exchange();
    assertThat(isOpenWhileItTakes(BYTES_A_SECOND)).isTrue();
  }

  @Test
  void whoTakesNothingIsCutOff() {
    exchange();
    peer.take(100);
    peer.pass(LIMITS.stuckTimeoutMillis() - 1);
    assertThat(peer.isOpen()).isTrue();
    peer.pass(1); // it was seen that it has taken something
    peer.pass(LIMITS.stuckTimeoutMillis());
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void askingForMoreIsNotTaking() {
    exchange();
    peer.pass(LIMITS.stuckTimeoutMillis() / 2);
    exchange();
    peer.pass(LIMITS.stuckTimeoutMillis() / 2);
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void theLastAnswerIsNotWaitedForEither() {
    exchange();
    clock.enter(RequestClock.Phase.LAST);
    peer.writeInbound(Unpooled.EMPTY_BUFFER); // what comes now is not read
    peer.pass(LIMITS.headTimeoutMillis());
    assertThat(peer.isOpen()).isTrue();
    peer.pass(LIMITS.stuckTimeoutMillis());
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void whoAsksNothingIsHungUpOnWhenHeHasHisAnswer() {
    exchange();
    peer.pass(1000);
    peer.take(ANSWER_BYTES);
    peer.pass(LIMITS.stuckTimeoutMillis());
    peer.pass(LIMITS.idleTimeoutMillis() - 1);
    assertThat(peer.isOpen()).isTrue();
    peer.pass(1000);
    assertThat(peer.isOpen()).isFalse();
  }
}
