package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.config.StreamName;
import dev.weir.control.StreamFigures.Figures;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import dev.weir.stream.Streams;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Tells of the states of streams, `[name, state, viewers, inputs, outputs, tags]`, when they
/// change.
///
/// Looks twice a second as long as somebody listens, on a virtual thread. Any thread.
public final class StreamEvents implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Streams streams;
  private final StreamFigures figures;
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
  private final Map<StreamName, JsonNode> told = new HashMap<>(); // guarded by itself
  private final Thread thread;

  /// @param streams whose states are told
  /// @param figures who is there
  public StreamEvents(Streams streams, StreamFigures figures) {
    this.streams = streams;
    this.figures = figures;
    this.thread = Thread.ofVirtual().name("weir-stream-events").start(this::watch);
  }

  /// Tells `listener` of all streams now and of changes from then on; it must not block.
  public void addListener(Consumer<JsonNode> listener) {
    synchronized (told) {
      look();
      told.values().forEach(listener);
      listeners.add(listener);
    }
  }

  /// Tells it no more.
  public void removeListener(Consumer<JsonNode> listener) {
    listeners.remove(listener);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        if (!listeners.isEmpty()) {
          look();
        }
      }
    } catch (InterruptedException _) {
      // The server stops.
    }
  }

  private void look() {
    synchronized (told) {
      Set<StreamName> gone = new HashSet<>(told.keySet());
      for (Stream stream : streams.all()) {
        gone.remove(stream.name());
        tell(stream.name(), row(stream.name(), number(stream.state()), stream.config().tags()));
      }
      for (StreamName name : gone) {
        tell(name, row(name, number(StreamState.OFFLINE), List.of()));
        told.remove(name);
      }
    }
  }

  private void tell(StreamName name, JsonNode row) {
    if (!row.equals(told.put(name, row))) {
      listeners.forEach(listener -> listener.accept(row));
    }
  }

  private ArrayNode row(StreamName name, int state, List<String> tags) {
    Figures now = figures.of(name);
    return JsonNodeFactory.instance
        .arrayNode()
        .add(name.full())
        .add(state)
        .add(now.viewers())
        .add(now.inputs())
        .add(now.outputs())
        .add(String.join(" ", tags));
  }

  private static int number(StreamState state) {
    return switch (state) {
      case OFFLINE -> 0;
      case BOOTING -> 2;
      case WAITING -> 3;
      case ONLINE -> 4;
      case ENDING -> 5;
    };
  }
}
