package dev.weir.http.player;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.WebSocket;
import dev.weir.media.Track;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.Stream;
import dev.weir.stream.StreamState;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one peer of a stream: the info JSON at once, and again whenever the state of the stream or
/// its tracks have changed.
///
/// A stream that comes is asked about again, as by anybody who comes then; one that has gone is not
/// started. Of a file there is nothing more to tell, nor to those who may not know. What the peer
/// says of its playback goes into the log for those who look for its trouble. Confined to the event
/// loop of the connection.
final class InfoSocket implements WebSocket.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(InfoSocket.class);

  private static final int LOOK_MILLIS = 500;
  private static final int LONGEST_REPORT_CHARS = 1000;

  /// What was told, as far as a change of it is worth a message.
  private record Seen(StreamState state, List<Track> tracks) {
    static final Seen NOTHING = new Seen(StreamState.OFFLINE, List.of());

    static Seen of(Stream stream) {
      return new Seen(stream.state(), stream.tracks());
    }
  }

  private final WebSocket socket;
  private final HttpExchange exchange;
  private final StreamName asked;
  private final HttpAdmissions admissions;
  private final InfoOutput info;

  private StreamName shown; // what is shown for what was asked for, as of the last answer
  private @Nullable Visit visit; // that let it know of what is shown
  private Seen told = Seen.NOTHING;
  private boolean asking; // while an answer is under way
  private @Nullable Future<?> looks; // while there is something to look for

  InfoSocket(
      WebSocket socket,
      HttpExchange exchange,
      StreamName asked,
      HttpAdmissions admissions,
      InfoOutput info) {
    this.socket = socket;
    this.exchange = exchange;
    this.asked = asked;
    this.admissions = admissions;
    this.info = info;
    this.shown = asked;
  }

  /// Tells the first answer, and what changes from then on.
  InfoSocket start(ViewResult first) {
    if (first instanceof ViewResult.Admitted || first instanceof ViewResult.NotThere) {
      looks =
          socket
              .channel()
              .eventLoop()
              .scheduleAtFixedRate(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    tell(first);
    return this;
  }

  private void look() {
    Stream stream = admissions.running(shown).orElse(null);
    Seen now = stream == null ? Seen.NOTHING : Seen.of(stream);
    if (asking || now.equals(told)) {
      return;
    }
    if (now.state() != StreamState.ONLINE) {
      tell(info.failed(now.state().sentence()), now);
    } else if (stream != null && visit != null && told.state() == StreamState.ONLINE) {
      tell(info.online(exchange.request(), visit, stream), now);
    } else {
      asking = true;
      admissions
          .inform(exchange, asked)
          .whenCompleteAsync(this::answered, socket.channel().eventLoop());
    }
  }

  private void answered(@Nullable ViewResult result, @Nullable Throwable failure) {
    asking = false;
    if (result != null) {
      tell(result);
    } else {
      LOG.error("telling of stream {} failed", asked, failure);
      socket.close(1011, "This is our fault, and it is in the log");
    }
  }

  private void tell(ViewResult result) {
    Seen now = Seen.NOTHING;
    if (result instanceof ViewResult.Admitted(Visit admitted, Stream stream)) {
      visit = admitted;
      shown = stream.name();
      now = Seen.of(stream);
    } else {
      shown = asked;
      now = admissions.running(asked).map(Seen::of).orElse(now);
    }
    tell(info.describe(exchange.request(), result), now);
  }

  /// A peer that does not read hears of the newest state when it does.
  private void tell(ObjectNode node, Seen now) {
    if (socket.send(InfoOutput.text(node))) {
      told = now;
    }
  }

  @Override
  public void text(String report) {
    if (LOG.isDebugEnabled()) {
      String start = report.substring(0, Math.min(LONGEST_REPORT_CHARS, report.length()));
      LOG.debug("a player of {} says of itself: {}", asked, start);
    }
  }

  @Override
  public void gone() {
    if (looks != null) {
      looks.cancel(false);
    }
  }
}
