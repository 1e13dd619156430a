package dev.weir.stream;

import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import dev.weir.media.MediaException;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OnDemandSource.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that are open now: one for all viewers of a name, opened on a virtual thread for the
/// first of them, closed some time after the last, opened again when the file has changed.
///
/// Any thread; nothing blocks.
final class OnDemandStreams {
  private static final Logger log = LoggerFactory.getLogger(OnDemandStreams.class);

  private static final long IDLE_CHECK_MILLIS = 500;

  /// How long a file is believed to be unchanged: at least this, and longer if it takes long to
  /// open, so that a file that grows all the time is not read all the time.
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int LOOK_PER_OPENING = 20;

  private static final long WARN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// How long a replaced file stays for those who were told of it and are on their way.
  private static final long REPLACED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final CloseReason NO_ROOM =
      new CloseReason(Code.CLEAN_INACTIVE, "other files need the room");

  /// What indexes may take of the heap.
  private static final int HEAP_SHARE = 4;

  private final long maxIndexBytes;
  private final List<OnDemandSource> sources;
  private final StreamGate gate;
  private final BiFunction<StreamName, StreamConfig, CompletionStage<OpenResult>> live;
  private final Transport transport;
  private final LongSupplier nanoClock;
  private final AtomicLong warnedNanos;
  private final ConcurrentMap<StreamName, CompletableFuture<OpenResult>> entries =
      new ConcurrentHashMap<>();
  private final OpeningTroubles troubles = new OpeningTroubles();

