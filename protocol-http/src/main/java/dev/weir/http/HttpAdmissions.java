package dev.weir.http;

import dev.weir.config.SessionConfig;
import dev.weir.config.StreamName;
import dev.weir.session.Admission;
import dev.weir.session.Admissions;
import dev.weir.session.PeerConnection;
import dev.weir.session.SessionKind;
import dev.weir.session.ViewResult;
import dev.weir.session.VisitRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The door for viewers who come over HTTP: says of each request who it is from.
///
/// Any thread may call this.
public final class HttpAdmissions {
  private static final int LONGEST_TOKEN = 2048;

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
          "metaeverywhere");

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
    return admissions.view(
        visit(exchange, stream, connector, SessionKind.VIEWER, false), connection(exchange));
  }

  /// Asks for `exchange` to have a piece of `stream`, which is not started for it.
  ///
  /// @param connector as above
  public CompletionStage<Admission> admit(
      HttpExchange exchange, StreamName stream, String connector) {
    return admissions.admit(
        visit(exchange, stream, connector, SessionKind.VIEWER, false), connection(exchange));
  }

  /// Asks for `exchange` to know of `stream`.
  public CompletionStage<ViewResult> inform(HttpExchange exchange, StreamName stream) {
    SessionKind kind =
        config().infoMode() == SessionConfig.INFO_AS_VIEWER
            ? SessionKind.VIEWER
            : SessionKind.UNSPECIFIED;
    return admissions.inform(visit(exchange, stream, "HTTP", kind, true));
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
        givenToken(request).orElseGet(() -> madeToken(request)),
        credentials(request.query().raw()),
        player(request),
        information);
  }

  private static String player(Request request) {
    return request.header("User-Agent").orElse("");
  }

  private static String madeToken(Request request) {
    return VisitRequest.tokenOf(
        player(request), request.header("X-Playback-Session-Id").orElse(""));
  }

  private Optional<String> givenToken(Request request) {
    int mode = config().tokenMode();
    Stream<String> inUrl =
        (mode & SessionConfig.READ_URL) == 0
            ? Stream.empty()
            : TOKENS.stream().map(request.query()::value).flatMap(Optional::stream);
    Stream<String> inHeader =
        request.header("Authorization").stream()
            .filter(field -> field.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(field -> field.substring(7).strip());
    Stream<String> inCookies =
        (mode & SessionConfig.READ_COOKIE) == 0 ? Stream.empty() : cookies(request);
    return Stream.of(inUrl, inHeader, inCookies)
        .flatMap(tokens -> tokens)
        .filter(token -> !token.isEmpty() && token.length() <= LONGEST_TOKEN)
        .findFirst();
  }

  /// RFC 6265 4.2: pairs with a semicolon and a space between.
  private static Stream<String> cookies(Request request) {
    return request.headers().getAll("Cookie").stream()
        .flatMap(field -> Arrays.stream(field.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith("tkn=") || pair.startsWith("jwt="))
        .map(pair -> pair.substring(4));
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
    try {
      return new URI(null, null, path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("any path can be encoded", e);
    }
  }
}
