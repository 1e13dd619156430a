package dev.weir.http;

import dev.weir.config.SessionConfig;
import dev.weir.config.StreamName;
import dev.weir.session.Admission;
import dev.weir.session.Admissions;
import dev.weir.session.PeerConnection;
import dev.weir.session.SessionKind;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.session.VisitRequest;
import dev.weir.stream.Stream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// The door for viewers who come over HTTP: says of each request who it is from.
///
/// Any thread may call this.
public final class HttpAdmissions {
  private static final int LONGEST_TOKEN = 4096;

  /// The variables that a token can stand in, the one that counts first.
  private static final List<String> TOKENS = List.of("tkn", "sid", "sessId", "jwt");

  /// Variables that say what is wanted, not who wants it.
  private static final List<String> OURS =
      List.of(
          "tkn",
          "sid",
          "sessId",
          "jwt",
          "video",
          "audio",
          "subtitle",
          "meta",
          "start",
          "stop",
          "startunix",
          "stopunix",
          "duration",
          "rate",
          "buffer",
          "dl",
          "waittrackcount",
          "mintrackms",
          "maxtrackms",
          "mintrackkeys",
          "maxwaittrackms",
          "waitkey",
          "passthrough",
          "inclzero",
          "metaeverywhere",
          Cmcd.NAME);

  private final Admissions admissions;

  /// A door over that of the server.
  public HttpAdmissions(Admissions admissions) {
    this.admissions = admissions;
  }

  /// Asks for `exchange` to watch `stream`.
  ///
  /// @param connector the protocol, as the access log and the triggers name it
  public CompletionStage<ViewResult> view(
      HttpExchange exchange, StreamName stream, String connector) {
    return admissions
        .view(visit(exchange, stream, connector, SessionKind.VIEWER, false), connection(exchange))
        .thenApply(result -> {
          switch (result) {
            case ViewResult.Admitted(Visit visit, _) -> report(exchange, visit);
            case ViewResult.AdmittedOnDemand(Visit visit, _) -> report(exchange, visit);
            case ViewResult.NotThere _, ViewResult.Refused _ -> {}
          }
          return result;
        });
  }

  /// Whether `stream` is, or would be, a file that is there as a whole.
  public boolean isOnDemand(StreamName stream) {
    return admissions.isOnDemand(stream);
  }

  /// The live stream of that name that runs; nothing is opened.
  public Optional<Stream> running(StreamName stream) {
    return admissions.running(stream);
  }

  /// Asks for `exchange` to have a piece of `stream`, which is not started for it.
  ///
  /// @param connector as above
  public CompletionStage<Admission> admit(
      HttpExchange exchange, StreamName stream, String connector) {
    return admissions
        .admit(visit(exchange, stream, connector, SessionKind.VIEWER, false), connection(exchange))
        .thenApply(admission -> {
          if (admission instanceof Admission.Granted(Visit visit)) {
            report(exchange, visit);
          }
          return admission;
        });
  }

  private static void report(HttpExchange exchange, Visit visit) {
    Cmcd.of(exchange.request()).ifPresent(visit::reported);
  }

  /// Asks for `exchange` to know of `stream`.
  public CompletionStage<ViewResult> inform(HttpExchange exchange, StreamName stream) {
    SessionKind kind =
        config().infoMode() == SessionConfig.INFO_AS_VIEWER
            ? SessionKind.VIEWER
            : SessionKind.UNSPECIFIED;
    return admissions.inform(visit(exchange, stream, "HTTP", kind, true));
  }

  /// Whether `written` in the place of a stream's name is worth asking [#streamOf] about.
  boolean mayBeToken(String written) {
    return admissions.mayBeToken(written);
  }

  /// The stream that `token` is shown for; empty if it lets nobody watch one.
  CompletionStage<Optional<StreamName>> streamOf(String token) {
    return admissions.watchable(token);
  }

