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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// The door for viewers who come over HTTP: says of each request who it is from.
///
/// Any thread may call this.
public final class HttpAdmissions {
  private static final int LONGEST_TOKEN = 4096;
  private static final String CMCD_BEGINNING = Cmcd.NAME + "=";

  private static final SecureRandom RANDOM = new SecureRandom();

  /// The variables that a token can stand in, the one that counts first.
  private static final List<String> TOKENS = List.of("tkn", "sid", "sessId", "jwt");

  /// Variables that say what is wanted, not who wants it.
  private static final Set<String> WISHES =
      Set.of(
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
          "llhls",
          "trickmode",
          "addressing",
          Cmcd.NAME);

  /// What a request is of the watching that it belongs to.
  public enum Step {
    /// Its beginning, or all of it: somebody without a token is somebody new, and the answer says
    /// who he is from here on.
    BEGINNING,
    /// One of many that he makes.
    PIECE
  }

  /// What tells the tokens that are made for a connection from those of others. They stay checksums
  /// of 32 bits, which is what those who read them expect.
  private record Salt(long value) {
    static Salt any() {
      return new Salt(RANDOM.nextLong(1L << Integer.SIZE));
    }
  }

  private final Admissions admissions;

  /// A door over that of the server.
  public HttpAdmissions(Admissions admissions) {
    this.admissions = admissions;
  }

  /// Asks for `exchange` to watch `stream`.
  ///
  /// @param connector the protocol, as the access log and the triggers name it
  public CompletionStage<ViewResult> view(
      HttpExchange exchange, StreamName stream, String connector, Step step) {
    return admissions
        .view(viewer(exchange, stream, connector, step), connection(exchange))
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

  /// Asks for `exchange` to have something of `stream`, which is not started for it; empty if there
  /// is nothing of it.
  ///
  /// @param connector as above
  /// @param there whether there is something of a stream
  public CompletionStage<Optional<Admission>> admit(
      HttpExchange exchange,
      StreamName stream,
      String connector,
      Step step,
      Predicate<StreamName> there) {
    return admissions
        .admit(viewer(exchange, stream, connector, step), connection(exchange), there)
        .thenApply(admission -> {
          if (admission.orElse(null) instanceof Admission.Granted(Visit visit)) {
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
    return admissions.inform(visit(exchange, stream, "HTTP", kind, true, Step.BEGINNING));
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
  /// has no token.
  public Response withToken(HttpExchange exchange, Visit visit, Response response) {
    boolean wanted = (config().tokenMode() & SessionConfig.WRITE_COOKIE) != 0;
    return wanted && givenToken(exchange.request()).isEmpty()
        ? response.with("Set-Cookie", "tkn=" + visit.request().token() + "; Max-Age=600; Path=/")
        : response;
  }

  /// Whether tokens are written into the addresses that are handed out.
  public boolean writesTokens() {
    return (config().tokenMode() & SessionConfig.WRITE_URL) != 0;
  }

  /// The variable that addresses in an answer carry so that whoever follows them is known again,
  /// `tkn=…`; empty where tokens are not written into addresses.
  public String tokenVariable(Visit visit) {
    return writesTokens()
        ? "tkn=" + URLEncoder.encode(visit.request().token(), StandardCharsets.UTF_8)
        : "";
  }

  /// What addresses in an answer end with.
  ///
  /// @param text `a=1&tkn=…`; may be empty
  /// @param tokenAdded whether it has a token that the request did not have in its address
  /// @param personal whether an answer with it is for one viewer alone
  public record Variables(String text, boolean tokenAdded, boolean personal) {}

  /// What addresses in an answer to `request` end with: the variables that he gave himself, so that
  /// tokens stay, and where the mode says so the token that he gave in another way or that was made
  /// for him. Variables of one request alone (`_HLS_msn`, `CMCD`) do not go along.
  public Variables variables(Request request, Visit visit) {
    StringBuilder kept = new StringBuilder();
    Query.forEachPair(
        request.query().raw(),
        pair -> {
          if (!pair.startsWith("_HLS_") && !pair.startsWith(CMCD_BEGINNING)) {
            append(kept, pair);
          }
        });
    boolean shown = showsToken(request);
    boolean added = !shown && writesTokens();
    if (added) {
      append(kept, tokenVariable(visit));
    }
    boolean personal = added || shown || !visit.request().credentials().isEmpty();
    return new Variables(kept.toString(), added, personal);
  }

  private static void append(StringBuilder variables, String pair) {
    variables.append(variables.isEmpty() ? "" : "&").append(pair);
  }

  /// Whether its address has a token, which stays in those that follow from it.
  private static boolean showsToken(Request request) {
    return !request.token().isEmpty() || request.query().hasAny(TOKENS);
  }

  private SessionConfig config() {
    return admissions.sessions().config();
  }

  private PeerConnection connection(HttpExchange exchange) {
    return exchange.whileConnected(
        PeerConnection.class, admissions::connection, PeerConnection::close);
  }

  private VisitRequest viewer(
      HttpExchange exchange, StreamName stream, String connector, Step step) {
    return visit(exchange, stream, connector, SessionKind.VIEWER, false, step);
  }

  private VisitRequest visit(
      HttpExchange exchange,
      StreamName stream,
      String connector,
      SessionKind kind,
      boolean information,
      Step step) {
    Request request = exchange.request();
    String query = request.query().raw();
    Optional<String> given = givenToken(request);
    String ofPlayer = given.orElseGet(() -> tokenOfPlayer(request));
    boolean newcomer = given.isEmpty() && step == Step.BEGINNING && makesTokens();
    return new VisitRequest(
        stream,
        kind,
        connector,
        request.client().getAddress(),
        request.address() + (query.isEmpty() ? "" : "?" + query),
        newcomer ? tokenOfConnection(exchange, ofPlayer) : ofPlayer,
        ofPlayer,
        credentials(query),
        player(request),
        information);
  }

  /// Whether somebody who shows no token gets one of his own. If the answer did not say it to him,
  /// he would be somebody else with each connection; and in the mode of 2017 it is his player's.
  private boolean makesTokens() {
    return writesTokens() && config().viewerMode() != SessionConfig.AS_OF_2017;
  }

  /// Another one for each player on a connection, as a proxy has one connection for many; the same
  /// for all requests of one player.
  private static String tokenOfConnection(HttpExchange exchange, String ofPlayer) {
    Salt salt = exchange.whileConnected(Salt.class, Salt::any, _ -> {});
    return Long.toString(salt.value() ^ Long.parseLong(ofPlayer));
  }

  private static String player(Request request) {
    return request.header("User-Agent").orElse("");
  }

  private static String tokenOfPlayer(Request request) {
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
    StringBuilder kept = new StringBuilder();
    Query.forEachPair(
        query,
        pair -> {
          if (!pair.startsWith("_") && !isOurs(pair)) {
            append(kept, pair);
          }
        });
    return kept.toString();
  }

  private static boolean isOurs(String pair) {
    int equals = pair.indexOf('=');
    String variable = equals < 0 ? pair : pair.substring(0, equals);
    return TOKENS.contains(variable) || WISHES.contains(variable);
  }
}
