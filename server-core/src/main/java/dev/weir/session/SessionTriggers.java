package dev.weir.session;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.token.TokenResult;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Asks about viewers, by their token and of the handlers of [Trigger#USER_NEW], and tells of the
/// ends of sessions and streams. Any thread; nothing here blocks.
final class SessionTriggers {
  /// For how long who was refused stays refused.
  static final long REFUSED_SECONDS = 600;

  /// What is said of a visitor whose token is for something else.
  static final CloseReason NOT_ALLOWED = new CloseReason(Code.UNAUTHORISED, "session not allowed");

  private static final Verdict YES = new Verdict.Yes(false, Long.MAX_VALUE);
  private static final Verdict NO = new Verdict.No(REFUSED_SECONDS, NOT_ALLOWED);
  private static final Verdict HANDLERS_NO =
      new Verdict.No(REFUSED_SECONDS, new CloseReason(Code.TRIGGER, NOT_ALLOWED.sentence()));

  private final Triggers triggers;
  private final Tokens tokens;

  /// Whether somebody may come in.
  sealed interface Verdict {
    /// He may.
    ///
    /// @param byToken whether a token of his says so
    /// @param untilUnixSeconds when that has to be asked again; [Long#MAX_VALUE] for never
    record Yes(boolean byToken, long untilUnixSeconds) implements Verdict {}

    /// He may not.
    ///
    /// @param seconds for how long that holds
    /// @param reason why not, for him and for the log
    record No(long seconds, CloseReason reason) implements Verdict {}
  }

  SessionTriggers(Triggers triggers, Tokens tokens) {
    this.triggers = triggers;
    this.tokens = tokens;
  }

  /// Whether anybody has a say in who watches `stream`.
  boolean concern(StreamName stream) {
    return triggers.concerns(Trigger.USER_NEW, stream);
  }

  /// Asks whether a visitor may come in: viewers with a token that holds may, with one that does
  /// not may not, and about others the handlers are asked.
  CompletionStage<Verdict> mayCome(VisitRequest visit, String sessionId) {
    if (visit.kind() != SessionKind.VIEWER) {
      return CompletableFuture.completedStage(YES);
    }
    return tokens.concerns(visit.token())
        ? tokens
            .check(visit.token())
            .thenCompose(result ->
                switch (result) {
                  case TokenResult.Valid valid ->
                      CompletableFuture.completedStage(verdict(valid, visit.stream()));
                  case TokenResult.Invalid(String sentence, long seconds) ->
                      CompletableFuture.completedStage(
                          new Verdict.No(
                              Math.min(seconds, REFUSED_SECONDS),
                              new CloseReason(Code.UNAUTHORISED, "the token: " + sentence)));
                  case TokenResult.Unknown _ -> ask(visit, sessionId, "false");
                })
        : ask(visit, sessionId);
  }

  private static Verdict verdict(TokenResult.Valid token, StreamName stream) {
    return token.rights().output() && token.isFor(stream)
        ? new Verdict.Yes(
            true, token.rights().staying() ? Long.MAX_VALUE : token.untilUnixSeconds())
        : NO;
  }

  /// @param more lines, of which MistServer's handlers know one: whether a token holds
  private CompletionStage<Verdict> ask(VisitRequest visit, String sessionId, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                visit.stream().full(),
                visit.host(),
                visit.token(),
                visit.connector(),
                visit.url(),
                sessionId));
    lines.addAll(List.of(more));
    return triggers
        .allows(Trigger.USER_NEW, visit.stream(), lines.toArray(String[]::new))
        .thenApply(allowed -> allowed ? YES : HANDLERS_NO);
  }

  /// Tells that the media that a viewer watched came to its end.
  void mediaEnded(VisitRequest visit) {
    triggers.tell(
        Trigger.CONN_STOP,
        visit.stream(),
        visit.stream().full(),
        visit.host(),
        visit.connector(),
        "");
  }

  /// Tells that a viewer's session is over.
  void userEnded(StreamName stream, SessionFacts session) {
    triggers.tell(
        Trigger.USER_END,
        stream,
        session.token(),
        String.join(",", session.streams()),
        String.join(",", session.connectors()),
        String.join(",", session.hosts()),
        Long.toString(session.seconds()),
        Long.toString(session.upBytes()),
        Long.toString(session.downBytes()),
        session.tags().stream().map(tag -> "[" + tag + "]").collect(Collectors.joining()),
        joined(session.hostSeconds()),
        joined(session.connectorSeconds()),
        joined(session.streamSeconds()),
        session.id());
  }

  private static String joined(Collection<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /// Tells that nobody uses a stream any more.
  void streamEnded(StreamName name, StreamFacts stream) {
    triggers.tell(
        Trigger.STREAM_END,
        name,
        name.full(),
        Long.toString(stream.downBytes()),
        Long.toString(stream.upBytes()),
        Long.toString(stream.views()),
        Long.toString(stream.inputSessions()),
        Long.toString(stream.outputSessions()),
        Long.toString(stream.viewSeconds()));
  }
}