  /// `response` with a cookie that makes the viewer known again, where cookies are wanted and he
  /// has none.
  public Response withToken(HttpExchange exchange, Response response) {
    Request request = exchange.request();
    boolean wanted = (config().tokenMode() & SessionConfig.WRITE_COOKIE) != 0;
    return wanted && givenToken(request).isEmpty()
        ? response.with("Set-Cookie", "tkn=" + madeToken(request) + "; Max-Age=600; Path=/")
        : response;
  }

  /// The variable that addresses in an answer to `request` carry so that whoever follows them is
  /// known again, `tkn=…`; empty where tokens are not written into addresses.
  public String tokenVariable(Request request) {
    return (config().tokenMode() & SessionConfig.WRITE_URL) == 0
        ? ""
        : "tkn=" + URLEncoder.encode(token(request), StandardCharsets.UTF_8);
  }

  /// The same for addresses that have the variables of `request` anyway, perhaps with a token.
  public String tokenVariableToAdd(Request request) {
    boolean there = !request.token().isEmpty() || TOKENS.stream().anyMatch(request.query()::has);
    return there ? "" : tokenVariable(request);
  }

  private SessionConfig config() {
    return admissions.sessions().config();
  }

  private PeerConnection connection(HttpExchange exchange) {
    return exchange.whileConnected(
        PeerConnection.class, admissions::connection, PeerConnection::close);
  }

  private VisitRequest visit(
      HttpExchange exchange,
      StreamName stream,
      String connector,
      SessionKind kind,
      boolean information) {
    Request request = exchange.request();
    return new VisitRequest(
        stream,
        kind,
        connector,
        request.client().getAddress(),
        url(request),
        token(request),
        credentials(request.query().raw()),
        player(request),
        information);
  }

  private String token(Request request) {
    return givenToken(request).orElseGet(() -> madeToken(request));
  }

  private static String player(Request request) {
    return request.header("User-Agent").orElse("");
  }

  private static String madeToken(Request request) {
    return VisitRequest.tokenOf(
        player(request), request.header("X-Playback-Session-Id").orElse(""));
  }

  /// The first of those that he shows which can be one.
  private Optional<String> givenToken(Request request) {
    if (!request.token().isEmpty()) {
      return Optional.of(request.token());
    }
    int mode = config().tokenMode();
    if ((mode & SessionConfig.READ_URL) != 0) {
      for (String name : TOKENS) {
        Optional<String> token = request.query().value(name);
        if (token.isPresent() && isToken(token.get())) {
          return token;
        }
      }
    }
    String field = request.headers().get("Authorization", "");
    if (field.regionMatches(true, 0, "Bearer ", 0, 7) && isToken(field.substring(7).strip())) {
      return Optional.of(field.substring(7).strip());
    }
    return (mode & SessionConfig.READ_COOKIE) == 0 ? Optional.empty() : cookie(request);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_TOKEN;
  }

  /// RFC 6265 4.2: pairs with a semicolon and a space between.
  private static Optional<String> cookie(Request request) {
    for (String field : request.headers().getAll("Cookie")) {
      for (String pair : field.split(";", -1)) {
        String named = pair.strip();
        if ((named.startsWith("tkn=") || named.startsWith("jwt=")) && isToken(named.substring(4))) {
          return Optional.of(named.substring(4));
        }
      }
    }
    return Optional.empty();
  }

  /// The variables that are none of ours. Names with an underscore in front are left out too:
  /// players send them (`_HLS_msn`), and those who do not want an answer from a cache.
  static String credentials(String query) {
    return query.isEmpty()
        ? ""
        : Arrays.stream(query.split("&", -1))
            .filter(pair -> !pair.isEmpty() && !pair.startsWith("_"))
            .filter(pair -> !OURS.contains(pair.split("=", 2)[0]))
            .collect(Collectors.joining("&"));
  }

  private static String url(Request request) {
    String query = request.query().raw();
    return request.origin().http(encoded(request.path())) + (query.isEmpty() ? "" : "?" + query);
  }

  private static String encoded(String path) {
    if (PercentDecoder.isPlain(path)) {
      return path.substring(1);
    }
    try {
      return new URI(null, null, path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("any path can be encoded", e);
    }
  }
}
