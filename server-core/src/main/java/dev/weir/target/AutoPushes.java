package dev.weir.target;

import dev.weir.config.AutoPush;
import dev.weir.config.PushConfig;
import dev.weir.config.StreamName;
import dev.weir.playback.PlayableStream;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.StreamTags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the pushes that the configuration wants as soon as their streams can be viewed, and stops
/// those that it wants no more; what is the same in both is not touched.
///
/// Looks twice a second, on a thread of its own.
public final class AutoPushes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AutoPushes.class);

  private static final long LOOK_MILLIS = 500;

  private static final CloseReason NOT_WANTED =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "it is not wanted any more");

  private final PushWorld world;
  private final Pushes pushes;
  private final StreamTags tags;
  private final Map<Wanted, Begun> begun = new HashMap<>(); // the thread's own
  private final Thread thread;

  /// A push that shall run.
  private record Wanted(StreamName stream, String target) {}

  /// A push that was started.
  private static final class Begun {
    private final Stream stream;
    private long lastRunningNanos;
    private volatile boolean done; // set when it delivered all that it was to; on its thread

    Begun(Stream stream) {
      this.stream = stream;
    }
  }

  AutoPushes(PushWorld world, Pushes pushes, StreamTags tags) {
    this.world = world;
    this.pushes = pushes;
    this.tags = tags;
    this.thread = Thread.ofVirtual().name("weir-auto-push").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        pushes.watch();
        lookSafely();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) { // a bug of ours: the next look comes all the same
      log.error("starting pushes failed", e);
    }
  }

  /// Starts and stops what has to be.
  void look() {
    PushConfig config = world.config().get();
    List<Stream> online =
        world.streams().all().stream().filter(s -> s.state() == StreamState.ONLINE).toList();
    Set<Wanted> wanted = new HashSet<>();
    for (AutoPush push : config.automatic().values()) {
      for (Stream stream : online) {
        if (isWanted(push, stream)) {
          Wanted one = new Wanted(stream.name(), push.target());
          wanted.add(one);
          keepRunning(one, stream, config.waitSeconds());
        }
      }
    }
    for (Wanted old : Set.copyOf(begun.keySet())) {
      if (!wanted.contains(old)) {
        begun.remove(old);
        if (world.streams().find(old.stream()).isPresent()) { // else it ends with its stream
          pushes.stop(old.stream(), old.target(), NOT_WANTED);
        }
      }
    }
  }

  private void keepRunning(Wanted wanted, Stream stream, long waitSeconds) {
    long now = world.nanoClock().getAsLong();
    Begun known = begun.get(wanted);
    if (known == null || known.stream != stream) {
      Begun fresh = new Begun(stream);
      begun.put(wanted, fresh);
      start(wanted, fresh, now);
    } else if (pushes.isRunning(wanted.stream(), wanted.target())) {
      known.lastRunningNanos = now;
    } else if (waitSeconds > 0
        && now - known.lastRunningNanos >= TimeUnit.SECONDS.toNanos(waitSeconds)
        && !known.done) {
      start(wanted, known, now);
    }
  }

  private void start(Wanted wanted, Begun begin, long nowNanos) {
    begin.lastRunningNanos = nowNanos;
    pushes.start(
        wanted.stream(), wanted.target(), reason -> begin.done = reason.code() == Code.CLEAN_EOF);
  }

  private boolean isWanted(AutoPush push, Stream stream) {
    return tags.means(push.stream(), stream.name())
        && push.inhibit().stream().noneMatch(one -> tags.means(one, stream.name()))
        && isInTime(push)
        && holds(push.start(), stream, true)
        && !holds(push.end(), stream, false);
  }

  private boolean isInTime(AutoPush push) {
    long now = world.wallClock().instant().getEpochSecond();
    return now >= push.startUnixSeconds()
        && (push.endUnixSeconds() == 0 || now < push.endUnixSeconds());
  }

  private boolean holds(AutoPush.@Nullable Rule rule, Stream stream, boolean otherwise) {
    if (rule == null) {
      return otherwise;
    }
    String value =
        world.variables(new PlayableStream(stream)).of(rule.variable().replaceFirst("^\\$", ""));
    return rule.holds(value == null ? "" : value);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
