package dev.weir.stream;

import dev.weir.buffer.PagePool;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.WeirConfig;
import dev.weir.net.HostNames;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason.Code;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All streams of a server, and the one door for those who publish and those who view.
///
/// Any thread may call the public methods; none of them blocks.
public final class Streams {
  private static final Logger log = LoggerFactory.getLogger(Streams.class);

  /// How long a viewer waits for a stream that is being started.
  private static final long START_SECONDS = 15;

  private static final long IDLE_CHECK_MILLIS = 500;

  /// How long a source that runs without viewers rests before it is started again.
  private static final long RESTART_SECONDS = 1;

  /// How long the samples of a stream that has ended stay for those who still read them.
  public static final long LINGER_SECONDS = 30;

  private static final CloseReason NO_ROOM =
      new CloseReason(Code.OUT_OF_MEMORY, "the memory for live media is full");
  private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// A stream that exists, who writes it and, while nobody does, who was the last; changed only
  /// inside `compute` of the map.
  private record Entry(Stream stream, @Nullable Publisher publisher, @Nullable Publisher last) {
    static Entry published(Stream stream, Publisher publisher) {
      return new Entry(stream, publisher, null);
    }

    static Entry left(Stream stream, Publisher last) {
      return new Entry(stream, null, last);
    }
  }

  private final Function<String, @Nullable StreamConfig> configuration;
  private final StreamGate gate;
  private final List<Source> sources;
  private final OnDemandStreams files;
  private final PagePool pages;
  private final Transport transport;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final HostNames hosts;
  private final ConcurrentMap<StreamName, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong warnedNanos; // when the log last said that memory is full

  /// Streams that all may start and publish as configured.
  public Streams(
      Function<String, @Nullable StreamConfig> configuration,
      List<Source> sources,
      PagePool pages,
      Transport transport,
      Clock wallClock,
      LongSupplier nanoClock) {
    this(
        configuration, StreamGate.OPEN, sources, List.of(), pages, transport, wallClock, nanoClock);
  }

  /// @param configuration finds a stream's configuration by its base name, null if there is none
  /// @param gate has a say besides the configuration
  /// @param sources what can be opened besides a push, as live; the first that fits is taken
  /// @param onDemand what can be opened to be played from any place; goes before `sources`
  /// @param wallClock dates the streams' timelines
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public Streams(
      Function<String, @Nullable StreamConfig> configuration,
      StreamGate gate,
      List<Source> sources,
      List<OnDemandSource> onDemand,
      PagePool pages,
      Transport transport,
      Clock wallClock,
      LongSupplier nanoClock) {
    this.configuration = configuration;
    this.gate = gate;
    this.sources = List.copyOf(sources);
    this.files = new OnDemandStreams(onDemand, gate, this::openLive, transport, nanoClock);
    this.pages = pages;
    this.transport = transport;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.hosts = new HostNames(nanoClock);
    this.warnedNanos = new AtomicLong(nanoClock.getAsLong() - WARN_NANOS);
  }

