package dev.weir.session;

import dev.weir.config.SessionConfig;
import dev.weir.config.StreamName;
import dev.weir.session.SessionTriggers.Verdict;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All sessions: who is let in, who is here, who was.
///
/// A session begins with its first visit, for which [dev.weir.config.Trigger#USER_NEW] is asked
/// once, and ends some seconds after its last. There are at most [#MAX_SESSIONS]; when there are,
/// visitors that no handler wants to know of are let in uncounted, and others refused.
///
/// Any thread may call the public methods; none of them blocks.
public final class Sessions implements AutoCloseable {
  /// How many sessions there are at most.
  public static final int MAX_SESSIONS = 100_000;

  /// A viewer's session ends so long after its last activity, so that players that come and go with
  /// each request stay one.
  public static final long VIEWER_TIMEOUT_SECONDS = 15;

  private static final long OTHER_TIMEOUT_SECONDS = 2;

  /// A session that an operator stopped cannot come back for so long.
  private static final long STOPPED_SECONDS = 10;

  private static final CloseReason STOPPED =
      new CloseReason(Code.CLEAN_CONTROLLER_REQ, "an operator stopped the session");

  // The server stops while a handler is being asked.
  private static final Verdict NOBODY_ANSWERED = new Verdict.No(0, SessionTriggers.NOT_ALLOWED);

  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final SessionTriggers triggers;
  private final Tokens tokens;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<SessionKey, Session> sessions = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Session> byId = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger(); // of sessions
  private final RefusedVisits refused = new RefusedVisits();
  private final AtomicLong refusals = new AtomicLong();
  private final EarlyTags early = new EarlyTags();
  private final Queue<Session> begun = new ConcurrentLinkedQueue<>(); // since the last tick
  private final Counting counting = new Counting();
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-sessions").factory());

  private volatile SessionConfig config = SessionConfig.DEFAULTS; // replaced by configure

  /// Sessions that are not counted yet.
  ///
  /// @param tokens that viewers may show
  /// @param wallClock dates the sessions
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public Sessions(Triggers triggers, Tokens tokens, Clock wallClock, LongSupplier nanoClock) {
    this.triggers = new SessionTriggers(triggers, tokens);
    this.tokens = tokens;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
  }

  /// Begins to count, once a second.
  public void start() {
    var _ = ticker.scheduleAtFixedRate(this::tickSafely, 1, 1, TimeUnit.SECONDS);
  }

  /// What makes two visits one session, and whose bytes count as the server's, from now on.
  public void configure(SessionConfig changed, Predicate<InetAddress> counted) {
    config = changed;
    counting.count(counted);
  }

  /// The configuration in force.
  public SessionConfig config() {
    return config;
  }

  /// Checks what visitors show.
  Tokens tokens() {
    return tokens;
  }

  /// Tells `listener` of every session from now on.
  public void addListener(SessionListener listener) {
    listeners.add(listener);
  }

  /// Asks to come in.
  public CompletionStage<Admission> visit(VisitRequest request) {
    long now = nanoClock.getAsLong();
    SessionKey key = SessionKey.of(request, config);
    if (isRefused(request, key, now)) {
      return CompletableFuture.completedStage(refusal());
    }
    Session session = sessions.get(key);
    if (session == null) {
      if (count.get() >= MAX_SESSIONS) {
        return CompletableFuture.completedStage(withoutRoom(key, request, now));
      }
      session = sessions.computeIfAbsent(key, _ -> begin(key, request, now));
    }
    session.used(request, now);
    if (session.claimDecision()) {
      decide(session, request);
    }
    Session found = session;
    CompletableFuture<Boolean> decision = session.decision();
    return decision.isDone() && !decision.isCompletedExceptionally()
        ? CompletableFuture.completedStage(admission(found, request, decision.join()))
        : decision.handle(
            (allowed, failure) -> admission(found, request, failure == null && allowed));
  }

  private boolean isRefused(VisitRequest request, SessionKey key, long now) {
    return refused.contains(key, now)
        || (!request.refusedAs().equals(request.token())
            && refused.contains(SessionKey.of(request.again(), config), now));
  }

  private Admission withoutRoom(SessionKey key, VisitRequest request, long now) {
    return triggers.concern(request.stream())
        ? new Admission.Refused("there are too many sessions")
        : new Admission.Granted(
            new Visit(new Session(key, request, now, wallClock.millis()), request, triggers));
  }

