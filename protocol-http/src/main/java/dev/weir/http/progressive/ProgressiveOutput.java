package dev.weir.http.progressive;

import dev.weir.config.StreamName;
import dev.weir.feed.Feeds;
import dev.weir.http.EndlessBody;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.WebSocket;
import dev.weir.media.Codec;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import dev.weir.stream.TrackSelector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers `/STREAM.flv`, `/STREAM.ts` and their like: the live stream in one format, from the
/// newest keyframe until one of both ends goes away. The same address is a WebSocket for those who
/// ask. `video=`, `audio=`, `subtitle=` and `meta=` choose tracks, see [TrackSelector].
///
/// Stateless; called on any event loop.
public final class ProgressiveOutput implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressiveOutput.class);

  private static final Map<Codec.Kind, String> SELECTORS =
      Map.of(
          Codec.Kind.VIDEO, "video",
          Codec.Kind.AUDIO, "audio",
          Codec.Kind.TEXT, "subtitle",
          Codec.Kind.DATA, "meta");

  private final ProgressiveFormat format;
  private final HttpAdmissions admissions;
  private final Feeds feeds;

  private ProgressiveOutput(ProgressiveFormat format, HttpAdmissions admissions, Feeds feeds) {
    this.format = format;
    this.admissions = admissions;
    this.feeds = feeds;
  }

  /// The routes of all formats that there are.
  public static List<Route> routes(HttpAdmissions admissions, Feeds feeds) {
    List<Route> routes = new ArrayList<>();
    for (ProgressiveFormat format : ProgressiveFormat.values()) {
      ProgressiveOutput output = new ProgressiveOutput(format, admissions, feeds);
      format.endings().forEach(ending -> routes.add(Route.at("/$." + ending, output)));
    }
    return List.copyOf(routes);
  }

  @Override
  public void handle(HttpExchange exchange) {
    Request request = exchange.request();
    if (request.isHead()) {
      exchange.respond(head(request));
      return;
    }
    Optional<StreamName> name = StreamName.clean(request.stream());
    if (name.isEmpty()) {
      refuse(exchange, "That is no stream name");
      return;
    }
    admissions
        .view(exchange, name.get(), format.connector())
        .whenComplete((result, failure) -> opened(exchange, result, failure));
  }

  private void opened(
      HttpExchange exchange, @Nullable ViewResult result, @Nullable Throwable failure) {
    switch (result) {
      case ViewResult.Admitted(Visit visit, Stream stream) -> show(exchange, visit, stream);
      case ViewResult.NotThere(_, String sentence) -> refuse(exchange, sentence);
      case ViewResult.Refused(String sentence) -> refuse(exchange, sentence);
      case null -> {
        LOG.error("opening {} failed", exchange.request().path(), failure);
        exchange.respond(Response.text(500, "This is our fault, and it is in the log"));
      }
    }
  }

  private void show(HttpExchange exchange, Visit visit, Stream stream) {
    Request request = exchange.request();
    TrackChoice choice = TrackChoice.of(stream, wishes(request), format.room(), format::carries);
    if (stream.tracks().stream().noneMatch(format.only(choice)::carries)) {
      refuse(exchange, "No track of it that was asked for can be in " + format.name());
    } else if (request.wantsWebSocket()) {
      exchange.webSocket(socket -> overWebSocket(visit, stream, choice, socket));
    } else {
      exchange.respondEndlessly(
          admissions.withToken(exchange, head(request)),
          body ->
              new ProgressiveViewer(stream, format.only(choice), visit, body).join(feeds)::leave);
    }
  }

  private static Map<Codec.Kind, TrackSelector> wishes(Request request) {
    Map<Codec.Kind, TrackSelector> wishes = new EnumMap<>(Codec.Kind.class);
    SELECTORS.forEach((kind, name) ->
        request.query().value(name).ifPresent(wish -> wishes.put(kind, TrackSelector.parse(wish))));
    return wishes;
  }

  private WebSocket.Listener overWebSocket(
      Visit visit, Stream stream, TrackChoice choice, WebSocket socket) {
    EndlessBody body = new EndlessBody.Messages(socket.channel());
    ProgressiveViewer viewer =
        new ProgressiveViewer(stream, format.only(choice), visit, body).join(feeds);
    return new WebSocket.Listener() {
      @Override
      public void text(String message) {
        // Players of old send commands; a viewer of plain FLV or TS has none that we know.
      }

      @Override
      public void gone() {
        viewer.leave();
      }
    };
  }

  private Response head(Request request) {
    Response head = Response.of(200, format.contentType(), "");
    return request
        .query()
        .value("dl")
        .map(wish -> head.with("Content-Disposition", attachment(wish, request)))
        .orElse(head);
  }

  /// `dl` names the file if it has a dot in it; otherwise the address does.
  private static String attachment(String wish, Request request) {
    String name = wish.contains(".") ? wish : request.path().substring(1);
    return "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._+-]", "_") + "\"";
  }

  private static void refuse(HttpExchange exchange, String reason) {
    exchange.respond(Response.text(404, "Could not retrieve stream: " + reason));
  }
}
