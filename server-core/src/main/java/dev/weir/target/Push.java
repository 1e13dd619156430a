package dev.weir.target;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableFile;
import dev.weir.playback.PlayableStream;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.OpenResult;
import dev.weir.stream.Stream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream on its way to one target, through all its tries.
///
/// ```
///   WAITING ──► ACTIVE ◄──► STALLED
///      ▲           │ fails
///      └─ RETRYING ◄┘         ──► ENDED: stopped, the stream ended, a handler said no
/// ```
///
/// Runs on a virtual thread of its own; any thread may ask how it is, and stop it.
final class Push {
  private static final Logger log = LoggerFactory.getLogger(Push.class);

  private static final CloseReason FULL = new CloseReason(Code.CLEAN_EOF, "the file is complete");

  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// A target that takes nothing for so long is given up, and tried again.
  private static final long HOPELESS_NANOS = TimeUnit.SECONDS.toNanos(15);

  /// How long a push that is stopped may take for its end.
  private static final long END_SECONDS = 5;

  private static final Set<Code> FINAL =
      EnumSet.of(Code.CLEAN_EOF, Code.CLEAN_CONTROLLER_REQ, Code.CLEAN_SIGNAL, Code.TRIGGER);

  private final int id;
  private final StreamName name;
  private final String written;
  private final BiConsumer<Push, CloseReason> whenEnded;
  private final PushWorld world;
  private final PushLog lines;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
  private final CountDownLatch stopped = new CountDownLatch(1); // 0 once somebody stops it
  private final CountDownLatch over = new CountDownLatch(1); // 0 once it has ended
  private final AtomicInteger tries = new AtomicInteger();
  private final Thread thread;

  private volatile PushState state = PushState.WAITING; // this and the next by the thread
  private volatile String usedTarget;
  private boolean hopeless; // once the target turns out to make no sense
  private volatile String failure = ""; // of the newest try that failed

  private volatile long retryAtNanos; // while retrying
  private volatile long activeSinceNanos; // while active
  private volatile @Nullable Delivery delivery; // the newest
  private volatile @Nullable CloseReason stopReason; // set once, before stopped

  /// @param written the target as it was asked for
  /// @param whenEnded told once, on the push's thread
  Push(
      int id,
      StreamName name,
      String written,
      BiConsumer<Push, CloseReason> whenEnded,
      PushWorld world) {
    this.whenEnded = whenEnded;
    this.id = id;
    this.name = name;
    this.written = written;
    this.usedTarget = written;
    this.world = world;
    this.lines = new PushLog(world.wallClock());
    this.thread = Thread.ofVirtual().name("weir-push-" + id).unstarted(this::run);
  }

  int id() {
    return id;
  }

  StreamName stream() {
    return name;
  }

  String target() {
    return written;
  }

  void start() {
    thread.start();
  }

  /// Asks it to end. Only the first reason counts.
  ///
  /// @param patient whether it may take as long as it needs
  void stop(CloseReason reason, boolean patient) {
    synchronized (this) {
      if (stopReason == null) {
        stopReason = reason;
      }
    }
    stopped.countDown();
    Delivery running = delivery;
    if (running != null) {
      running.stop(reason);
    }
    if (!patient) {
      Thread.ofVirtual().name("weir-push-stop").start(this::insist);
    }
  }

