package dev.weir.source;

import dev.weir.media.MediaException;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Publisher;
import dev.weir.stream.StreamState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds one stream from a pull: tries again until nobody wants the stream any more.
///
/// A source that is lost leaves the stream and its viewers as they are for the stream's resume
/// window, as a publisher does whose connection was lost; then the stream ends with a sentence. A
/// source that was never there is asked again for ever. Blocks its thread, and has a second one
/// that watches: for silence, and for the order to end.
final class PullLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PullLoop.class);

  private static final long SILENCE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_MILLIS = 100;

  /// An attempt that brought media for so long was no failure.
  private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// The longest pause between two attempts while viewers are kept waiting.
  private static final long WAITED_FOR_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Pull pull;
  private final Publisher publisher;
  private final Backoff backoff;
  private final LongSupplier nanoClock;
  private final PulledSink sink;
  private final String name;

  private long goodNanos; // when media came before the last failure
  private int failures; // since media came
  private volatile boolean fetching; // while an attempt runs; the watcher looks at it

  PullLoop(Pull pull, Publisher publisher, Backoff backoff, LongSupplier nanoClock) {
    this.pull = pull;
    this.publisher = publisher;
    this.backoff = backoff;
    this.nanoClock = nanoClock;
    this.sink = new PulledSink(publisher, nanoClock);
    this.name = publisher.stream().name() + " from " + publisher.stream().config().source();
  }

  @Override
  public void run() {
    Thread puller = Thread.currentThread();
    Thread watcher = Thread.ofVirtual().name("weir-pull-watch").start(() -> watch(puller));
    CloseReason reason = new CloseReason(Code.INTERNAL_ERROR, "the server failed; see its log");
    try {
      reason = attempts();
    } catch (RuntimeException e) { // a bug of ours ends this stream alone
      log.error("pulling {} failed", name, e);
    } finally {
      watcher.interrupt();
      Thread.interrupted();
      publisher.close(reason);
    }
  }

  /// Tries until it is over, and says why.
  private CloseReason attempts() {
    while (true) {
      sink.begin();
      long startNanos = sink.lastNanos();
      CloseReason failure = attempt();
      CloseReason evicted = publisher.evicted();
      if (evicted != null) {
        return evicted;
      }
      if (failure == null) {
        return new CloseReason(Code.CLEAN_EOF, "the source came to its end");
      }
      if (sink.samples() > 0) {
        goodNanos = sink.lastNanos();
        if (goodNanos - startNanos >= GOOD_NANOS) {
          backoff.reset();
        }
        failures = 0;
      }
      failed(failure);
      CloseReason over = rest(failure);
      if (over != null) {
        return over;
      }
    }
  }

  /// Fetches once; says why that did not last, null if the media came to its end.
  private @Nullable CloseReason attempt() {
    fetching = true;
    try {
      return pull.run(sink) == Pull.End.FOR_GOOD
          ? null
          : new CloseReason(Code.CLEAN_REMOTE_CLOSE, "the source ended");
    } catch (InterruptedException _) {
      return silent();
    } catch (UnsupportedMediaException e) {
      return new CloseReason(Code.UNSUPPORTED, sentence(e));
    } catch (MediaException e) {
      return new CloseReason(Code.FORMAT_SPECIFIC, sentence(e));
    } catch (IOException e) {
      return Thread.currentThread().isInterrupted()
          ? silent()
          : new CloseReason(Code.READ_START_FAILURE, sentence(e));
    } finally {
      fetching = false;
      Thread.interrupted(); // it was meant for this attempt
    }
  }

  private static CloseReason silent() {
    return new CloseReason(
        Code.READ_START_FAILURE,
        "no media came for " + TimeUnit.NANOSECONDS.toSeconds(SILENCE_LIMIT_NANOS) + " s");
  }

  private static String sentence(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private void failed(CloseReason failure) {
    if (failures++ == 0) {
      log.warn("pull {}: {}; it is tried again", name, failure);
    } else {
      log.debug("pull {}: {}; attempt {}", name, failure, failures);
    }
    sink.trouble(failure.sentence());
  }

  /// Waits for the next attempt; says why there will be none, else null.
  private @Nullable CloseReason rest(CloseReason failure) {
    long pauseNanos = backoff.nextNanos();
    if (publisher.stream().state() == StreamState.ONLINE) { // viewers wait
      pauseNanos = Math.min(pauseNanos, WAITED_FOR_NANOS);
    }
    long untilNanos = nanoClock.getAsLong() + pauseNanos;
    while (true) {
      CloseReason evicted = publisher.evicted();
      if (evicted != null) {
        return evicted;
      }
      long nowNanos = nanoClock.getAsLong();
      if (isLost(nowNanos)) {
        return new CloseReason(failure.code(), "its source is gone: " + failure.sentence());
      }
      if (nowNanos - untilNanos >= 0) {
        return null;
      }
      pause();
    }
  }

  private boolean isLost(long nowNanos) {
    long patience = TimeUnit.MILLISECONDS.toNanos(publisher.stream().config().resumeMillis());
    return publisher.stream().state() == StreamState.ONLINE && nowNanos - goodNanos > patience;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException _) {
      // The watcher meant the attempt before; whoever has to end looks at the publisher.
    }
  }

  /// Interrupts an attempt that brings nothing, or that is not wanted any more.
  private void watch(Thread puller) {
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
      boolean silent = nanoClock.getAsLong() - sink.lastNanos() > SILENCE_LIMIT_NANOS;
      if (fetching && (silent || publisher.evicted() != null)) {
        puller.interrupt();
      }
    }
  }
}