  private Session begin(SessionKey key, VisitRequest request, long now) {
    Session session = new Session(key, request, now, wallClock.millis());
    count.incrementAndGet();
    byId.put(session.id(), session);
    early.take(session.id()).forEach(session::tag);
    return session;
  }

  private void decide(Session session, VisitRequest request) {
    CompletableFuture<Boolean> decision = session.decision();
    ask(
        session,
        request,
        verdict -> {
          switch (verdict) {
            case Verdict.Yes yes -> {
              session.letIn(yes);
              if (!session.key().information()) {
                begun.add(session);
              }
            }
            case Verdict.No no -> {
              turnAway(session, no.seconds());
              log.info(
                  "{} was refused {} over {}: {}",
                  request.host(),
                  request.stream(),
                  request.connector(),
                  no.reason());
            }
          }
          decision.complete(verdict instanceof Verdict.Yes);
        });
  }

  private void ask(Session session, VisitRequest request, Consumer<Verdict> then) {
    var _ =
        triggers
            .mayCome(request, session.id())
            .exceptionally(_ -> NOBODY_ANSWERED)
            .thenAccept(then);
  }

  private Admission admission(Session session, VisitRequest request, boolean allowed) {
    return allowed && !session.isStopped()
        ? new Admission.Granted(new Visit(session, request, triggers))
        : refusal();
  }

  private Admission refusal() {
    refusals.incrementAndGet();
    return new Admission.Refused(SessionTriggers.NOT_ALLOWED.sentence());
  }

  private void turnAway(Session session, long seconds) {
    long until = nanoClock.getAsLong() + TimeUnit.SECONDS.toNanos(seconds);
    refused.add(session.key(), until);
    refused.add(SessionKey.of(session.first().again(), config), until);
    forget(session);
  }

  private void forget(Session session) {
    if (sessions.remove(session.key(), session)) {
      byId.remove(session.id(), session);
      count.decrementAndGet();
    }
  }

  /// Asks [dev.weir.config.Trigger#USER_NEW] again for every session of a stream, or of all
  /// wildcards of a base name; who may not stay is cut off, and who was refused may ask again.
  public void invalidate(String stream) {
    refused.forget(key -> key.stream().isEmpty() || isOf(key.stream(), stream));
    for (Session session : sessions.values()) {
      VisitRequest newest = session.newest();
      if (session.kind() == SessionKind.VIEWER && isOf(newest.stream().full(), stream)) {
        decideAgain(session, newest);
      }
    }
  }

  /// Asks again about everybody whom a token let in: the keys that tokens are checked with are
  /// others now.
  public void tokenKeysChanged() {
    for (Session session : sessions.values()) {
      if (session.isInByToken()) {
        decideAgain(session, session.newest());
      }
    }
  }

  private void decideAgain(Session session, VisitRequest request) {
    CompletableFuture<Boolean> again = session.decideAgain();
    ask(
        session,
        request,
        verdict -> {
          switch (verdict) {
            case Verdict.Yes yes -> session.letIn(yes);
            case Verdict.No no -> {
              turnAway(session, no.seconds());
              end(session, no.reason());
            }
          }
          again.complete(verdict instanceof Verdict.Yes);
        });
  }

  /// Stops the session of that id.
  public void stopId(String id) {
    stop((session, _) -> session.id().equals(id));
  }

  /// Stops every session that has the tag.
  public void stopTag(String tag) {
    stop((session, _) -> session.tags().contains(tag));
  }

  /// Stops every session of a stream or of all wildcards of a base name.
  ///
  /// @param stream empty for all streams
  /// @param connector a protocol; empty for all
  public void stop(String stream, String connector) {
    stop((_, newest) ->
        (stream.isEmpty() || isOf(newest.stream().full(), stream))
            && (connector.isEmpty() || newest.connector().equals(connector)));
  }

  private void stop(BiPredicate<Session, VisitRequest> which) {
    for (Session session : sessions.values()) {
      if (which.test(session, session.newest())) {
        turnAway(session, STOPPED_SECONDS);
        end(session, STOPPED);
      }
    }
  }

