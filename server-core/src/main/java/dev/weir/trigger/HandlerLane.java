package dev.weir.trigger;

import dev.weir.trigger.Handler.NoAnswerException;
import dev.weir.trigger.Handler.RefusalException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to one handler, and its bounds: what asks and what tells go side by side, each with so
/// many calls at a time and so many that wait.
///
/// | | at a time | waiting | at the bound | without an answer |
/// |---|---|---|---|---|
/// | ask | [#MAX_ASKING] | [#MAX_WAITING] | no answer at once | no answer after [#ASK_NANOS] |
/// | tell | [#MAX_TELLING] streams | [#MAX_QUEUED] | the event is dropped | dropped after [#TELL_NANOS] |
///
/// Events of one stream are told in their order. Any thread; [#ask] blocks.
final class HandlerLane {
  static final int MAX_ASKING = 64;
  static final int MAX_WAITING = 2048;
  static final int MAX_TELLING = 16;
  static final int MAX_QUEUED = 10_000;
  static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(15);
  static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final Logger log = LoggerFactory.getLogger(HandlerLane.class);
  private static final long WARNING_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final String name;
  private final Handler handler;
  private final RecentCalls recent;
  private final LongSupplier nanoClock;
  private final long askNanos;
  private final CircuitBreaker breaker = new CircuitBreaker();
  private final Semaphore asking = new Semaphore(MAX_ASKING);
  private final Semaphore telling = new Semaphore(MAX_TELLING);
  private final AtomicInteger waiting = new AtomicInteger(); // asks, those being answered too
  private final AtomicLong unanswered = new AtomicLong(); // asks that got no answer
  private final AtomicLong refused = new AtomicLong(); // asks to which it answered that it failed
  private final AtomicLong nextWarningNanos = new AtomicLong(); // when the next one is due
  private final AtomicLong dropped = new AtomicLong(); // events that were not told
  private final Map<String, Queue<Told>> queues = new HashMap<>(); // by stream; guarded by itself
  private int queued; // guarded by queues

  private record Told(TriggerCall call, TriggerFigures figures, long sinceNanos) {}

  /// @param name of the handler, without what may be secret in it
  /// @param recent where calls are noted
  /// @param askNanos how long who asks waits for an answer: [#ASK_NANOS]
  HandlerLane(
      String name, Handler handler, RecentCalls recent, LongSupplier nanoClock, long askNanos) {
    this.name = name;
    this.handler = handler;
    this.recent = recent;
    this.nanoClock = nanoClock;
    this.askNanos = askNanos;
  }

  /// Waits for the answer; empty if there is none.
  Optional<String> ask(TriggerCall call, TriggerFigures figures) throws InterruptedException {
    long start = nanoClock.getAsLong();
    Optional<String> answer = Optional.empty();
    try {
      if (waiting.incrementAndGet() <= MAX_WAITING
          && breaker.wouldAdmit(start)
          && asking.tryAcquire(askNanos, TimeUnit.NANOSECONDS)) {
        try {
          answer = askInTime(call, start);
        } finally {
          asking.release();
        }
      }
    } catch (RuntimeException e) { // a bug of ours: the default answer holds, nobody waits for ever
      log.error("handler {} could not be asked about {}", name, call.trigger(), e);
    } finally {
      waiting.decrementAndGet();
    }
    if (answer.isEmpty()) {
      unanswered.incrementAndGet();
    }
    long took = nanoClock.getAsLong() - start;
    figures.called(took, answer.isPresent());
    recent.add(call, name, took, answer.isPresent(), answer.orElse(""));
    return answer;
  }

  private Optional<String> askInTime(TriggerCall call, long start) throws InterruptedException {
    for (int attempt = 1; attempt <= handler.attempts(); attempt++) {
      long left = start + askNanos - nanoClock.getAsLong();
      if (left <= 0 || !breaker.admits(nanoClock.getAsLong())) {
        break;
      }
      try {
        String answer = handler.ask(call, attempt, Math.min(left, handler.attemptNanos()));
        answered();
        return answer.isBlank() && handler instanceof ProgramHandler
            ? Optional.empty()
            : Optional.of(answer);
      } catch (RefusalException e) {
        answered();
        warn(call, e);
        break;
      } catch (NoAnswerException e) {
        failed(e);
        if (attempt < handler.attempts()) {
          pause(attempt);
        }
      }
    }
    return Optional.empty();
  }