  OnDemandStreams(
      List<OnDemandSource> sources,
      StreamGate gate,
      BiFunction<StreamName, StreamConfig, CompletionStage<OpenResult>> live,
      Transport transport,
      LongSupplier nanoClock) {
    this(sources, gate, live, transport, nanoClock, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /// @param gate asked before a file that nobody views is closed
  /// @param live plays as live what is not there as a whole
  /// @param maxIndexBytes what the indexes of all open files may take together
  OnDemandStreams(
      List<OnDemandSource> sources,
      StreamGate gate,
      BiFunction<StreamName, StreamConfig, CompletionStage<OpenResult>> live,
      Transport transport,
      LongSupplier nanoClock,
      long maxIndexBytes) {
    this.maxIndexBytes = maxIndexBytes;
    this.sources = List.copyOf(sources);
    this.gate = gate;
    this.live = live;
    this.transport = transport;
    this.nanoClock = nanoClock;
    this.warnedNanos = new AtomicLong(nanoClock.getAsLong() - WARN_EVERY_NANOS);
  }

  /// Whether a stream of these settings is on demand.
  boolean opens(StreamConfig config) {
    return !config.realtime() && source(config.source()).isPresent();
  }

  /// Whether only opening tells if a stream of these settings, which [#opens] names, is on demand.
  boolean mayBeLive(StreamConfig config) {
    return source(config.source()).filter(OnDemandSource::mayBeLive).isPresent();
  }

  private Optional<OnDemandSource> source(StreamSource source) {
    return sources.stream().filter(kind -> kind.opens(source)).findFirst();
  }

  /// Those that are open now, in no order.
  List<OnDemandStream> all() {
    return entries.values().stream()
        .map(opening -> opening.getNow(null))
        .filter(OpenResult.OnDemand.class::isInstance)
        .map(result -> ((OpenResult.OnDemand) result).stream())
        .toList();
  }

  /// The stream of that name if it is open.
  Optional<OnDemandStream> openNow(StreamName name) {
    CompletableFuture<OpenResult> opening = entries.get(name);
    return opening != null
            && opening.getNow(null) instanceof OpenResult.OnDemand(OnDemandStream stream)
        ? Optional.of(stream)
        : Optional.empty();
  }

  /// Why the stream of that name could not be opened last.
  Optional<String> trouble(StreamName name) {
    return troubles.of(name);
  }

  /// The stream of that name if it is open or being opened.
  Optional<CompletionStage<OpenResult>> find(StreamName name) {
    return Optional.ofNullable(entries.get(name)).map(opening -> current(name, opening));
  }

  private CompletionStage<OpenResult> current(
      StreamName name, CompletableFuture<OpenResult> opening) {
    if (!(opening.getNow(null) instanceof OpenResult.OnDemand(OnDemandStream stream))) {
      return opening;
    }
    long now = nanoClock.getAsLong();
    stream.used(now);
    if (!stream.takesLook(now)) {
      return opening;
    }
    OnDemandSource source = source(stream.config().source()).orElseThrow();
    CompletableFuture<OpenResult> fresh = new CompletableFuture<>();
    run(
        name,
        stream.config().source(),
        fresh,
        () -> {
          Look look = source.look(name, stream.config().source());
          if (look instanceof Look.There(String version) && version.equals(stream.version())) {
            return new OpenResult.OnDemand(stream);
          }
          log.info("stream {}: its file has changed", name);
          stream.replace();
          entries.replace(name, opening, fresh);
          return opened(name, stream.config(), source, look);
        });
    return fresh;
  }

  /// Opens the stream, unless it is.
  CompletionStage<OpenResult> open(StreamName name, StreamConfig config) {
    CompletableFuture<OpenResult> mine = new CompletableFuture<>();
    CompletableFuture<OpenResult> first = entries.putIfAbsent(name, mine);
    if (first != null) {
      return current(name, first);
    }
    OnDemandSource source = source(config.source()).orElseThrow();
    run(
        name,
        config.source(),
        mine,
        () -> opened(name, config, source, source.look(name, config.source())));
    return mine;
  }

  private interface Opening {
    OpenResult get() throws IOException;
  }

  /// Completes `result` on a virtual thread; what did not work is forgotten, and tried again for
  /// the next viewer.
  private void run(
      StreamName name, StreamSource source, CompletableFuture<OpenResult> result, Opening opening) {
    Thread.ofVirtual()
        .name("weir-open-" + name)
        .start(() -> {
          OpenResult opened;
          try {
            opened = opening.get();
          } catch (IOException | MediaException e) {
            warn(name, e);
            opened = offline("Stream cannot be played: " + sentence(e));
          } catch (RuntimeException e) {
            log.error("stream {} cannot be opened", name, e);
            opened = offline("Stream cannot be played: it is our fault, and it is in the log");
          }
          if (!(opened instanceof OpenResult.OnDemand)) {
            entries.remove(name, result);
          }
          troubles.note(name, source, opened);
          result.complete(opened);
        });
  }

  /// Viewers may ask for what is broken as often as they like; an operator reads it once a second.
  private void warn(StreamName name, Exception e) {
    long now = nanoClock.getAsLong();
    long last = warnedNanos.get();
    if (now - last >= WARN_EVERY_NANOS && warnedNanos.compareAndSet(last, now)) {
      log.warn("stream {} cannot be opened: {}", name, e.toString());
    } else {
      log.debug("stream {} cannot be opened: {}", name, e.toString());
    }
  }

  /// What the system says of a file names its path, which is nobody's business.
  private static String sentence(Exception e) {
    return e instanceof MediaException ? String.valueOf(e.getMessage()) : "its file cannot be read";
  }

  private OpenResult opened(StreamName name, StreamConfig config, OnDemandSource source, Look look)
      throws IOException {
    return switch (look) {
      case Look.NotThere(String sentence) -> offline(sentence);
      case Look.Live _ -> asLive(name, config);
      case Look.There(String version) -> {
        long start = nanoClock.getAsLong();
        Optional<OnDemandSource.Opened> found = source.open(name, config.source());
        if (found.isEmpty()) {
          yield asLive(name, config);
        }
        OnDemandSource.Opened file = found.get();
        if (file.media().tracks().isEmpty()) {
          file.media().close();
          yield offline("Stream cannot be played: nothing is in its file");
        }
        long now = nanoClock.getAsLong();
        OnDemandStream stream =
            new OnDemandStream(
                name,
                config,
                version,
                file,
                now,
                Math.max(LOOK_EVERY_NANOS, LOOK_PER_OPENING * (now - start)));
        if (!makesRoom(stream)) {
          log.warn("stream {} is not opened: too many files are open", name);
          stream.close();
          yield offline("Stream cannot be played now: too many files are open");
        }
        log.info(
            "stream {} is open: {} tracks, {} samples, {} s",
            name,
            stream.tracks().size(),
            file.media().index().count(),
            TimeUnit.MICROSECONDS.toSeconds(stream.durationMicros()));
        watchIdle(stream);
        yield new OpenResult.OnDemand(stream);
      }
    };
  }

  private OpenResult asLive(StreamName name, StreamConfig config) {
    return live.apply(name, config).toCompletableFuture().join();
  }

  /// Closes files that nobody views, those first that have been idle for longest, until there is
  /// room for the index of one more.
  private boolean makesRoom(OnDemandStream more) {
    long now = nanoClock.getAsLong();
    List<OnDemandStream> open = new ArrayList<>(all());
    open.sort(Comparator.comparingLong(stream -> -stream.idleNanos(now)));
    long bytes = more.indexBytes() + open.stream().mapToLong(OnDemandStream::indexBytes).sum();
    for (OnDemandStream stream : open) {
      if (bytes <= maxIndexBytes) {
        break;
      }
      if (stream.closeUnlessViewed()) {
        end(stream, NO_ROOM);
        bytes -= stream.indexBytes();
      }
    }
    return bytes <= maxIndexBytes;
  }

  private static OpenResult offline(String sentence) {
    return new OpenResult.Offline(StreamState.OFFLINE, sentence);
  }

  private void watchIdle(OnDemandStream stream) {
    transport.next().schedule(() -> endIfIdle(stream), IDLE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void endIfIdle(OnDemandStream stream) {
    if (stream.idleNanos(nanoClock.getAsLong()) <= idleLimitNanos(stream)) {
      watchIdle(stream);
      return;
    }
    if (stream.isReplaced()) {
      Thread.ofVirtual().start(() -> close(stream));
    } else {
      gate.unloading(stream.name(), stream.input())
          .thenAccept(allowed -> Thread.ofVirtual().start(() -> unload(stream, allowed)));
    }
  }

  private void unload(OnDemandStream stream, boolean allowed) {
    if (allowed) {
      close(stream);
    } else {
      stream.used(nanoClock.getAsLong());
      watchIdle(stream);
    }
  }

  private void close(OnDemandStream stream) {
    if (stream.closeUnlessViewed()) {
      forget(stream);
      log.debug("stream {} is closed", stream.name());
    } else {
      watchIdle(stream);
    }
  }

  private static long idleLimitNanos(OnDemandStream stream) {
    return stream.isReplaced()
        ? REPLACED_NANOS
        : stream.config().alwaysOn()
            ? Long.MAX_VALUE
            : TimeUnit.MILLISECONDS.toNanos(stream.config().inputTimeoutMillis());
  }

  private void forget(OnDemandStream stream) {
    entries.computeIfPresent(
        stream.name(),
        (_, opening) ->
            opening.getNow(null) instanceof OpenResult.OnDemand(OnDemandStream known)
                    && known == stream
                ? null
                : opening);
  }

  /// Makes the open streams follow a change of the configuration.
  void follow(WeirConfig before, WeirConfig after) {
    troubles.follow(before, after);
    for (OnDemandStream stream : all()) {
      StreamConfig old = before.streams().get(stream.name().base());
      StreamConfig fresh = after.streams().get(stream.name().base());
      if (fresh == null && old != null) {
        end(stream, new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the stream was deleted"));
      } else if (fresh != null && !fresh.equals(old)) {
        if (fresh.source().equals(stream.config().source()) && opens(fresh)) {
          stream.configure(fresh);
        } else {
          end(stream, new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the source was changed"));
        }
      }
    }
  }

  /// Ends the stream of that name, and tells its viewers why.
  ///
  /// @return whether there was one
  boolean stop(StreamName name, CloseReason reason) {
    CompletableFuture<OpenResult> opening = entries.get(name);
    if (opening != null
        && opening.getNow(null) instanceof OpenResult.OnDemand(OnDemandStream stream)) {
      end(stream, reason);
      return true;
    }
    return false;
  }

  private void end(OnDemandStream stream, CloseReason reason) {
    forget(stream);
    stream.end(reason);
  }

  /// Ends all, and closes the files.
  void close() {
    for (OnDemandStream stream : all()) {
      end(stream, CloseReason.SHUTDOWN);
      stream.close();
    }
  }
}