  /// Adds a tag to a session; one that is not known yet gets it when it begins.
  public void tag(String id, String tag) {
    Session session = byId.get(id);
    if (session != null) {
      session.tag(tag);
    } else {
      early.add(id, tag, nanoClock.getAsLong());
    }
  }

  /// Every session that is counted now, and those that ended in the last ten minutes.
  public List<SessionFacts> list() {
    List<SessionFacts> all =
        counted().map(session -> session.facts(false)).collect(Collectors.toList());
    all.addAll(counting.over());
    return all;
  }

  /// What was counted about each stream of which there is something to tell, by its full name.
  public Map<String, StreamFacts> streams() {
    return counting.streams();
  }

  /// What was counted about one stream.
  public StreamFacts stream(StreamName name) {
    return counting.streams().getOrDefault(name.full(), StreamFacts.NONE);
  }

  /// How many viewers use each protocol now.
  public Map<String, Integer> viewersByConnector() {
    return counting.viewersByConnector();
  }

  /// What was counted about the whole server.
  public Totals totals() {
    return counting.totals();
  }

  /// The last ten minutes second by second, from `start` to `end`, Unix seconds, both included.
  ///
  /// @param streams which full names; all figures of a stream that is not counted for itself stand
  ///   under the empty name
  /// @param connectors which protocols; likewise
  public List<SecondFacts> seconds(
      long start, long end, Predicate<String> streams, Predicate<String> connectors) {
    return counting.seconds(
        start, end, of -> streams.test(of.stream()) && connectors.test(of.connector()));
  }

  /// Whether `name` is `wanted`, or a wildcard of it; `base+` means the wildcards only.
  public static boolean isOf(String name, String wanted) {
    return name.equals(wanted)
        || (wanted.endsWith("+") ? name.startsWith(wanted) : name.startsWith(wanted + "+"));
  }

  private Stream<Session> counted() {
    return sessions.values().stream()
        .filter(session -> !session.key().information())
        .filter(session -> session.decision().isDone());
  }

  private void tickSafely() {
    try {
      tick();
    } catch (RuntimeException e) { // a bug of ours: the next second is counted all the same
      log.error("counting the sessions failed", e);
    }
  }

  /// Counts one second and ends what is over.
  void tick() {
    long now = nanoClock.getAsLong();
    List<Session> fresh = new ArrayList<>();
    for (Session next = begun.poll(); next != null; next = begun.poll()) {
      fresh.add(next);
    }
    List<Session> counted = counted().toList();
    long unixSeconds = wallClock.instant().getEpochSecond();
    counting.tick(counted, fresh, refusals.get(), now, unixSeconds);
    for (Session session : sessions.values()) {
      if (session.claimExpiry(unixSeconds)) {
        decideAgain(session, session.newest());
      }
      if (session.decision().isDone() && session.idleNanos(now) >= timeoutNanos(session)) {
        forget(session);
        if (!session.key().information()) {
          tellEnded(session);
        }
      }
    }
    early.forget(now);
  }

  private static long timeoutNanos(Session session) {
    return TimeUnit.SECONDS.toNanos(
        session.kind() == SessionKind.VIEWER ? VIEWER_TIMEOUT_SECONDS : OTHER_TIMEOUT_SECONDS);
  }

  private void end(Session session, CloseReason reason) {
    session.stop(reason);
    if (!session.key().information() && !ticker.isShutdown()) {
      ticker.execute(() -> tellEnded(session));
    }
  }

  private void tellEnded(Session session) {
    session.tick(nanoClock.getAsLong());
    SessionFacts facts = session.facts(true);
    counting.ended(facts);
    listeners.forEach(listener -> listener.ended(facts));
    StreamName stream = session.newest().stream();
    if (session.kind() == SessionKind.VIEWER) {
      triggers.userEnded(stream, facts);
    }
    if (counted().noneMatch(other -> other.newest().stream().equals(stream))) {
      triggers.streamEnded(stream, stream(stream));
    }
  }

  /// Ends the counting: every session that is counted is told to have ended.
  @Override
  public void close() {
    ticker.shutdown();
    try {
      if (!ticker.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("sessions are still being counted");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Set<Session> left = new HashSet<>(sessions.values());
    left.removeIf(session -> session.key().information() || !session.decision().isDone());
    left.forEach(this::forget);
    left.forEach(this::tellEnded);
  }
}
