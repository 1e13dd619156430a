package dev.weir.http.progressive;

import dev.weir.config.StreamName;
import dev.weir.feed.Feeds;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.EndlessBody;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpAdmissions.Step;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.WebSocket;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.VirtualFile;
import dev.weir.playback.Playable;
import dev.weir.playback.PlayableFile;
import dev.weir.playback.PlayableStream;
import dev.weir.playback.Playback;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import dev.weir.stream.TrackSelector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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

  /// How much of a file a viewer gets in advance who did not say.
  private static final long LEAD_MICROS = TimeUnit.SECONDS.toMicros(10);

  static final Map<Codec.Kind, String> SELECTORS =
      Map.of(
          Codec.Kind.VIDEO, "video",
          Codec.Kind.AUDIO, "audio",
          Codec.Kind.TEXT, "subtitle",
          Codec.Kind.DATA, "meta");

  private final ProgressiveFormat format;
  private final HttpAdmissions admissions;
  private final Feeds feeds;
  private final FileOutput files;
  private final Optional<Filler> filler;

  private ProgressiveOutput(
      ProgressiveFormat format, HttpAdmissions admissions, Feeds feeds, FileOutput files) {
    this.format = format;
    this.admissions = admissions;
    this.feeds = feeds;
    this.files = files;
    this.filler = Filler.of(format);
  }

  /// The routes of all formats that there are.
  ///
  /// @param blocks what is sent of files
  public static List<Route> routes(HttpAdmissions admissions, Feeds feeds, SharedBlocks blocks) {
    FileOutput files = new FileOutput(blocks, System::nanoTime);
    List<Route> routes = new ArrayList<>();
    for (ProgressiveFormat format : ProgressiveFormat.values()) {
      ProgressiveOutput output = new ProgressiveOutput(format, admissions, feeds, files);
      format.endings().forEach(ending -> routes.add(Route.at("/$." + ending, output)));
    }
    return List.copyOf(routes);
  }

  @Override
  public void handle(HttpExchange exchange) {
    Request request = exchange.request();
    Optional<StreamName> name = StreamName.clean(request.stream());
    if (name.isEmpty()) {
      refuse(exchange, "That is no stream name");
      return;
    }
    if (request.isHead() && !admissions.isOnDemand(name.get())) {
      exchange.respond(head(request)); // without starting what is live
      return;
    }
    // A film is fetched in many requests; what is live, and a socket, is one that lasts.
    boolean piece = admissions.isOnDemand(name.get()) && !request.wantsWebSocket();
    exchange.when(
        admissions.view(
            exchange, name.get(), format.connector(), piece ? Step.PIECE : Step.BEGINNING),
        result -> opened(exchange, result));
  }

  private void opened(HttpExchange exchange, ViewResult result) {
    switch (result) {
      case ViewResult.Admitted(Visit visit, Stream stream) -> show(exchange, visit, stream);
      case ViewResult.AdmittedOnDemand(Visit visit, OnDemandStream stream) ->
          send(exchange, visit, stream);
      case ViewResult.NotThere(_, String sentence) -> refuse(exchange, sentence);
      case ViewResult.Refused(String sentence) -> refuse(exchange, sentence);
    }
  }

  private void show(HttpExchange exchange, Visit visit, Stream stream) {
    Request request = exchange.request();
    TrackChoice choice = TrackChoice.of(stream, wishes(request), format.room(), format::carries);
    Playable past = new PlayableStream(stream);
    PlayWishes play = PlayWishes.of(request, clock(past));
    if (stream.tracks().stream().noneMatch(format.only(choice)::carries)) {
      visit.close();
      refuse(exchange, "No track of it that was asked for can be in " + format.name());
    } else if (play.stopMicros().orElse(Long.MAX_VALUE) <= past.beginMicros()) {
      visit.close();
      refuse(exchange, "Entire range is in the past");
    } else if (request.wantsWebSocket() && format.hasCommands()) {
      command(exchange, visit, past);
    } else if (request.wantsWebSocket()) {
      exchange.webSocket(socket -> overWebSocket(visit, stream, choice, socket));
    } else if (!play.isWhole()) {
      pace(exchange, visit, past, choice, play);
    } else {
      exchange.respondEndlessly(
          admissions.withToken(exchange, visit, head(request)),
          body -> {
            ProgressiveViewer viewer =
                new ProgressiveViewer(stream, format.only(choice), visit, body).join(feeds);
            if (Filler.helps(request)) {
              filler.ifPresent(viewer::with);
            }
            return viewer::leave;
          });
    }
  }

  private static PlayWishes.Clock clock(Playable stream) {
    return new PlayWishes.Clock(
        stream.zeroUnixMillis(), System.currentTimeMillis(), stream.endMicros());
  }

  private void send(HttpExchange exchange, Visit visit, OnDemandStream stream) {
    Request request = exchange.request();
    TrackChoice choice =
        TrackChoice.of(stream.selectableTracks(), wishes(request), format.room(), format::carries);
    PlayWishes play = PlayWishes.of(request, PlayWishes.Clock.OF_A_FILE);
    if (stream.tracks().stream().noneMatch(format.only(choice)::carries)) {
      visit.close();
      refuse(exchange, "No track of it that was asked for can be in " + format.name());
      return;
    }
    if (request.wantsWebSocket() && format.hasCommands()) {
      command(exchange, visit, new PlayableFile(stream));
      return;
    }
    Optional<CompletionStage<VirtualFile>> file = files.file(stream, format, choice, play);
    if (file.isEmpty()) {
      pace(exchange, visit, new PlayableFile(stream), choice, play);
    } else if (!stream.joined()) {
      visit.close();
      exchange.respond(Response.text(503, "The file was closed just now; ask again"));
    } else {
      file.get()
          .whenComplete(
              (made, failure) -> send(exchange, visit, stream, choice, play, made, failure));
    }
  }

  private void send(
      HttpExchange exchange,
      Visit visit,
      OnDemandStream stream,
      TrackChoice choice,
      PlayWishes play,
      @Nullable VirtualFile made,
      @Nullable Throwable failure) {
    if (made == null) {
      LOG.debug("stream {} cannot be sent as {}", stream.name(), format.name(), failure);
      stream.left(System.nanoTime());
      visit.close();
      refuse(exchange, "It cannot be made into " + format.name() + why(failure));
    } else {
      files.answer(
          exchange,
          visit,
          stream,
          made,
          FileOutput.tag(stream, format, choice, play),
          admissions.withToken(exchange, visit, head(exchange.request())));
    }
  }

  /// Only what was written for viewers is shown to them.
  private static String why(@Nullable Throwable failure) {
    return failure instanceof MediaException ? ": " + failure.getMessage() : "";
  }

  private void command(HttpExchange exchange, Visit visit, Playable source) {
    exchange.webSocket(socket ->
        new SocketPlayer(
                source, format, wishes(exchange.request()), feeds, visit, socket, System::nanoTime)
            .start());
  }

  private void pace(
      HttpExchange exchange, Visit visit, Playable source, TrackChoice choice, PlayWishes play) {
    long stopMicros = play.stopMicros().orElse(Long.MAX_VALUE);
    // A stop that has passed wants what was before it.
    boolean now = source.isLive() && stopMicros > source.endMicros();
    Playback.Start start =
        new Playback.Start(
            choice,
            play.startMicros().orElse(now ? Playable.NEWEST : source.beginMicros()),
            stopMicros,
            play.rate().orElse(format.isText() ? 0 : 1),
            play.leadMicros().orElse(LEAD_MICROS),
            false);
    exchange.respondEndlessly(
        admissions.withToken(exchange, visit, head(exchange.request())),
        body ->
            new PacedViewer(source, format, start, visit, body, System::nanoTime).start()::leave);
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
