package dev.weir.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.control.CallException;
import dev.weir.control.Door.Decision;
import dev.weir.control.EventLog;
import dev.weir.control.RequestText;
import dev.weir.http.WebSocket;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One peer that listens to what happens. It logs in first, in time; what it says afterwards is
/// ignored. A peer that does not read loses messages and nothing else.
///
/// Confined to the connection's event loop, but for the messages.
final class EventSocket implements WebSocket.Listener {
  private static final int LOGIN_SECONDS = 10;
  private static final int LOGINS = 3;

  /// Something to listen to.
  ///
  /// @param word what its messages begin with
  /// @param old what happened before
  /// @param add tells a listener from now on
  /// @param remove tells it no more
  record Topic(
      String word,
      List<JsonNode> old,
      Consumer<Consumer<JsonNode>> add,
      Consumer<Consumer<JsonNode>> remove) {
    /// @param since how many old ones, or `since:` and the Unix time
    static Topic of(String word, EventLog events, String since) {
      return new Topic(word, old(events, since), events::addListener, events::removeListener);
    }

    private static List<JsonNode> old(EventLog events, String since) {
      try {
        return since.startsWith("since:")
            ? events.since(Long.parseLong(since, 6, since.length(), 10))
            : events.last(Integer.parseInt(since));
      } catch (NumberFormatException _) {
        return List.of();
      }
    }
  }

  private final WebSocket socket;
  private final Function<JsonNode, Decision> door;
  private final List<Topic> topics;
  private final Runnable whenGone;
  private final List<Runnable> subscriptions = new ArrayList<>();

  private @Nullable Future<?> deadline; // set while nobody has logged in
  private int logins;

  EventSocket(
      WebSocket socket, Function<JsonNode, Decision> door, List<Topic> topics, Runnable whenGone) {
    this.socket = socket;
    this.door = door;
    this.topics = topics;
    this.whenGone = whenGone;
  }

  /// Begins to talk.
  ///
  /// @param allowed whether the peer needs no login
  void begin(boolean allowed) {
    socket.send(message("auth").add(allowed).toString());
    if (allowed) {
      subscribe();
    } else {
      deadline =
          socket.channel().eventLoop().schedule(this::tooSlow, LOGIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void tooSlow() {
    socket.send(message("auth").add("Too slow, sorry").toString());
    socket.close(1008, "Too slow, sorry");
  }

  @Override
  public void text(String message) {
    if (deadline == null || ++logins > LOGINS) {
      return;
    }
    JsonNode authorize = authorize(message);
    Thread.ofVirtual()
        .name("weir-api")
        .start(() -> {
          Decision decision = door.apply(authorize);
          socket.channel().eventLoop().execute(() -> decided(decision));
        });
  }

  private static JsonNode authorize(String message) {
    try {
      // The text of a list is read as that of a request by putting it into one.
      JsonNode list = RequestText.parse("{\"message\":" + message + "}").path("message");
      return list.path(0).asText().equals("auth") ? list.path(1) : list.path(-1);
    } catch (CallException _) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private void decided(Decision decision) {
    if (deadline == null) {
      return;
    }
    socket.send(message("auth").add(decision.answer()).toString());
    if (decision.caller() != null) {
      deadline.cancel(false);
      deadline = null;
      subscribe();
    }
  }

  private void subscribe() {
    for (Topic topic : topics) {
      Consumer<JsonNode> listener = event -> tell(topic, event);
      topic.old().forEach(listener);
      topic.add().accept(listener);
      subscriptions.add(() -> topic.remove().accept(listener));
    }
  }

  private void tell(Topic topic, JsonNode event) {
    socket.send(message(topic.word()).add(event).toString());
  }

  private static ArrayNode message(String word) {
    return JsonNodeFactory.instance.arrayNode().add(word);
  }

  @Override
  public void gone() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    subscriptions.forEach(Runnable::run);
    subscriptions.clear();
    whenGone.run();
  }
}