  /// The stream of that name, if it exists in any state.
  public Optional<Stream> find(StreamName name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::stream);
  }

  /// All streams that exist now, in any state and no order.
  public List<Stream> all() {
    return entries.values().stream().map(Entry::stream).toList();
  }

  /// The stream on demand of that name, if its file is open.
  public Optional<OnDemandStream> findOnDemand(StreamName name) {
    return files.openNow(name);
  }

  /// Why the file of the stream of that name could not be opened last, in a sentence; empty if it
  /// could. Nothing is looked at.
  public Optional<String> troubleOnDemand(StreamName name) {
    return files.trouble(name);
  }

  /// All streams on demand that are open now, in no order.
  public List<OnDemandStream> onDemand() {
    return files.all();
  }

  /// Whether a stream of that name is, or is known to be, on demand; nothing is opened.
  public boolean isOnDemand(StreamName name) {
    StreamConfig config = configuration.apply(name.base());
    return !entries.containsKey(name)
        && (files.openNow(name).isPresent()
            || (config != null && files.opens(config) && !files.mayBeLive(config)));
  }

  /// Whether somebody writes `stream` now.
  public boolean isPublished(Stream stream) {
    Entry entry = entries.get(stream.name());
    return entry != null && entry.stream() == stream && entry.publisher() != null;
  }

  /// Makes the streams that exist follow a change of the configuration. A stream whose own settings
  /// are the same is not touched.
  public void follow(WeirConfig before, WeirConfig after) {
    for (Entry entry : entries.values()) {
      Stream stream = entry.stream();
      StreamConfig old = before.streams().get(stream.name().base());
      StreamConfig fresh = after.streams().get(stream.name().base());
      if (fresh == null && old != null) {
        stop(entry, new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the stream was deleted"));
      } else if (fresh != null && !fresh.equals(old)) {
        follow(entry, fresh);
      }
    }
    files.follow(before, after);
    startAlwaysOn(after);
  }

  private void follow(Entry entry, StreamConfig fresh) {
    Stream stream = entry.stream();
    if (stream.config().source().equals(fresh.source())) {
      boolean wasAlwaysOn = stream.config().alwaysOn();
      stream.configure(fresh);
      if (wasAlwaysOn && !(fresh.source() instanceof StreamSource.Push)) {
        watchIdle(entry);
      }
    } else {
      stop(entry, new CloseReason(Code.CLEAN_CONTROLLER_REQ, "the source was changed"));
    }
  }

  /// Starts what runs without viewers and does not run yet.
  public void startAlwaysOn(WeirConfig config) {
    for (StreamConfig stream : config.streams().values()) {
      if (stream.alwaysOn()) {
        open(new StreamName(stream.name(), ""));
      }
    }
  }

  /// Ends the stream of that name, whoever publishes or views it; they are told why.
  ///
  /// @return whether there was one
  public boolean stop(StreamName name, CloseReason reason) {
    Entry entry = entries.get(name);
    if (entry != null) {
      stop(entry, reason);
    }
    return files.stop(name, reason) || entry != null;
  }

  /// A publisher ends its stream itself when it leaves: nobody else may while it writes.
  private void stop(Entry entry, CloseReason reason) {
    if (entry.publisher() == null) {
      end(entry.stream(), reason);
    } else {
      evict(entry, reason);
    }
  }

  /// Asks to publish. The answer is there at once, unless the gate takes its time.
  public CompletionStage<PublishResult> publish(PublishRequest request) {
    Entry entry = entries.get(request.name());
    return entry == null
        ? gate.starting(request.name(), configured(request))
            .thenCompose(start ->
                switch (start) {
                  case StreamGate.Start.With(StreamConfig config) -> decide(request, config);
                  case StreamGate.Start.No(String sentence) -> refuse(sentence);
                })
        : decide(request, entry.stream().config());
  }

  /// Asks to view: starts the stream if Weir opens its source itself, and waits until viewers can
  /// start. Completes on any thread.
  public CompletionStage<OpenResult> open(StreamName name) {
    Entry entry = entries.get(name);
    return entry == null ? files.find(name).orElseGet(() -> start(name)) : watch(entry.stream());
  }

  private CompletionStage<OpenResult> start(StreamName name) {
    return gate.starting(name, configuration.apply(name.base()))
        .thenCompose(start ->
            switch (start) {
              case StreamGate.Start.With(StreamConfig config) -> open(name, config);
              case StreamGate.Start.No(String sentence) ->
                  CompletableFuture.completedStage(new OpenResult.Unknown(sentence));
            });
  }

  private CompletionStage<OpenResult> open(StreamName name, StreamConfig config) {
    return files.opens(config) ? files.open(name, config) : openLive(name, config);
  }

  private CompletionStage<OpenResult> openLive(StreamName name, StreamConfig config) {
    Optional<Source> source =
        sources.stream().filter(kind -> kind.opens(config.source())).findFirst();
    if (source.isEmpty()) {
      return CompletableFuture.completedStage(offline(StreamState.OFFLINE));
    }
    if (lacksRoom(name)) {
      restartAlwaysOn(name, NO_ROOM);
      return CompletableFuture.completedStage(
          new OpenResult.Offline(StreamState.OFFLINE, NO_ROOM.sentence()));
    }
    return watch(start(name, config, source.get()).stream());
  }

  /// Whether there is no memory for a stream that does not run yet; says so in the log.
  private boolean lacksRoom(StreamName name) {
    boolean lacking = !entries.containsKey(name) && !pages.hasRoom();
    long now = nanoClock.getAsLong();
    long before = warnedNanos.get();
    if (lacking && now - before >= WARN_NANOS && warnedNanos.compareAndSet(before, now)) {
      log.warn(
          "stream {} cannot start: {} ({} of {} MB)",
          name,
          NO_ROOM.sentence(),
          pages.outBytes() >> 20,
          pages.limitBytes() >> 20);
    }
    return lacking;
  }

  private CompletionStage<OpenResult> watch(Stream stream) {
    stream.used(nanoClock.getAsLong());
    return stream.state() == StreamState.ONLINE
        ? CompletableFuture.completedStage(new OpenResult.Online(stream))
        : whenReady(stream);
  }

  /// Ends every stream.
  public void close() {
    for (Entry entry : entries.values()) {
      evict(entry, CloseReason.SHUTDOWN);
      end(entry.stream(), CloseReason.SHUTDOWN);
    }
    files.close();
  }

  /// The publisher is done. If its connection was lost, and nobody stopped it, the stream ends when
  /// the resume window is over and nobody came; otherwise at once.
  void released(Publisher publisher, CloseReason reason) {
    Stream stream = publisher.stream();
    stream.interrupted(); // first: from the next line on another may publish
    Entry entry =
        entries.computeIfPresent(
            stream.name(),
            (_, e) -> e.publisher() == publisher ? Entry.left(stream, publisher) : e);
    if (entry == null || entry.stream() != stream || entry.publisher() != null) {
      return;
    }
    boolean mayComeBack =
        stream.config().source() instanceof StreamSource.Push
            && reason.code() != Code.CLEAN_EOF
            && reason.code() != Code.CLEAN_CONTROLLER_REQ;
    long waitMillis = mayComeBack ? stream.config().resumeMillis() : 0;
    if (waitMillis == 0) {
      end(stream, reason);
    } else {
      transport
          .next()
          .schedule(() -> endAfter(publisher, reason), waitMillis, TimeUnit.MILLISECONDS);
    }
  }

  /// Ends a stream that nobody has published since `last`.
  private void endAfter(Publisher last, CloseReason reason) {
    Entry entry = entries.get(last.stream().name());
    if (entry != null && entry.last() == last) {
      end(last.stream(), reason);
    }
  }

  private CompletionStage<PublishResult> decide(PublishRequest request, StreamConfig config) {
    if (!(config.source() instanceof StreamSource.Push push)) {
      return refuse(
          "Stream " + request.name() + " has a source of its own; nobody publishes to it");
    }
    if (request.entitled()) {
      return CompletableFuture.completedStage(claim(request, config));
    }
    return push.allows(request.peer().getAddress(), request.password())
        ? ask(request, config)
        : hosts
            .include(push.names(), request.peer().getAddress())
            .thenCompose(known ->
                known ? ask(request, config) : CompletableFuture.completedStage(denied(request)));
  }

  private CompletionStage<PublishResult> ask(PublishRequest request, StreamConfig config) {
    return gate.publishing(request)
        .thenApply(allowed -> allowed ? claim(request, config) : denied(request));
  }

  /// Who is entitled publishes under names that nobody configured, too; then nobody else may.
  private @Nullable StreamConfig configured(PublishRequest request) {
    StreamConfig known = configuration.apply(request.name().base());
    return known == null && request.entitled()
        ? StreamConfig.of(request.name().base(), new StreamSource.Push(List.of(), ""))
        : known;
  }

  private PublishResult claim(PublishRequest request, StreamConfig config) {
    if (lacksRoom(request.name())) {
      return new PublishResult.NoRoom("Stream " + request.name() + ": " + NO_ROOM.sentence());
    }
    Publisher publisher = claim(request.name(), config, request);
    return publisher == null
        ? new PublishResult.NameTaken("Stream " + request.name() + " is being published already")
        : new PublishResult.Accepted(publisher);
  }

  private static PublishResult denied(PublishRequest request) {
    return new PublishResult.Denied("You may not publish stream " + request.name());
  }

  private @Nullable Publisher claim(StreamName name, StreamConfig config, PublishRequest request) {
    String origin = request.peer().getAddress().getHostAddress() + " over " + request.connector();
    Publisher[] claimed = new Publisher[1];
    entries.compute(
        name,
        (_, entry) -> {
          if (entry != null && entry.publisher() != null) {
            return entry;
          }
          Stream stream = entry == null ? newStream(name, config) : entry.stream();
          claimed[0] = new Publisher(stream, this, origin, nanoClock);
          return Entry.published(stream, claimed[0]);
        });
    return claimed[0];
  }

  private Entry start(StreamName name, StreamConfig config, Source source) {
    Publisher[] started = new Publisher[1];
    Entry entry =
        entries.computeIfAbsent(
            name,
            _ -> {
              Stream stream = newStream(name, config);
              started[0] = new Publisher(stream, this, config.source().toString(), nanoClock);
              return Entry.published(stream, started[0]);
            });
    if (started[0] != null) {
      source.start(config.source(), started[0]);
      watchIdle(entry);
    }
    return entry;
  }

  private Stream newStream(StreamName name, StreamConfig config) {
    return new Stream(name, config, pages, wallClock.instant(), nanoClock.getAsLong());
  }

  private void watchIdle(Entry entry) {
    Stream stream = entry.stream();
    if (stream.state() == StreamState.ENDING || stream.config().alwaysOn()) {
      return;
    }
    long limitMillis = stream.config().inputTimeoutMillis();
    if (stream.state() != StreamState.ONLINE) {
      // Who asked for it may be waiting still.
      limitMillis = Math.max(limitMillis, TimeUnit.SECONDS.toMillis(START_SECONDS));
    }
    long limit = TimeUnit.MILLISECONDS.toNanos(limitMillis);
    if (stream.idleNanos(nanoClock.getAsLong()) > limit) {
      gate.unloading(stream.name(), stream.input()).thenAccept(allowed -> unload(entry, allowed));
    } else {
      transport.next().schedule(() -> watchIdle(entry), IDLE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void unload(Entry entry, boolean allowed) {
    if (allowed) {
      evict(entry, new CloseReason(Code.CLEAN_INACTIVE, "nobody watches any more"));
    } else {
      entry.stream().used(nanoClock.getAsLong());
      watchIdle(entry);
    }
  }

  private static void evict(Entry entry, CloseReason reason) {
    Publisher publisher = entry.publisher();
    if (publisher != null) {
      publisher.evict(reason);
    }
  }

  /// Ends `stream`, unless somebody publishes it again.
  private void end(Stream stream, CloseReason reason) {
    boolean[] removed = new boolean[1];
    entries.computeIfPresent(
        stream.name(),
        (_, entry) -> {
          removed[0] =
              entry.stream() == stream
                  && (entry.publisher() == null || reason.equals(CloseReason.SHUTDOWN));
          return removed[0] ? null : entry;
        });
    if (removed[0]) {
      stream.end(reason);
      transport.next().schedule(stream::discard, LINGER_SECONDS, TimeUnit.SECONDS);
      log.debug("stream {} is gone: {}", stream.name(), reason);
      restartAlwaysOn(stream.name(), reason);
    }
  }

  private void restartAlwaysOn(StreamName name, CloseReason reason) {
    StreamConfig config = name.wildcard().isEmpty() ? configuration.apply(name.base()) : null;
    if (config != null && config.alwaysOn() && !reason.equals(CloseReason.SHUTDOWN)) {
      transport.next().schedule(() -> open(name), RESTART_SECONDS, TimeUnit.SECONDS);
    }
  }

  private CompletionStage<OpenResult> whenReady(Stream stream) {
    // A copy, so that the time-out of one viewer ends nobody else's wait.
    return stream
        .ready()
        .copy()
        .orTimeout(START_SECONDS, TimeUnit.SECONDS)
        .handle((online, failure) ->
            failure == null
                ? new OpenResult.Online(online)
                : failure instanceof CompletionException e
                        && e.getCause() instanceof StreamEndedException ended
                    ? new OpenResult.Offline(StreamState.ENDING, ended.reason().sentence())
                    : offline(stream.state()));
  }

  private static OpenResult offline(StreamState state) {
    return new OpenResult.Offline(state, state.sentence());
  }

  private static CompletionStage<PublishResult> refuse(String sentence) {
    return CompletableFuture.completedStage(new PublishResult.NotConfigured(sentence));
  }
}
