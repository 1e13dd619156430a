package dev.weir.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchCacheTest {
  private final FetchCache cache = new FetchCache(100);
  private final AtomicInteger fetched = new AtomicInteger();

  private byte[] get(String key, int bytes) throws IOException {
    return cache.get(
        key,
        () -> {
          fetched.incrementAndGet();
          return new byte[bytes];
        });
  }

  @Test
  void fetchesOnceWhatIsKept() throws IOException {
    assertThat(get("a", 50)).hasSize(50).isSameAs(get("a", 1));
    assertThat(fetched).hasValue(1);
  }

  @Test
  void dropsFirstWhatWasNotUsedForLongest() throws IOException {
    get("a", 40);
    get("b", 40);
    get("a", 40);
    get("c", 40);
    get("a", 40);
    assertThat(fetched).hasValue(3);
    get("b", 40);
    assertThat(fetched).hasValue(4);
  }

  @Test
  void whatIsTooBigIsGivenAndNotKept() throws IOException {
    assertThat(get("a", 101)).hasSize(101);
    assertThat(get("a", 101)).hasSize(101);
    assertThat(fetched).hasValue(2);
  }

  @Test
  void whatFailedIsTriedAgain() throws IOException {
    assertThatThrownBy(() ->
            cache.get(
                "a",
                () -> {
                  throw new IOException("not now");
                }))
        .hasMessage("not now");
    assertThat(get("a", 1)).hasSize(1);
  }

  @Test
  void dropsWhatIsUnwanted() throws IOException {
    get("a", 60);
    get("b", 30);
    cache.drop("a"::equals);
    get("b", 30);
    get("c", 60); // for which there is room again
    get("b", 30);
    assertThat(fetched).hasValue(3);
  }

  /// Who waits for somebody who leaves fetches it himself.
  @Test
  void oneWhoLeavesTakesNothingFromTheOthers() throws Exception {
    CountDownLatch fetching = new CountDownLatch(1);
    CountDownLatch leaves = new CountDownLatch(1);
    CompletableFuture<Void> leaver =
        CompletableFuture.runAsync(() -> {
          try {
            cache.get(
                "a",
                () -> {
                  fetching.countDown();
                  try {
                    leaves.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                  throw new InterruptedIOException("he left");
                });
          } catch (IOException e) {
            assertThat(e).hasMessage("he left");
          }
        });
    fetching.await();
    Thread waiter =
        Thread.ofVirtual()
            .unstarted(() -> {
              try {
                get("a", 7);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    waiter.start();
    leaves.countDown();
    leaver.join();
    assertThat(waiter.join(Duration.ofSeconds(60))).isTrue();
    assertThat(fetched).hasValue(1);
  }
}
