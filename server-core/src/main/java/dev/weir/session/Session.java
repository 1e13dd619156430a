package dev.weir.session;

import dev.weir.stream.CloseReason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One peer's visit as operators count it.
///
/// Any thread may call this, except where a method says that it is the ticker's, of which there is
/// one.
final class Session {
  static final int MAX_TAGS = 64;
  static final int LONGEST_TAG = 512;

  /// A session that has several protocols and hosts remembers so many of each.
  private static final int MAX_PLACES = 16;

  /// How long a protocol, host or stream counts as in use after a request.
  private static final long IN_USE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SessionKey key;
  private final String id;
  private final VisitRequest first;
  private final long startNanos;
  private final long startUnixMillis;
  private final AtomicBoolean asked = new AtomicBoolean(); // once somebody asks for the decision
  private final Set<Visit> visits = ConcurrentHashMap.newKeySet(4);
  private final Set<String> tags = new CopyOnWriteArraySet<>();
  private final LongAdder sentBefore = new LongAdder(); // by requests and visits that are over
  private final LongAdder receivedBefore = new LongAdder();
  private final AtomicReference<Packets> packetsBefore = new AtomicReference<>(Packets.NONE);
  private final RecentRate sentRate = new RecentRate();
  private final RecentRate receivedRate = new RecentRate();
  private final Map<String, Place> connectors =
      new LinkedHashMap<>(4); // these guarded by themselves
  private final Map<String, Place> hosts = new LinkedHashMap<>(4);
  private final Map<String, Place> streams = new LinkedHashMap<>(4);

  private final AtomicReference<PlayerFacts> player = new AtomicReference<>(PlayerFacts.SILENT);

  private final AtomicLong toldEnd = new AtomicLong(-1); // the segment that its media ended with

  private volatile VisitRequest newest; // of the visits
  private volatile CompletableFuture<Boolean> decision = new CompletableFuture<>();
  private volatile long segment = -1; // that it got last, where media is fetched in segments
  private volatile boolean byToken; // set by each decision to let it in
  private volatile long untilUnixSeconds = Long.MAX_VALUE; // likewise, and when it has come
  private volatile @Nullable CloseReason stopped; // set once
  private volatile long lastUseNanos;
  private volatile long activeSeconds; // these four by the ticker
  private long countedSent;
  private long countedReceived;
  private Packets countedPackets = Packets.NONE;

  /// For how long a session used one of several protocols, hosts or streams.
  private static final class Place {
    private long seconds;
    private long lastUseNanos;
  }

  /// What was moved since the ticker last asked.
  record Moved(long sentBytes, long receivedBytes, Packets packets) {}

  Session(SessionKey key, VisitRequest first, long nowNanos, long unixMillis) {
    this.key = key;
    this.first = first;
    this.newest = first;
    this.id = key.id(first.address());
    this.startNanos = nowNanos;
    this.startUnixMillis = unixMillis;
    this.lastUseNanos = nowNanos;
    if (!first.player().isEmpty()) {
      tag("UA:" + first.player());
    }
  }

  String id() {
    return id;
  }

  SessionKey key() {
    return key;
  }

  SessionKind kind() {
    return key.kind();
  }

  /// The visit that it began with.
  VisitRequest first() {
    return first;
  }

  VisitRequest newest() {
    return newest;
  }

  Collection<String> tags() {
    return tags;
  }

  /// Adds a tag; one too many is not taken.
  void tag(String tag) {
    if (tags.size() < MAX_TAGS && !tag.isBlank()) {
      tags.add(tag.length() > LONGEST_TAG ? tag.substring(0, LONGEST_TAG) : tag);
    }
  }

  CompletableFuture<Boolean> decision() {
    return decision;
  }

  /// True for the first who calls: he has to see to the decision.
  boolean claimDecision() {
    return asked.compareAndSet(false, true);
  }

  /// Makes those who come wait for another decision.
  CompletableFuture<Boolean> decideAgain() {
    CompletableFuture<Boolean> again = new CompletableFuture<>();
    decision = again;
    return again;
  }

  /// Notes for how long it may stay.
  void letIn(SessionTriggers.Verdict.Yes yes) {
    byToken = yes.byToken();
    untilUnixSeconds = yes.untilUnixSeconds();
  }

  /// Whether a token let it in.
  boolean isInByToken() {
    return byToken;
  }

  /// True once when what let it in has expired: whoever calls has to see to another decision. The
  /// ticker's.
  boolean claimExpiry(long nowUnixSeconds) {
    boolean expired = nowUnixSeconds >= untilUnixSeconds;
    if (expired) {
      untilUnixSeconds = Long.MAX_VALUE;
    }
    return expired;
  }