  /// Says that the handler refuses, once a second at the most.
  private void warn(TriggerCall call, RefusalException e) {
    long refusals = refused.incrementAndGet();
    long now = nanoClock.getAsLong();
    long next = nextWarningNanos.get();
    if ((refusals == 1 || now - next >= 0)
        && nextWarningNanos.compareAndSet(next, now + WARNING_PAUSE_NANOS)) {
      log.warn(
          "handler {} failed {}: {}; {} times so far",
          name,
          call.trigger(),
          e.getMessage(),
          refusals);
    }
  }

  /// Tells of `call` later, after everything that was told of its stream before.
  void tell(TriggerCall call, TriggerFigures figures) {
    Told told = new Told(call, figures, nanoClock.getAsLong());
    synchronized (queues) {
      if (queued >= MAX_QUEUED) {
        dropped.incrementAndGet();
        return;
      }
      queued++;
      Queue<Told> queue = queues.get(call.stream());
      if (queue != null) {
        queue.add(told);
        return;
      }
      queue = new ArrayDeque<>();
      queue.add(told);
      queues.put(call.stream(), queue);
    }
    Thread.ofVirtual().name("weir-tell").start(() -> tellAll(call.stream()));
  }

  private void tellAll(String stream) {
    Told next;
    try {
      while ((next = head(stream)) != null) {
        telling.acquire();
        try {
          tellInTime(next);
        } finally {
          telling.release();
        }
        remove(stream);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellInTime(Told told) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      long now = nanoClock.getAsLong();
      if (now - told.sinceNanos > TELL_NANOS) {
        dropped.incrementAndGet();
        told.figures.called(now - told.sinceNanos, false);
        recent.add(told.call, name, now - told.sinceNanos, false, "");
        return;
      }
      try {
        if (breaker.admits(now)) {
          String answer = handler.ask(told.call, attempt, handler.attemptNanos());
          answered();
          long took = nanoClock.getAsLong() - now;
          told.figures.called(took, true);
          recent.add(told.call, name, took, true, answer);
          return;
        }
      } catch (RefusalException e) {
        answered();
        log.debug("handler {} failed {}: {}", name, told.call.trigger(), e.getMessage());
      } catch (RuntimeException e) { // a bug of ours; what is told next is told all the same
        log.error("handler {} could not be told of {}", name, told.call.trigger(), e);
      } catch (NoAnswerException e) {
        failed(e);
      }
      pause(attempt);
    }
  }

  private @Nullable Told head(String stream) {
    synchronized (queues) {
      Queue<Told> queue = queues.get(stream);
      Told head = queue == null ? null : queue.peek();
      if (head == null) {
        queues.remove(stream);
      }
      return head;
    }
  }

  private void remove(String stream) {
    synchronized (queues) {
      Queue<Told> queue = queues.get(stream);
      if (queue != null && queue.poll() != null) {
        queued--;
      }
    }
  }

  private void answered() {
    if (breaker.answered()) {
      log.info("handler {} answers again", name);
    }
  }

  private void failed(NoAnswerException e) {
    if (breaker.failed(nanoClock.getAsLong())) {
      log.warn(
          "handler {} does not answer ({}); until it does, the default answers hold",
          name,
          e.getMessage());
    }
  }

  private static void pause(int attempt) throws InterruptedException {
    Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt - 1, 10)));
  }

  /// How it stands with this handler.
  HandlerState state() {
    int inQueue;
    synchronized (queues) {
      inQueue = queued;
    }
    return new HandlerState(
        name,
        breaker.isOpen(),
        MAX_ASKING - asking.availablePermits(),
        waiting.get(),
        inQueue,
        unanswered.get(),
        dropped.get());
  }
}
