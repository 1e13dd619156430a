package dev.weir.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AccessConfig;
import dev.weir.config.ConfigDocument;
import dev.weir.config.StreamName;
import dev.weir.stream.CloseReason;
import dev.weir.testkit.Await;
import dev.weir.token.SignedTokens;
import dev.weir.token.Tokens;
import dev.weir.trigger.Triggers;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Viewers whose tokens lose their force while they watch.
class SessionTokensTest {
  private static final long NOW = 1_800_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final AtomicLong unix = new AtomicLong(NOW);
  private final InstantSource time = () -> Instant.ofEpochSecond(unix.get());
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final SignedTokens shop = SignedTokens.hmac("shop");
  private final SignedTokens patient = SignedTokens.hmac("patient");
  private final Triggers triggers = new Triggers("cafe", _ -> List.of(), clock, System::nanoTime);
  private final Tokens tokens;
  private final Sessions sessions;
  private final List<CloseReason> stopped = new CopyOnWriteArrayList<>();

  private volatile AccessConfig access;

  SessionTokensTest() throws Exception {
    access =
        ConfigDocument.parse(
                "{\"jwks\":[" + shop.jwk() + ",[" + patient.jwk() + ",{\"stay\":true}]]}")
            .config()
            .access();
    tokens = new Tokens(() -> access, clock, System::nanoTime);
    sessions = new Sessions(triggers, tokens, clock, System::nanoTime);
  }

  @AfterEach
  void close() {
    sessions.close();
    tokens.close();
    triggers.close();
  }

  @Test
  void whoseTokenExpiresIsCutOff() throws Exception {
    String token = shop.sign("{'exp':" + (NOW + 60) + "}");
    watch(token);
    unix.set(NOW + 69);
    sessions.tick();
    watch(token);
    assertThat(stopped).isEmpty();
    unix.set(NOW + 70); // clocks may differ by ten seconds
    sessions.tick();
    Await.until("the end", LIMIT, () -> stopped.size() == 2);
    assertThat(stopped.getFirst())
        .isEqualTo(new CloseReason(CloseReason.Code.UNAUTHORISED, "the token: it has expired"));
    assertThat(admission(token)).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void whoseKeyLetsThemStayIsNot() throws Exception {
    String token = patient.sign("{'exp':" + (NOW + 60) + "}");
    watch(token);
    unix.set(NOW + 3600);
    sessions.tick();
    assertThat(admission(token)).as("the session goes on").isInstanceOf(Admission.Granted.class);
    assertThat(stopped).isEmpty();
  }

  @Test
  void whoseKeyIsTakenAwayIsAskedAboutAgain() throws Exception {
    String token = shop.sign("{'sub':'live'}");
    watch(token);
    access =
        ConfigDocument.parse("{\"jwks\":[[" + shop.jwk() + ",{\"output\":false}]]}")
            .config()
            .access();
    sessions.tokenKeysChanged();
    Await.until("the end", LIMIT, () -> stopped.size() == 1);
    assertThat(stopped.getFirst().sentence()).isEqualTo("session not allowed");
  }

  @Test
  void aClockThatIsSetEndsNothing() throws Exception {
    String token = shop.sign("{'sub':'live'}");
    watch(token);
    sessions.tick();
    for (long step : new long[] {-3600, 3600, 3600, -3600}) {
      unix.addAndGet(step);
      sessions.tick();
      assertThat(sessions.totals().viewers()).as("after %s s", step).isEqualTo(1);
      assertThat(sessions.seconds(unix.get() - 10, unix.get(), _ -> true, _ -> true))
          .hasSize(11)
          .last()
          .extracting(SecondFacts::viewers)
          .isEqualTo(1);
    }
    assertThat(stopped).isEmpty();
  }

  private void watch(String token) throws Exception {
    if (admission(token) instanceof Admission.Granted(Visit visit)) {
      visit.hold(() -> 0, () -> 0, stopped::add);
    } else {
      throw new AssertionError("refused");
    }
  }

  private Admission admission(String token) throws Exception {
    VisitRequest visit =
        new VisitRequest(
            new StreamName("live", ""),
            SessionKind.VIEWER,
            "FLV",
            InetAddress.getLoopbackAddress(),
            "http://host/live.flv",
            token,
            "",
            "",
            false);
    return sessions.visit(visit).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
