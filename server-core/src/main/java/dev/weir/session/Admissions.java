package dev.weir.session;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.Variables;
import dev.weir.config.WeirConfig;
import dev.weir.stream.OnDemandStream;
import dev.weir.stream.OpenResult;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Stream;
import dev.weir.stream.Streams;
import dev.weir.token.TokenResult;
import dev.weir.trigger.Triggers;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The door for those who come over a network: asks the handlers, finds the stream or what is shown
/// in its place, and opens the session.
///
/// ```
/// view:     CONN_OPEN → PLAY_REWRITE → the stream (STREAM_LOAD → STREAM_SOURCE), else its fallback,
///           else DEFAULT_STREAM → USER_NEW → CONN_PLAY
/// publish:  PUSH_REWRITE → CONN_OPEN → the stream's own rules → STREAM_PUSH
/// ```
///
/// Any thread may call the public methods; none of them blocks.
public final class Admissions {
  private static final int MAX_FALLBACKS = 4;

  private final Streams streams;
  private final Sessions sessions;
  private final Triggers triggers;
  private final Supplier<WeirConfig> config;

  /// @param config as it is now
  public Admissions(
      Streams streams, Sessions sessions, Triggers triggers, Supplier<WeirConfig> config) {
    this.streams = streams;
    this.sessions = sessions;
    this.triggers = triggers;
    this.config = config;
  }

  /// The sessions that are opened here.
  public Sessions sessions() {
    return sessions;
  }

  /// Notes a new connection; whoever accepted it closes the note with it.
  public PeerConnection connection() {
    return new PeerConnection(triggers);
  }

  /// Whether a stream of that name is, or would be, on demand; nothing is opened.
  public boolean isOnDemand(StreamName name) {
    return streams.isOnDemand(name);
  }

  /// The live stream of that name that runs; nothing is opened.
  public Optional<Stream> running(StreamName name) {
    return streams.find(name);
  }

  /// Asks to watch.
  public CompletionStage<ViewResult> view(VisitRequest request, PeerConnection connection) {
    return connection
        .enter(request, true)
        .thenCompose(entry ->
            switch (entry) {
              case PeerConnection.Entry.To(StreamName name) ->
                  find(request, name, 0).thenCompose(found -> come(request, found, connection));
              case PeerConnection.Entry.No(String sentence) ->
                  CompletableFuture.completedStage(new ViewResult.Refused(sentence));
            });
  }

  /// Asks to come in without starting a stream: for what is taken from a stream that others watch
  /// or that has just ended. Empty if there is nothing of that name: whoever asks for names that he
  /// makes up opens no session.
  ///
  /// @param there whether there is something of a name
  public CompletionStage<Optional<Admission>> admit(
      VisitRequest request, PeerConnection connection, Predicate<StreamName> there) {
    return connection
        .enter(request, true)
        .thenCompose(entry ->
            switch (entry) {
              case PeerConnection.Entry.To(StreamName name) ->
                  there.test(name)
                      ? enter(request.at(name), connection).thenApply(Optional::of)
                      : CompletableFuture.completedStage(Optional.empty());
              case PeerConnection.Entry.No(String sentence) ->
                  CompletableFuture.completedStage(Optional.of(new Admission.Refused(sentence)));
            });
  }

  /// Asks to know of a stream: of all handlers only that of [Trigger#USER_NEW] is asked, and only
  /// about those who count as viewers.
  public CompletionStage<ViewResult> inform(VisitRequest request) {
    return find(request, request.stream(), 0)
        .thenCompose(found -> come(request, found, sessions::visit));
  }

  /// Asks which URL a publisher over RTMP is taken to have used; empty for the one that he did use.
  /// A handler that answers nothing gives a URL without a stream, which nobody may publish.
  public CompletionStage<Optional<String>> rewriteRtmp(String url, InetAddress peer) {
    return triggers
        .text(Trigger.RTMP_PUSH_REWRITE, null, url, peer.getHostAddress())
        .thenApply(text -> text.map(other -> other.isEmpty() ? "rtmp://none/none/" : other));
  }

  /// Asks which stream somebody may publish, whatever its own rules say, because of what he shows:
  /// a stream key, or a token that is about a stream.
  ///
  /// @param shown in place of a name, or besides it
  /// @param asked the stream that he names; null if what he shows stands in place of a name
  public CompletionStage<Optional<StreamName>> entitlement(
      String shown, @Nullable StreamName asked) {
    StreamName keyed = config.get().access().streamOf(shown);
    if (keyed != null) {
      return CompletableFuture.completedStage(
          Optional.of(keyed).filter(name -> asked == null || asked.equals(name)));
    }
    return sessions.tokens().check(shown).thenApply(result -> entitlement(result, asked));
  }

  /// Whether `shown` in the place of a stream's name is worth asking [#watchable] about.
  public boolean mayBeToken(String shown) {
    return sessions.tokens().concerns(shown);
  }

  /// Asks which stream a token lets watch that is shown in the place of a name; empty if it is
  /// none, names none, or does not hold.
  public CompletionStage<Optional<StreamName>> watchable(String shown) {
    return sessions
        .tokens()
        .check(shown)
        .thenApply(result ->
            result instanceof TokenResult.Valid valid && valid.rights().output()
                ? StreamName.clean(valid.stream()).filter(valid::isFor)
                : Optional.empty());
  }

