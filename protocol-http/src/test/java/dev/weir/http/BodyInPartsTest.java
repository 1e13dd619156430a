package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyInPartsTest {
  private static final int STUCK_MILLIS = 30_000;
  private static final int PART_BYTES = 100_000;
  private static final int BYTES_A_LOOK = 100;

  private final SlowPeer peer = new SlowPeer();
  private final BodyInParts body = new BodyInParts(peer, STUCK_MILLIS, () -> ended = true);
  private boolean ended;

  @BeforeEach
  void open() {
    peer.pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object part, ChannelPromise promise) {
                ctx.write(((HttpContent) part).content(), promise);
              }
            });
  }

  @AfterEach
  void close() {
    peer.finishAndReleaseAll();
  }

  private ChannelFuture write() {
    return body.write(Unpooled.wrappedBuffer(new byte[PART_BYTES]));
  }

  @Test
  void whoTakesNothingIsCutOffWhateverMoreIsWritten() {
    ChannelFuture first = write();
    for (int i = 0; i < 4; i++) {
      peer.pass(STUCK_MILLIS / 4);
      write();
    }
    assertThat(peer.isOpen()).isFalse();
    assertThat(first.isSuccess()).isFalse();
  }

  @Test
  void whoTakesSlowlyGetsAllOfIt() {
    ChannelFuture first = write();
    ChannelFuture second = write();
    for (int sent = 0; sent < 2 * PART_BYTES && peer.isOpen(); sent += BYTES_A_LOOK) {
      peer.pass(STUCK_MILLIS - 1);
      peer.take(BYTES_A_LOOK);
    }
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
    body.end();
    assertThat(ended).isTrue();
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void nobodyIsHurriedWhileThereIsNothingToTake() {
    for (int i = 0; i < 3; i++) {
      ChannelFuture part = write();
      peer.take(PART_BYTES);
      assertThat(part.isSuccess()).isTrue();
      peer.pass(10 * STUCK_MILLIS);
    }
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void whoeverSendsMayEndItInHisOwnWay() {
    boolean[] told = {false};
    body.whenStuck(() -> told[0] = true);
    write();
    peer.pass(STUCK_MILLIS);
    assertThat(told[0]).isTrue();
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void nothingIsLeftWhenItHasEnded() {
    write();
    body.end();
    peer.take(PART_BYTES);
    assertThat(peer.runScheduledPendingTasks()).as("no look is due").isNegative();
  }
}
