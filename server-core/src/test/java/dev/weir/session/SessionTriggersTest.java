package dev.weir.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AccessConfig;
import dev.weir.config.ConfigDocument;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.session.SessionTriggers.Verdict;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.token.SignedTokens;
import dev.weir.token.Tokens;
import dev.weir.trigger.TestHandler;
import dev.weir.trigger.Triggers;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Viewers with tokens, and with what is none.
class SessionTriggersTest {
  private static final long NOW = 1_800_000_000;

  private final Clock clock = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
  private final SignedTokens shop = SignedTokens.hmac("shop");
  private final AccessConfig access;
  private final TestHandler handler = new TestHandler();
  private final Triggers triggers = new Triggers("cafe", _ -> List.of(), clock, System::nanoTime);
  private final Tokens tokens;
  private final SessionTriggers asking;

  SessionTriggersTest() throws Exception {
    access =
        ConfigDocument.parse("{\"jwks\":[[" + shop.jwk() + ",{\"stream\":\"vip\"}]]}")
            .config()
            .access();
    tokens = new Tokens(() -> access, clock, System::nanoTime);
    asking = new SessionTriggers(triggers, tokens);
    TriggerRule rule = new TriggerRule(handler.url(), true, List.of(), "", "");
    triggers.configure(Map.of(Trigger.USER_NEW, List.of(rule)), "");
  }

  @AfterEach
  void close() {
    tokens.close();
    triggers.close();
    handler.close();
  }

  @Test
  void nobodyIsAskedAboutATokenThatHolds() throws Exception {
    assertThat(verdict("vip", shop.sign("{'sub':'vip'}")))
        .isEqualTo(new Verdict.Yes(true, Long.MAX_VALUE));
    assertThat(verdict("vip", shop.sign("{'exp':" + (NOW + 60) + "}")))
        .isEqualTo(new Verdict.Yes(true, NOW + 70));
    assertThat(handler.asked()).isEmpty();
  }

  @Test
  void nobodyIsAskedAboutATokenThatDoesNot() throws Exception {
    handler.answers = _ -> "1";
    Verdict no = no(SessionTriggers.REFUSED_SECONDS, Code.UNAUTHORISED, "session not allowed");
    assertThat(verdict("vip", shop.sign("{'exp':1}")))
        .isEqualTo(
            no(SessionTriggers.REFUSED_SECONDS, Code.UNAUTHORISED, "the token: it has expired"));
    assertThat(verdict("other", shop.sign("{}"))).as("not its stream").isEqualTo(no);
    assertThat(verdict("vip", shop.sign("{'sub':'vip+1'}"))).isEqualTo(no);
    assertThat(handler.asked()).isEmpty();
  }

  @Test
  void whoComesTooEarlyIsRefusedUntilHisTimeComes() throws Exception {
    Verdict early = verdict("vip", shop.sign("{'nbf':" + (NOW + 100) + "}"));
    assertThat(early).isEqualTo(no(90, Code.UNAUTHORISED, "the token: it does not hold yet"));
  }

  @Test
  void handlersAreToldThatATokenIsNone() throws Exception {
    assertThat(verdict("vip", SignedTokens.hmac("else").sign("{}")))
        .isInstanceOf(Verdict.Yes.class);
    assertThat(handler.asked().getFirst().payload()).endsWith("\nabc\nfalse");
    assertThat(verdict("vip", "12345")).isInstanceOf(Verdict.Yes.class);
    assertThat(handler.asked().getLast().payload()).as("as in 2017").endsWith("\nabc");
  }

  @Test
  void whoseHandlerSaysNoReadsWhoRefusedHim() throws Exception {
    handler.answers = _ -> "0";
    assertThat(verdict("vip", "12345"))
        .isEqualTo(no(SessionTriggers.REFUSED_SECONDS, Code.TRIGGER, "session not allowed"));
  }

  private static Verdict no(long seconds, Code code, String sentence) {
    return new Verdict.No(seconds, new CloseReason(code, sentence));
  }

  private Verdict verdict(String stream, String token) throws Exception {
    VisitRequest visit =
        new VisitRequest(
            new StreamName(stream, ""),
            SessionKind.VIEWER,
            "HLS",
            InetAddress.getLoopbackAddress(),
            "http://host/" + stream,
            token,
            "",
            "",
            false);
    return asking.mayCome(visit, "abc").toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
