package dev.weir.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AccessConfig;
import dev.weir.config.SessionConfig;
import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.stream.CloseReason;
import dev.weir.testkit.Await;
import dev.weir.token.Tokens;
import dev.weir.trigger.TestHandler;
import dev.weir.trigger.Triggers;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
  private static final Instant START = Instant.ofEpochSecond(1_500_000_000);

  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock = Clock.fixed(START, ZoneOffset.UTC);
  private final Triggers triggers = new Triggers("cafe", _ -> List.of(), clock, System::nanoTime);
  private final Sessions sessions =
      new Sessions(
          triggers, new Tokens(() -> AccessConfig.NONE, clock, nanos::get), clock, nanos::get);
  private final List<SessionFacts> ended = new ArrayList<>();
  private final TestHandler handler;

  SessionsTest() throws IOException {
    handler = new TestHandler();
  }

  @BeforeEach
  void listen() {
    sessions.addListener(ended::add);
  }

  @AfterEach
  void close() {
    sessions.close();
    triggers.close();
    handler.close();
  }

  @Test
  void asksOnceForASessionAndTellsWhoItIs() {
    ask(Trigger.USER_NEW);
    Visit first = granted(visit("vip", "HLS", "7", "user=1"));
    granted(visit("vip", "HLS", "7", "user=1"));
    assertThat(handler.asked())
        .extracting(TestHandler.Asked::payload)
        .containsExactly("vip\n192.0.2.1\n7\nHLS\nhttp://host/vip?user=1\n" + first.sessionId());
    assertThat(first.sessionId()).matches("[0-9a-f]{64}");
  }

  @Test
  void asksAgainAboutWhoComesWithOtherCredentials() {
    ask(Trigger.USER_NEW);
    handler.answers = payload -> payload.contains("hash=good") ? "1" : "0";
    granted(visit("vip", "HLS", "7", "user=1&hash=good"));
    refused(visit("vip", "HLS", "7", "user=1&hash=bad"));
    granted(visit("vip", "HLS", "7", "user=1&hash=good"));
    assertThat(handler.asked()).hasSize(2);
  }

  @Test
  void whoWasNotToldHisTokenIsRefusedWhateverTokenHeHasNext() {
    ask(Trigger.USER_NEW);
    handler.answers = _ -> "0";
    refused(newcomer("1001", "player"));
    handler.answers = _ -> "1";
    refused(newcomer("1002", "player"));
    refused(newcomer("1001", "player"));
    granted(newcomer("1003", "another player"));
    granted(visit("vip", "HLS", "1004", ""));
    assertThat(handler.asked()).hasSize(3);
  }

  private static VisitRequest newcomer(String token, String player) {
    return new VisitRequest(
        name("vip"), SessionKind.VIEWER, "HLS", address(), "u", token, player, "", player, false);
  }

  @Test
  void whoIsRefusedStaysRefusedTenMinutes() {
    ask(Trigger.USER_NEW);
    handler.answers = _ -> "0";
    refused(visit("vip", "HLS", "7", ""));
    handler.answers = _ -> "1";
    seconds(599);
    refused(visit("vip", "HLS", "7", ""));
    assertThat(handler.asked()).hasSize(1);
    seconds(2);
    granted(visit("vip", "HLS", "7", ""));
    assertThat(sessions.totals().refused()).isEqualTo(2);
  }

  @Test
  void invalidatingAsksAgainAndCutsOff() {
    ask(Trigger.USER_NEW);
    List<CloseReason> stopped = new ArrayList<>();
    granted(visit("vip", "RTMP", "7", "")).hold(() -> 0, () -> 0, stopped::add);
    handler.answers = _ -> "0";
    refused(visit("vip", "RTMP", "8", ""));
    sessions.invalidate("vip");
    Await.until("the stop", Duration.ofSeconds(60), () -> !stopped.isEmpty());
    refused(visit("vip", "RTMP", "7", ""));
    assertThat(handler.asked()).hasSize(3);
    handler.answers = _ -> "1";
    sessions.invalidate("vip");
    granted(visit("vip", "RTMP", "7", ""));
  }

  @Test
  void aSessionEndsFifteenSecondsAfterItsLastRequest() {
    ask(Trigger.USER_END);
    Visit visit = granted(visit("vip", "HLS", "7", "", "Player/1"));
    visit.sent(1_000_000);
    sessions.tag(visit.sessionId(), "gold");
    seconds(8);
    granted(visit("vip", "HLS", "7", "", "Player/1")).sent(500);
    seconds(14);
    assertThat(ended).isEmpty();
    seconds(1);
    assertThat(ended).hasSize(1);
    SessionFacts facts = ended.getFirst();
    assertThat(facts.upBytes()).isEqualTo(1_000_500);
    assertThat(facts.tags()).containsExactly("UA:Player/1", "gold");
    assertThat(facts.startUnixSeconds()).isEqualTo(START.getEpochSecond());
    Await.until("the trigger", Duration.ofSeconds(60), () -> !handler.asked().isEmpty());
    assertThat(handler.asked().getFirst().payload().lines().toList())
        .hasSize(12)
        .startsWith("7", "vip", "HLS", "192.0.2.1")
        .contains("1000500", "0", "[UA:Player/1][gold]")
        .endsWith(visit.sessionId());
  }

  @Test
  void countsWhoIsHereAndWhatTheyTake() {
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    granted(visit("live", "RTMP", "7", "")).hold(sent::get, () -> 0, _ -> {});
    granted(visit(SessionKind.INPUT, "live", "RTMP", "8", "", ""))
        .hold(() -> 0, received::get, _ -> {});
    for (int i = 0; i < 6; i++) {
      sent.addAndGet(1000);
      received.addAndGet(500);
      seconds(1);
    }
    StreamFacts stream = sessions.stream(name("live"));
    assertThat(stream).isEqualTo(new StreamFacts(1, 1, 0, 0, 1, 6, 1, 0, 6000, 3000, Packets.NONE));
    assertThat(sessions.totals().viewers()).isEqualTo(1);
    assertThat(sessions.viewersByConnector()).isEqualTo(Map.of("RTMP", 1));
    SessionFacts viewer =
        sessions.list().stream()
            .filter(s -> s.kind() == SessionKind.VIEWER)
            .findFirst()
            .orElseThrow();
    assertThat(viewer.upBytesPerSecond()).isEqualTo(1000);
    assertThat(viewer.connector()).isEqualTo("RTMP");
  }

  @Test
  void countsPacketsOfThoseWhoHaveSome() {
    AtomicReference<Packets> packets = new AtomicReference<>(new Packets(10, 2, 1));
    Visit visit = granted(visit("live", "TS", "7", ""));
    visit.hold(() -> 0, () -> 0, packets::get, _ -> {});
    granted(visit("live", "HLS", "8", ""));
    seconds(1);
    packets.set(new Packets(30, 3, 2));
    seconds(1);
    visit.close();
    seconds(1);
    assertThat(sessions.stream(name("live")).packets()).isEqualTo(new Packets(30, 3, 2));
    assertThat(sessions.totals().packets()).isEqualTo(new Packets(30, 3, 2));
    assertThat(sessions.list())
        .extracting(SessionFacts::packets)
        .containsExactlyInAnyOrder(new Packets(30, 3, 2), Packets.NONE);
  }

  @Test
  void aStoppedSessionCannotComeBackForTenSeconds() {
    List<CloseReason> stopped = new ArrayList<>();
    Visit visit = granted(visit("live", "RTMP", "7", ""));
    visit.hold(() -> 0, () -> 0, stopped::add);
    sessions.tag(visit.sessionId(), "gold");
    sessions.stopTag("silver");
    assertThat(stopped).isEmpty();
    sessions.stopTag("gold");
    assertThat(stopped).hasSize(1);
    refused(visit("live", "RTMP", "7", ""));
    seconds(11);
    granted(visit("live", "RTMP", "7", ""));
  }

  @Test
  void aTagMayComeBeforeItsSession() {
    VisitRequest request = visit("live", "HLS", "7", "");
    String id = SessionKey.of(request, SessionConfig.DEFAULTS).id(request.address());
    sessions.tag(id, "early");
    granted(request);
    seconds(1);
    assertThat(sessions.list().getFirst().tags()).containsExactly("early");
  }

  @Test
  void theEndOfSegmentsIsToldOnceToWhoHasGotTheLast() {
    ask(Trigger.CONN_STOP);
    Visit first = granted(visit("vip", "HLS", "7", ""));
    Visit second = granted(visit("vip", "HLS", "7", ""));
    first.endTold(5);
    first.segmentSent(4);
    first.endTold(-1);
    first.endTold(5);
    second.segmentSent(5);
    second.endTold(-1);
    assertThat(handler.asked()).isEmpty();
    first.endTold(5);
    second.endTold(5);
    Await.until("CONN_STOP", Duration.ofSeconds(60), () -> !handler.asked().isEmpty());
    assertThat(handler.asked())
        .extracting(TestHandler.Asked::payload)
        .containsExactly("vip\n192.0.2.1\nHLS\n");
  }

  @Test
  void whoOnlyWantsInformationIsAskedAboutAndNotCounted() {
    ask(Trigger.USER_NEW);
    VisitRequest request =
        new VisitRequest(
            name("vip"), SessionKind.VIEWER, "HTTP", address(), "u", "7", "", "", true);
    granted(request);
    granted(visit("vip", "HLS", "7", ""));
    seconds(1);
    assertThat(handler.asked()).hasSize(2);
    assertThat(sessions.list()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // mode, stream, address, token and protocol of the second visit, sessions
    "14, live, 192.0.2.1, 7, HLS, 1",
    "14, live, 192.0.2.1, 7, FLV, 1",
    "14, live, 192.0.2.1, 8, HLS, 2",
    "14, live, 192.0.2.2, 7, HLS, 2",
    "14, other, 192.0.2.1, 7, HLS, 2",
    "15, live, 192.0.2.1, 7, FLV, 2",
    "12, live, 192.0.2.1, 8, FLV, 1",
    "8, live, 192.0.2.2, 8, FLV, 1",
    "4, other, 192.0.2.1, 8, FLV, 1",
    "211, live, 192.0.2.1, 7, HLS, 1",
    "211, live, 192.0.2.1, 7, FLV, 2"
  })
  void theModeSaysWhatOneSessionIs(
      int mode, String stream, String address, String token, String connector, int count) {
    sessions.configure(new SessionConfig(mode, 15, 15, 0, 1, 15), _ -> true);
    granted(visit("live", "HLS", "7", ""));
    granted(
        new VisitRequest(
            name(stream),
            SessionKind.VIEWER,
            connector,
            InetAddress.ofLiteral(address),
            "u",
            token,
            "",
            "",
            false));
    assertThat(sessions.list()).hasSize(count);
  }

  @Test
  void theIdOf2017IsAnMd5Sum() {
    sessions.configure(new SessionConfig(SessionConfig.AS_OF_2017, 15, 15, 0, 1, 15), _ -> true);
    assertThat(granted(visit("live", "HLS", "7", "")).sessionId()).matches("[0-9a-f]{32}");
    assertThat(granted(visit(SessionKind.INPUT, "live", "RTMP", "7", "", "")).sessionId())
        .matches("I[0-9a-f]{64}");
  }

  @Test
  void remembersTheLastTenMinutesBySeconds() {
    granted(visit("live", "HLS", "7", "")).sent(100);
    granted(visit("other", "FLV", "7", "")).sent(50);
    seconds(1);
    long now = START.getEpochSecond();
    assertThat(sessions.seconds(now, now, _ -> true, _ -> true))
        .containsExactly(new SecondFacts(now, 2, 0, 0, 150, 0));
    assertThat(sessions.seconds(now - 1, now, "live"::equals, _ -> true))
        .containsExactly(
            new SecondFacts(now - 1, 0, 0, 0, 0, 0), new SecondFacts(now, 1, 0, 0, 100, 0));
    assertThat(sessions.seconds(now, now, _ -> true, "FLV"::equals).getFirst().upBytes())
        .isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -3600, 3600})
  void aClockThatIsSetEndsNobodysSessionAndMakesNobodyStay(long step) {
    AtomicReference<Instant> wall = new AtomicReference<>(START);
    InstantSource source = wall::get;
    Clock set = source.withZone(ZoneOffset.UTC);
    try (Sessions counted =
        new Sessions(
            triggers, new Tokens(() -> AccessConfig.NONE, set, nanos::get), set, nanos::get)) {
      counted.addListener(ended::add);
      VisitRequest request = visit("live", "FLV", "7", "");
      AtomicLong sent = new AtomicLong();
      Admission admission =
          counted.visit(request).toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
      Visit visit = ((Admission.Granted) admission).visit();
      visit.hold(sent::get, () -> 0, _ -> {});
      for (int i = 0; i < 20; i++) {
        wall.updateAndGet(now -> now.plusSeconds(1));
        if (i == 10) {
          wall.updateAndGet(now -> now.plusSeconds(step));
        }
        sent.addAndGet(1000);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        counted.tick();
      }
      assertThat(ended).isEmpty();
      SessionFacts facts = counted.list().getFirst();
      assertThat(facts.seconds()).isEqualTo(20);
      assertThat(facts.upBytesPerSecond()).isEqualTo(1000);
      long now = wall.get().getEpochSecond();
      assertThat(counted.seconds(now - 5, now, _ -> true, _ -> true))
          .allMatch(second -> second.viewers() == 1 && second.upBytes() == 1000);
      visit.close();
      for (int i = 0; i < 16; i++) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        counted.tick();
      }
      assertThat(ended).extracting(SessionFacts::seconds).containsExactly(29L);
    }
  }

  private void ask(Trigger trigger) {
    triggers.configure(
        Map.of(trigger, List.of(new TriggerRule(handler.url(), true, List.of("vip"), "", ""))), "");
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      sessions.tick();
    }
  }

  private Visit granted(VisitRequest request) {
    if (answer(request) instanceof Admission.Granted(Visit visit)) {
      return visit;
    }
    throw new AssertionError("refused: " + request);
  }

  private void refused(VisitRequest request) {
    assertThat(answer(request)).isEqualTo(new Admission.Refused("session not allowed"));
  }

  private Admission answer(VisitRequest request) {
    return sessions.visit(request).toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static VisitRequest visit(
      String stream, String connector, String token, String credentials) {
    return visit(stream, connector, token, credentials, "");
  }

  private static VisitRequest visit(
      String stream, String connector, String token, String credentials, String player) {
    return visit(SessionKind.VIEWER, stream, connector, token, credentials, player);
  }

  private static VisitRequest visit(
      SessionKind kind,
      String stream,
      String connector,
      String token,
      String credentials,
      String player) {
    return new VisitRequest(
        name(stream),
        kind,
        connector,
        address(),
        "http://host/" + stream + "?" + credentials,
        token,
        credentials,
        player,
        false);
  }

  private static InetAddress address() {
    return InetAddress.ofLiteral("192.0.2.1");
  }

  private static StreamName name(String text) {
    return StreamName.clean(text).orElseThrow();
  }
}