  /// Notes that `visit` was here.
  void used(VisitRequest visit, long nowNanos) {
    newest = visit;
    lastUseNanos = nowNanos;
    use(connectors, visit.connector(), nowNanos);
    use(hosts, visit.host(), nowNanos);
    use(streams, visit.stream().full(), nowNanos);
  }

  private static void use(Map<String, Place> places, String name, long nowNanos) {
    synchronized (places) {
      Place place = places.get(name);
      if (place == null && places.size() < MAX_PLACES) {
        place = new Place();
        places.put(name, place);
      }
      if (place != null) {
        place.lastUseNanos = nowNanos;
      }
    }
  }

  void sent(long bytes) {
    sentBefore.add(bytes);
  }

  void segmentSent(long sequence) {
    segment = sequence;
  }

  /// True once if it has got the segment that the media ends with.
  boolean claimEnd(long sequence) {
    return segment == sequence && toldEnd.getAndSet(sequence) != sequence;
  }

  void reported(PlayerReport report) {
    player.updateAndGet(known -> known.and(report));
  }

  void held(Visit visit) {
    visits.add(visit);
    CloseReason reason = stopped;
    if (reason != null && visits.remove(visit)) {
      visit.stop(reason);
    }
  }

  void left(Visit visit) {
    if (visits.remove(visit)) {
      sentBefore.add(visit.sentBytes());
      receivedBefore.add(visit.receivedBytes());
      packetsBefore.accumulateAndGet(visit.packets(), Packets::plus);
    }
  }

  /// Ends all its connections, now and in future.
  void stop(CloseReason reason) {
    stopped = reason;
    for (Visit visit : List.copyOf(visits)) {
      if (visits.contains(visit)) {
        left(visit);
        visit.stop(reason);
      }
    }
  }

  boolean isStopped() {
    return stopped != null;
  }

  /// For how long nobody was here; 0 while a connection is.
  long idleNanos(long nowNanos) {
    return visits.isEmpty() ? nowNanos - lastUseNanos : 0;
  }

  /// Counts one second. The ticker's.
  Moved tick(long nowNanos) {
    for (Visit visit : visits) {
      used(visit.request(), nowNanos);
    }
    if (nowNanos - lastUseNanos < IN_USE_NANOS) {
      activeSeconds = TimeUnit.NANOSECONDS.toSeconds(nowNanos - startNanos);
      List.of(connectors, hosts, streams).forEach(places -> tick(places, nowNanos));
    }
    long sent = sentBytes();
    long received = receivedBytes();
    Packets packets = packets();
    Moved moved =
        new Moved(sent - countedSent, received - countedReceived, packets.minus(countedPackets));
    countedPackets = packets;
    countedSent = sent;
    countedReceived = received;
    sentRate.tick(sent);
    receivedRate.tick(received);
    return moved;
  }

  private static void tick(Map<String, Place> places, long nowNanos) {
    synchronized (places) {
      for (Place place : places.values()) {
        place.seconds += nowNanos - place.lastUseNanos < IN_USE_NANOS ? 1 : 0;
      }
    }
  }

  long sentBytes() {
    long sum = sentBefore.sum();
    for (Visit visit : visits) {
      sum += visit.sentBytes();
    }
    return sum;
  }

  long receivedBytes() {
    long sum = receivedBefore.sum();
    for (Visit visit : visits) {
      sum += visit.receivedBytes();
    }
    return sum;
  }

  Packets packets() {
    Packets sum = packetsBefore.get();
    for (Visit visit : visits) {
      sum = sum.plus(visit.packets());
    }
    return sum;
  }

  /// Everything that there is to know about it now.
  SessionFacts facts(boolean ended) {
    return new SessionFacts(
        id,
        key.kind(),
        first.token(),
        names(streams),
        names(connectors),
        names(hosts),
        startUnixMillis / 1000,
        activeSeconds,
        sentBytes(),
        receivedBytes(),
        packets(),
        ended ? 0 : sentRate.perSecond(),
        ended ? 0 : receivedRate.perSecond(),
        List.copyOf(tags),
        seconds(streams),
        seconds(connectors),
        seconds(hosts),
        ended,
        player.get());
  }

  private static List<String> names(Map<String, Place> places) {
    synchronized (places) {
      return List.copyOf(places.keySet());
    }
  }

  private static List<Long> seconds(Map<String, Place> places) {
    synchronized (places) {
      return places.values().stream().map(place -> place.seconds).toList();
    }
  }
}
