package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void whatAThreadReleasesSoonIsNoLeak() throws InterruptedException {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer();
    Thread ending =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(50_000_000);
              buffer.release();
            });
    assertThatCode(LeakCheck::check).doesNotThrowAnyException();
    ending.join();
    assertThat(buffer.refCnt()).isZero();
  }
}
