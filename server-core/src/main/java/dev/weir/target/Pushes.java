package dev.weir.target;

import dev.weir.config.StreamName;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// All pushes that run: recordings and restreams. Any thread.
public final class Pushes implements AutoCloseable {
  private static final int MOST = 10_000;
  private static final long CLOSE_MILLIS = 5_000;

  private static final CloseReason STOPPED =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "an operator stopped it");

  private record Key(StreamName stream, String target) {}

  private final PushWorld world;
  private final AtomicInteger ids = new AtomicInteger();
  private final ConcurrentMap<Key, Push> running = new ConcurrentHashMap<>();

  private volatile boolean closed; // once

  Pushes(PushWorld world) {
    this.world = world;
  }

  /// Starts to take a stream to a target, unless that is being done already.
  ///
  /// @return its id; empty if there are too many
  public Optional<Integer> start(StreamName stream, String target) {
    return start(stream, target, _ -> {});
  }

  /// The same.
  ///
  /// @param whenEnded told why it ended, if it was started by this call
  Optional<Integer> start(StreamName stream, String target, Consumer<CloseReason> whenEnded) {
    if (closed || running.size() >= MOST) {
      return Optional.empty();
    }
    Push[] fresh = new Push[1];
    Push push =
        running.computeIfAbsent(
            new Key(stream, target), _ -> fresh[0] = push(stream, target, whenEnded));
    if (fresh[0] != null) {
      fresh[0].start();
    }
    return Optional.of(push.id());
  }

  private Push push(StreamName stream, String target, Consumer<CloseReason> whenEnded) {
    return new Push(
        ids.incrementAndGet(),
        stream,
        target,
        (push, reason) -> {
          ended(push);
          whenEnded.accept(reason);
        },
        world);
  }

  /// Whether a stream is being taken to a target.
  public boolean isRunning(StreamName stream, String target) {
    return running.containsKey(new Key(stream, target));
  }

  /// Everything that runs, by id.
  public List<PushStatus> list() {
    return running.values().stream()
        .sorted(Comparator.comparingInt(Push::id))
        .map(Push::status)
        .toList();
  }

  /// Stops a push.
  ///
  /// @param patient whether it may take as long as it needs to deliver what it has begun
  /// @return whether there was one
  public boolean stop(int id, boolean patient) {
    return stop(push -> push.id() == id, STOPPED, patient);
  }

  /// Stops all pushes of a stream.
  public boolean stop(StreamName stream, boolean patient) {
    return stop(push -> push.stream().equals(stream), STOPPED, patient);
  }

  /// Stops a push for a reason of the server's own.
  void stop(StreamName stream, String target, CloseReason reason) {
    stop(push -> push.stream().equals(stream) && push.target().equals(target), reason, false);
  }

  private boolean stop(Predicate<Push> which, CloseReason reason, boolean patient) {
    List<Push> stopped = running.values().stream().filter(which).toList();
    stopped.forEach(push -> push.stop(reason, patient));
    return !stopped.isEmpty();
  }

  private void ended(Push push) {
    running.remove(new Key(push.stream(), push.target()), push);
    world.tellEnd(push.status());
  }

  /// Gives up tries whose targets take nothing; to be called every second or so.
  void watch() {
    running.values().forEach(Push::watch);
  }

  /// Ends all pushes in order, and waits for that a few seconds.
  @Override
  public void close() {
    closed = true;
    List<Push> last = List.copyOf(running.values());
    last.forEach(push -> push.stop(CloseReason.SHUTDOWN, true));
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      for (Push push : last) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (!push.awaitEnd(Math.max(0, left))) {
          push.stop(CloseReason.SHUTDOWN, false);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
