package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// The last so many things that happened, and those who want to hear of the next ones: lines of the
/// log, sessions that ended.
///
/// An event is a JSON list that begins with the Unix time in seconds; nobody changes it any more.
/// Any thread may call this; listeners are called on the thread that adds and must not block.
public final class EventLog {
  private final int most;
  private final LongAdder added = new LongAdder();
  private final Deque<JsonNode> events = new ArrayDeque<>(); // guarded by itself; oldest first
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();

  /// @param most how many are kept
  public EventLog(int most) {
    this.most = most;
  }

  /// How many events there were.
  public long added() {
    return added.sum();
  }

  /// Keeps an event and tells of it.
  public void add(JsonNode event) {
    added.increment();
    synchronized (events) {
      if (events.size() == most) {
        events.removeFirst();
      }
      events.addLast(event);
    }
    for (Consumer<JsonNode> listener : listeners) {
      listener.accept(event);
    }
  }

  /// The newest events, at most so many, oldest first.
  public List<JsonNode> last(int count) {
    List<JsonNode> all = all();
    return all.subList(Math.max(0, all.size() - Math.max(0, count)), all.size());
  }

  /// The events since a time, oldest first.
  public List<JsonNode> since(long unixSeconds) {
    return all().stream().filter(event -> event.path(0).longValue() >= unixSeconds).toList();
  }

  private List<JsonNode> all() {
    synchronized (events) {
      return new ArrayList<>(events);
    }
  }

  /// Forgets what happened.
  public void clear() {
    synchronized (events) {
      events.clear();
    }
  }

  /// Tells `listener` of every event from now on.
  public void addListener(Consumer<JsonNode> listener) {
    listeners.add(listener);
  }

  /// Tells it no more.
  public void removeListener(Consumer<JsonNode> listener) {
    listeners.remove(listener);
  }
}