  /// What blocks on a target that takes nothing is interrupted.
  private void insist() {
    try {
      if (!over.await(END_SECONDS, TimeUnit.SECONDS)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until it has ended.
  ///
  /// @return whether it has
  boolean awaitEnd(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }

  private void run() {
    CloseReason reason = CloseReason.SHUTDOWN;
    try {
      reason = tryAgainAndAgain();
    } catch (InterruptedException _) {
      CloseReason asked = stopReason;
      reason = asked == null ? CloseReason.SHUTDOWN : asked;
    } catch (RuntimeException e) { // a bug of ours ends this push and nothing else
      log.error("push {} of {} failed", id, name, e);
      reason = new CloseReason(Code.INTERNAL_ERROR, "this is our fault, and it is in the log");
    } finally {
      lines.add("ended: " + reason);
      state = PushState.ENDED;
      whenEnded.accept(this, reason);
      over.countDown();
    }
  }

  private CloseReason tryAgainAndAgain() throws InterruptedException {
    while (true) {
      CloseReason asked = stopReason;
      if (asked != null) {
        return asked;
      }
      state = PushState.WAITING;
      world.awaitTurn();
      tries.incrementAndGet();
      CloseReason reason = tryOnce();
      long waitMillis = TimeUnit.SECONDS.toMillis(world.config().get().waitSeconds());
      if (FINAL.contains(reason.code()) || hopeless || waitMillis == 0 || stopReason != null) {
        return reason;
      }
      failure = reason.sentence();
      long delivered = activeSinceNanos == 0 ? 0 : world.nanoClock().getAsLong() - activeSinceNanos;
      activeSinceNanos = 0;
      awaitRetry(backoff.afterMillis(waitMillis, delivered));
    }
  }

  private void awaitRetry(long waitMillis) throws InterruptedException {
    lines.add(failure + "; next try in " + (waitMillis + 500) / 1000 + " s");
    retryAtNanos = world.nanoClock().getAsLong() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    state = PushState.RETRYING;
    boolean _ = stopped.await(waitMillis, TimeUnit.MILLISECONDS);
  }

  private CloseReason tryOnce() throws InterruptedException {
    OpenResult found = world.open(name);
    return switch (found) {
      case OpenResult.Online(Stream stream) -> take(new PlayableStream(stream));
      case OpenResult.OnDemand(OnDemandStream file) -> take(new PlayableFile(file));
      case OpenResult.Offline(_, String sentence) -> notThere(sentence);
      case OpenResult.Unknown(String sentence) -> notThere(sentence);
    };
  }

  private static CloseReason notThere(String sentence) {
    return new CloseReason(Code.CLEAN_EOF, "the stream is not there: " + sentence);
  }

  private CloseReason take(Playable source) throws InterruptedException {
    Optional<String> allowed = world.mayStart(name, written);
    if (allowed.isEmpty()) {
      return new CloseReason(Code.TRIGGER, "a handler of PUSH_OUT_START said no");
    }
    Target target;
    Carrier carrier;
    try {
      target = Target.parse(world.withOwnVariables(allowed.get()));
      carrier = world.carrier(target);
    } catch (IllegalArgumentException e) {
      hopeless = true;
      return new CloseReason(Code.UNSUPPORTED, "the target makes no sense: " + e.getMessage());
    }
    return deliver(source, target, carrier);
  }

  private CloseReason deliver(Playable source, Target target, Carrier carrier)
      throws InterruptedException {
    TargetVariables variables = world.variables(source);
    String connector = carrier.connector(target);
    Delivery trying =
        new Delivery(
            source,
            target,
            variables,
            world.wallClock(),
            world.nanoClock(),
            lines::add,
            file -> world.tell(Trigger.RECORDING_SEGMENT, name, connector, file, FULL));
    delivery = trying;
    usedTarget = trying.place();
    for (String unknown : target.options().unknown()) {
      lines.add(
          "the parameter "
              + unknown
              + " means nothing here; if it belongs to the address, append another ?");
    }
    CloseReason asked = stopReason;
    if (asked != null) {
      return asked;
    }
    log.info("push {} of {} to {} as {}", id, name, target.at(trying.place()).shown(), connector);
    activeSinceNanos = world.nanoClock().getAsLong();
    state = PushState.ACTIVE;
    CloseReason reason = carry(carrier, connector, trying);
    CloseReason last = stopReason != null ? stopReason : ended(source, reason);
    delivered(carrier, connector, trying, last);
    return last;
  }

  private CloseReason carry(Carrier carrier, String connector, Delivery trying)
      throws InterruptedException {
    Optional<Visit> visit = world.visit(this, connector, trying);
    if (visit.isEmpty()) {
      return new CloseReason(Code.UNAUTHORISED, "its session was stopped a moment ago");
    }
    if (!trying.source().join()) {
      visit.get().close();
      return new CloseReason(Code.READ_START_FAILURE, "the file was closed just now");
    }
    try {
      return carrier.carry(trying);
    } finally {
      trying.source().leave(world.nanoClock().getAsLong());
      visit.get().close();
    }
  }

  private static CloseReason ended(Playable source, CloseReason reason) {
    return source.publishingEnd() != null && reason.code() != Code.CLEAN_EOF
        ? new CloseReason(Code.CLEAN_EOF, "the stream ended: " + reason.sentence())
        : reason;
  }

  private void delivered(Carrier carrier, String connector, Delivery trying, CloseReason reason) {
    FileFacts facts = trying.facts();
    log.info(
        "push {} of {} ended after {} s: {}; {} bytes",
        id,
        name,
        (facts.endUnixMillis() - facts.startUnixMillis()) / 1000,
        reason,
        facts.bytes());
    if (carrier.writesFiles() && facts.bytes() > 0) {
      world.tell(Trigger.RECORDING_END, name, connector, facts, reason);
    }
    world.tell(Trigger.OUTPUT_END, name, connector, facts, reason);
  }

  /// Ends a try whose target takes nothing.
  void watch() {
    Delivery running = delivery;
    if (running != null && running.stuckNanos() > HOPELESS_NANOS) {
      running.giveUp();
    }
  }

  /// How it is now.
  PushStatus status() {
    long now = world.nanoClock().getAsLong();
    Delivery newest = delivery;
    PushState shown = state;
    if (shown == PushState.ACTIVE && newest != null && newest.stuckNanos() > STALLED_NANOS) {
      shown = PushState.STALLED;
    }
    long since = activeSinceNanos;
    boolean running = newest != null && since != 0;
    return new PushStatus(
        id,
        name.full(),
        written,
        newest == null ? usedTarget : newest.place(),
        shown,
        failure,
        shown == PushState.RETRYING
            ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(retryAtNanos - now))
            : 0,
        tries.get(),
        running ? TimeUnit.NANOSECONDS.toMillis(now - since) : 0,
        newest == null ? 0 : newest.bytes(),
        newest == null ? 0 : Math.max(0, newest.lastMicros() / 1000),
        newest == null ? 0 : Math.max(0, (newest.lastMicros() - newest.firstMicros()) / 1000),
        newest == null ? 0 : latencyMillis(newest),
        newest == null ? List.of() : trackIds(newest),
        lines.lines());
  }

  private static List<Integer> trackIds(Delivery delivery) {
    return delivery.source().selectableTracks().stream().map(one -> one.track().id()).toList();
  }

  /// How far it is behind what is live.
  private static long latencyMillis(Delivery delivery) {
    return !delivery.source().isLive() || delivery.lastMicros() < 0
        ? 0
        : Math.max(0, (delivery.source().endMicros() - delivery.lastMicros()) / 1000);
  }
}