  private static Optional<StreamName> entitlement(TokenResult result, @Nullable StreamName asked) {
    return result instanceof TokenResult.Valid valid && valid.rights().input()
        ? Optional.ofNullable(asked).or(() -> StreamName.clean(valid.stream())).filter(valid::isFor)
        : Optional.empty();
  }

  /// Asks to publish.
  public CompletionStage<PublishResult> publish(PublishRequest request, PeerConnection connection) {
    if (request.entitled() || !triggers.concerns(Trigger.PUSH_REWRITE, null)) {
      return enter(request, connection);
    }
    return triggers
        .text(
            Trigger.PUSH_REWRITE,
            null,
            request.url(),
            request.peer().getAddress().getHostAddress(),
            request.name().full())
        .thenCompose(text -> {
          Optional<StreamName> name =
              text.isEmpty() ? Optional.of(request.name()) : StreamName.clean(text.get());
          return name.isPresent()
              ? enter(request.withName(name.get()), connection)
              : denied("You may not publish stream " + request.name());
        });
  }

  private CompletionStage<PublishResult> enter(PublishRequest request, PeerConnection connection) {
    return connection
        .enter(VisitRequest.of(request), false)
        .thenCompose(entry ->
            switch (entry) {
              case PeerConnection.Entry.To _ -> streams.publish(request);
              case PeerConnection.Entry.No(String sentence) -> denied(sentence);
            });
  }

  /// Opens the session of a publisher that was accepted.
  public CompletionStage<Admission> published(PublishRequest request) {
    return sessions.visit(VisitRequest.of(request));
  }

  private static CompletionStage<PublishResult> denied(String sentence) {
    return CompletableFuture.completedStage(new PublishResult.Denied(sentence));
  }

  private CompletionStage<Admission> enter(VisitRequest request, PeerConnection connection) {
    return sessions
        .visit(request)
        .thenCompose(admission ->
            admission instanceof Admission.Granted
                ? connection
                    .play(request)
                    .thenApply(allowed ->
                        allowed ? admission : new Admission.Refused("playback is not allowed"))
                : CompletableFuture.completedStage(admission));
  }

  private CompletionStage<ViewResult> come(
      VisitRequest request, OpenResult found, PeerConnection connection) {
    return come(request, found, visit -> enter(visit, connection));
  }

  private static CompletionStage<ViewResult> come(
      VisitRequest request,
      OpenResult found,
      Function<VisitRequest, CompletionStage<Admission>> asking) {
    return switch (found) {
      case OpenResult.Online(Stream stream) ->
          come(
              asking.apply(request.at(stream.name())),
              visit -> new ViewResult.Admitted(visit, stream));
      case OpenResult.OnDemand(OnDemandStream stream) ->
          come(
              asking.apply(request.at(stream.name())),
              visit -> new ViewResult.AdmittedOnDemand(visit, stream));
      case OpenResult.Offline(_, String sentence) ->
          CompletableFuture.completedStage(new ViewResult.NotThere(request.stream(), sentence));
      case OpenResult.Unknown(String sentence) ->
          CompletableFuture.completedStage(new ViewResult.NotThere(request.stream(), sentence));
    };
  }

  private static CompletionStage<ViewResult> come(
      CompletionStage<Admission> asked, Function<Visit, ViewResult> granted) {
    return asked.thenApply(admission ->
        switch (admission) {
          case Admission.Granted(Visit visit) -> granted.apply(visit);
          case Admission.Refused(String sentence) -> new ViewResult.Refused(sentence);
        });
  }

  /// The stream of that name, or what is shown in its place.
  private CompletionStage<OpenResult> find(VisitRequest request, StreamName name, int fallbacks) {
    return streams
        .open(name)
        .thenCompose(found ->
            found instanceof OpenResult.Online
                    || found instanceof OpenResult.OnDemand
                    || fallbacks >= MAX_FALLBACKS
                ? CompletableFuture.completedStage(found)
                : findOther(request, name, found, fallbacks));
  }

  private CompletionStage<OpenResult> findOther(
      VisitRequest request, StreamName name, OpenResult found, int fallbacks) {
    Optional<StreamName> fallback =
        config.get().stream(name)
            .flatMap(settings -> Optional.ofNullable(settings.fallbackStream()))
            .flatMap(StreamName::clean);
    if (fallback.isPresent()) {
      return find(request, fallback.get(), fallbacks + 1);
    }
    String usual = Objects.requireNonNullElse(config.get().defaultStream(), "");
    if (usual.isEmpty() && !triggers.concerns(Trigger.DEFAULT_STREAM, name)) {
      return CompletableFuture.completedStage(found);
    }
    return triggers
        .text(
            Trigger.DEFAULT_STREAM,
            name,
            usual,
            name.full(),
            request.host(),
            request.connector(),
            request.url())
        .thenCompose(text ->
            StreamName.clean(Variables.expand(text.orElse(usual), name::variable))
                .filter(other -> !other.equals(name))
                .map(other -> find(request, other, MAX_FALLBACKS))
                .orElseGet(() -> CompletableFuture.completedStage(found)));
  }
}
