package dev.weir.session;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Adds up the figures of all sessions, once a second.
///
/// [#tick] and [#ended] belong to one thread; what reads is for any.
final class Counting {
  private static final long REMEMBERED_SECONDS = 600;
  private static final int MAX_REMEMBERED = 20_000;
  private static final int MAX_STREAMS = 10_000;

  /// Sums that only grow.
  private static final class Sums {
    private long views;
    private long viewSeconds;
    private long inputs;
    private long outputs;
    private long unspecified;
    private long up;
    private long down;
    private Packets packets = Packets.NONE;
    private long lastUnix;

    void add(SessionKind kind, Session.Moved moved, long unixSeconds) {
      up += moved.sentBytes();
      down += moved.receivedBytes();
      packets = packets.plus(moved.packets());
      viewSeconds += kind == SessionKind.VIEWER ? 1 : 0;
      lastUnix = unixSeconds;
    }

    void began(SessionKind kind) {
      switch (kind) {
        case VIEWER -> views++;
        case INPUT -> inputs++;
        case OUTPUT -> outputs++;
        case UNSPECIFIED -> unspecified++;
      }
    }
  }

  /// Who is here in one second.
  private static final class Now {
    private static final Now NOBODY = new Now();

    private int viewers;
    private int inputs;
    private int outputs;
    private int unspecified;

    void add(SessionKind kind) {
      switch (kind) {
        case VIEWER -> viewers++;
        case INPUT -> inputs++;
        case OUTPUT -> outputs++;
        case UNSPECIFIED -> unspecified++;
      }
    }

    int all() {
      return viewers + inputs + outputs + unspecified;
    }
  }

  private final RecentSeconds recent = new RecentSeconds();
  private final Sums all = new Sums();
  private final Sums excepted = new Sums(); // of addresses that do not count
  private final Map<String, Sums> byStream = new HashMap<>();
  private final Deque<SessionFacts> over = new ArrayDeque<>(); // guarded by itself; oldest first

  private volatile Predicate<InetAddress> counts = _ -> true; // replaced by count
  private volatile Map<String, StreamFacts> streams = Map.of(); // replaced by tick
  private volatile Map<String, Integer> connectors = Map.of(); // viewers; replaced by tick
  private volatile Totals totals = Totals.NONE; // replaced by tick

  /// Counts one second of `sessions`, of which those in `fresh` have just begun.
  void tick(
      Collection<Session> sessions,
      Collection<Session> fresh,
      long refused,
      long nowNanos,
      long unixSeconds) {
    for (Session session : fresh) {
      sums(session.first().stream().full()).began(session.kind());
      all.began(session.kind());
    }
    Map<String, Now> now = new HashMap<>();
    Map<String, Integer> viewersByConnector = new HashMap<>();
    Now everybody = new Now();
    for (Session session : sessions) {
      VisitRequest newest = session.newest();
      String stream = newest.stream().full();
      Session.Moved moved = session.tick(nowNanos);
      now.computeIfAbsent(stream, _ -> new Now()).add(session.kind());
      everybody.add(session.kind());
      count(session, stream, moved, unixSeconds);
      if (session.kind() == SessionKind.VIEWER) {
        viewersByConnector.merge(newest.connector(), 1, Integer::sum);
      }
      recent.add(
          new RecentSeconds.Of(stream, newest.connector()),
          second(session.kind(), moved, unixSeconds));
    }
    recent.forget(unixSeconds);
    forget(now, unixSeconds);
    publish(now, viewersByConnector, everybody, refused);
  }

  private static SecondFacts second(SessionKind kind, Session.Moved moved, long unixSeconds) {
    return new SecondFacts(
        unixSeconds,
        kind == SessionKind.VIEWER ? 1 : 0,
        kind == SessionKind.INPUT ? 1 : 0,
        kind == SessionKind.OUTPUT ? 1 : 0,
        moved.sentBytes(),
        moved.receivedBytes());
  }

  private void count(Session session, String stream, Session.Moved moved, long unixSeconds) {
    sums(stream).add(session.kind(), moved, unixSeconds);
    all.add(session.kind(), moved, unixSeconds);
    if (!counts.test(session.first().address())) {
      excepted.add(session.kind(), moved, unixSeconds);
    }
  }

  /// Says whose bytes count as the server's, from now on. Any thread.
  void count(Predicate<InetAddress> addresses) {
    counts = addresses;
  }

  private Sums sums(String stream) {
    Sums known = byStream.get(stream);
    return known != null || byStream.size() < MAX_STREAMS
        ? byStream.computeIfAbsent(stream, _ -> new Sums())
        : new Sums(); // one too many is not counted for itself
  }

  private void forget(Map<String, Now> now, long unixSeconds) {
    byStream
        .entrySet()
        .removeIf(entry ->
            !now.containsKey(entry.getKey())
                && unixSeconds - entry.getValue().lastUnix > REMEMBERED_SECONDS);
    synchronized (over) {
      while (!over.isEmpty()
          && unixSeconds - over.getFirst().startUnixSeconds() - over.getFirst().seconds()
              > REMEMBERED_SECONDS) {
        over.removeFirst();
      }
    }
  }

  private void publish(
      Map<String, Now> now, Map<String, Integer> viewersByConnector, Now everybody, long refused) {
    Map<String, StreamFacts> facts = new HashMap<>();
    byStream.forEach(
        (name, sums) -> facts.put(name, facts(now.getOrDefault(name, Now.NOBODY), sums)));
    streams = Map.copyOf(facts);
    connectors = Map.copyOf(viewersByConnector);
    int known;
    synchronized (over) {
      known = over.size();
    }
    totals =
        new Totals(
            everybody.viewers,
            everybody.inputs,
            everybody.outputs,
            everybody.unspecified,
            known + everybody.all(),
            all.views,
            all.inputs,
            all.outputs,
            all.unspecified,
            all.viewSeconds,
            all.up - excepted.up,
            all.down - excepted.down,
            excepted.up,
            excepted.down,
            all.packets,
            refused);
  }

  private static StreamFacts facts(Now now, Sums sums) {
    return new StreamFacts(
        now.viewers,
        now.inputs,
        now.outputs,
        now.unspecified,
        sums.views,
        sums.viewSeconds,
        sums.inputs,
        sums.outputs,
        sums.up,
        sums.down,
        sums.packets);
  }

  /// A session is over; it is remembered for a while.
  void ended(SessionFacts session) {
    synchronized (over) {
      over.addLast(session);
      if (over.size() > MAX_REMEMBERED) {
        over.removeFirst();
      }
    }
  }

  List<SessionFacts> over() {
    synchronized (over) {
      return List.copyOf(over);
    }
  }

  Map<String, StreamFacts> streams() {
    return streams;
  }

  Map<String, Integer> viewersByConnector() {
    return connectors;
  }

  Totals totals() {
    return totals;
  }

  List<SecondFacts> seconds(long start, long end, Predicate<RecentSeconds.Of> wanted) {
    return recent.between(start, end, wanted);
  }
}
