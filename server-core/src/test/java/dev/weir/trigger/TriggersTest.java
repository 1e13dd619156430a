package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggersTest {
  private static final StreamName VIP = StreamName.clean("vip+alice").orElseThrow();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant NOON = Instant.parse("2017-07-12T12:00:00Z");

  private final Triggers triggers =
      new Triggers(
          "cafe", _ -> List.of("gold"), Clock.fixed(NOON, ZoneOffset.UTC), System::nanoTime);

  @TempDir private Path directory;

  @AfterEach
  void close() {
    triggers.close();
  }

  @Test
  void asksAnUrlByPostAndTakesItsWord() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      configure(Trigger.USER_NEW, sync(handler.url()));
      assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "vip+alice", "192.0.2.1"))).isTrue();
      TestHandler.Asked asked = handler.asked().getFirst();
      assertThat(asked.payload()).isEqualTo("vip+alice\n192.0.2.1");
      assertThat(asked.trigger()).isEqualTo("USER_NEW");
      assertThat(asked.headers())
          .containsEntry("X-instance", List.of("cafe"))
          .containsEntry("X-name", List.of("studio 1"))
          .containsEntry("X-attempt", List.of("1"))
          .containsEntry("X-trigger-unixmillis", List.of("1499860800000"))
          .containsEntry("Date", List.of("Wed, 12 Jul 2017 12:00:00 GMT"))
          .containsEntry("Content-type", List.of("text/plain"))
          .containsKeys("X-pid", "X-trigger-uuid");
      handler.answers = _ -> "0";
      assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "vip+alice"))).isFalse();
    }
  }

  @Test
  void remembersTheLastCallsAndWhatWasSaidButNotWhatWasTold() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      configure(Trigger.USER_NEW, sync(handler.url() + "?key=secret"));
      handler.answers = _ -> "no, ".repeat(100);
      get(triggers.allows(Trigger.USER_NEW, VIP, "vip+alice", "192.0.2.1"));
      handler.status = 500;
      get(triggers.allows(Trigger.USER_NEW, VIP, "vip+alice", "192.0.2.1"));
      List<RecentCall> recent = triggers.recent();
      assertThat(recent).hasSize(2);
      assertThat(recent.getFirst().answered()).as("the newest").isFalse();
      assertThat(recent.getLast().answer()).startsWith("no, no, ").hasSize(201);
      assertThat(recent.toString())
          .contains("check.php?…")
          .doesNotContain("secret")
          .doesNotContain("192.0.2.1");
      for (int i = 0; i < RecentCalls.MOST; i++) {
        get(triggers.allows(Trigger.USER_NEW, VIP, "x"));
      }
      assertThat(triggers.recent()).hasSize(RecentCalls.MOST);
    }
  }

  @Test
  void everyHandlerIsAskedAndOneNoIsEnough() throws IOException {
    try (TestHandler no = new TestHandler();
        TestHandler yes = new TestHandler()) {
      no.answers = _ -> "false";
      configure(Trigger.CONN_PLAY, sync(no.url()), sync(yes.url()));
      assertThat(get(triggers.allows(Trigger.CONN_PLAY, VIP, "x"))).isFalse();
      assertThat(yes.asked()).hasSize(1);
    }
  }

  @Test
  void theLastTextWins() throws IOException {
    try (TestHandler first = new TestHandler();
        TestHandler second = new TestHandler()) {
      first.answers = _ -> "one";
      second.answers = _ -> " two\n";
      configure(Trigger.PLAY_REWRITE, sync(first.url()), sync(second.url()));
      assertThat(get(triggers.text(Trigger.PLAY_REWRITE, VIP, "x"))).contains("two");
      second.answers = _ -> "";
      assertThat(get(triggers.text(Trigger.PLAY_REWRITE, VIP, "x"))).contains("");
    }
  }

  @Test
  void withoutAnAnswerTheDefaultHolds() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      handler.status = 500;
      configure(Trigger.USER_NEW, rule(handler.url(), true, "0"));
      assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "x"))).isFalse();
      configure(Trigger.USER_NEW, sync(handler.url()));
      assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "x"))).isTrue();
      configure(Trigger.STREAM_SOURCE, sync(handler.url()));
      assertThat(get(triggers.text(Trigger.STREAM_SOURCE, VIP, "x"))).isEmpty();
      configure(Trigger.STREAM_SOURCE, rule(handler.url(), true, "demo:"));
      assertThat(get(triggers.text(Trigger.STREAM_SOURCE, VIP, "x"))).contains("demo:");
    }
    configure(Trigger.USER_NEW, rule("", true, "no"));
    assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "x"))).isFalse();
    assertThat(triggers.figures().values())
        .extracting(TriggerCounts::failures)
        .containsExactlyInAnyOrder(2L, 2L);
  }

  @Test
  void aDeadHandlerIsLeftAloneForAWhile() {
    String nobody = "http://127.0.0.1:9/"; // the discard port, which nobody serves
    configure(Trigger.USER_NEW, rule(nobody, true, "0"));
    assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "x"))).isFalse();
    HandlerState state = triggers.handlers().getFirst();
    assertThat(state.dead()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "x"))).isFalse();
    }
    assertThat(triggers.handlers().getFirst().unanswered()).isEqualTo(101);
  }

  @Test
  void aStuckHandlerHoldsUpNoOther() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    try (TestHandler stuck = new TestHandler();
        TestHandler other = new TestHandler();
        AutoCloseable _ = answering::countDown) {
      stuck.answers = _ -> answeredAfter(answering);
      triggers.configure(
          Map.of(
              Trigger.USER_NEW, List.of(sync(stuck.url())),
              Trigger.USER_END, List.of(rule(stuck.url(), false, "")),
              Trigger.CONN_PLAY, List.of(rule(other.url(), true, "0"))),
          "");
      for (int i = 0; i <= HandlerLane.MAX_ASKING; i++) {
        triggers.allows(Trigger.USER_NEW, VIP, "visit " + i);
        triggers.tell(Trigger.USER_END, VIP, "event " + i);
      }
      Await.until("somebody waits", LIMIT, () -> !stuck.asked().isEmpty());
      assertThat(get(triggers.allows(Trigger.CONN_PLAY, VIP, "x"))).isTrue();
    }
  }

  private static String answeredAfter(CountDownLatch answering) {
    try {
      boolean _ = answering.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return "1";
  }

  @Test
  void whatIsToldComesInOrderAndAgainUntilItIsTaken() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      handler.status = 503;
      configure(Trigger.USER_END, rule(handler.url(), false, ""));
      IntStream.range(0, 20).forEach(i -> triggers.tell(Trigger.USER_END, VIP, "event " + i));
      Await.until("tries", LIMIT, () -> handler.asked().size() >= 2);
      assertThat(told(handler)).containsExactly("event 0");
      handler.status = 200;
      Await.until("the events", LIMIT, () -> told(handler).size() >= 20);
      assertThat(told(handler))
          .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "event " + i).toList());
    }
  }

  /// The payloads in the order in which they came first.
  private static List<String> told(TestHandler handler) {
    return handler.asked().stream().map(TestHandler.Asked::payload).distinct().toList();
  }

  @Test
  void aProgramGetsThePayloadAndPrintsTheAnswer() throws IOException {
    Path program =
        program(
            """
            read -r stream
            [ "$1 $stream $MIST_TRIGGER $MIST_INSTANCE $MIST_TIME" = \
              "USER_NEW vip+alice USER_NEW cafe 1499860800000" ] && echo yes
            """);
    configure(Trigger.USER_NEW, rule(program.toString(), true, "0"));
    assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "vip+alice", "$(touch x)"))).isTrue();
    assertThat(get(triggers.allows(Trigger.USER_NEW, VIP, "other"))).isFalse();
  }

  @Test
  void aProgramThatNeverEndsIsKilledWithItsChildren() throws Exception {
    Path pids = directory.resolve("pids");
    Path program =
        program("trap '' TERM; sleep 60 & echo $! $$ > " + pids + "; while :; do sleep 1; done");
    TriggerCall call =
        new TriggerCall(
            Trigger.USER_NEW, "", "x", "uuid", 0, "", new TriggerCall.Server("i", "n", 1));
    assertThatExceptionOfType(Handler.NoAnswerException.class)
        .isThrownBy(
            () -> new ProgramHandler(program.toString()).ask(call, 1, TimeUnit.SECONDS.toNanos(3)));
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      Await.until(
          "the end of process " + pid,
          LIMIT,
          () -> ProcessHandle.of(Long.parseLong(pid)).map(p -> !p.isAlive()).orElse(true));
    }
  }

  @Test
  void linesOfPeersStayLines() {
    assertThat(TriggerCall.payload("a\nb", "c\u0000\r")).isEqualTo("a%0Ab\nc%00%0D");
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "yes, true",
    "TRUE, true",
    "' t r u e', true",
    "continue, true",
    "10, true",
    "0, false",
    "'', false",
    "no, false",
    "ok, false",
    "tru, false"
  })
  void understandsYes(String answer, boolean yes) {
    assertThat(Triggers.isYes(answer)).isEqualTo(yes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | true",
        "vip | true",
        "vip+alice | true",
        "vip+ | true",
        "vip+bob | false",
        "other | false",
        "#gold | true",
        "#silver | false",
        "!vip | false",
        "!other | true",
        "vip !vip+alice | false",
        "!vip vip+alice | true",
        "vip !#gold | false",
        "!#silver | true"
      })
  void aRuleIsForTheStreamsThatItNames(String entries, boolean fits) {
    List<String> list = entries.isEmpty() ? List.of() : Arrays.asList(entries.split(" ", -1));
    assertThat(StreamPatterns.fit(list, VIP, () -> List.of("gold"))).isEqualTo(fits);
  }

  @Test
  void aBandwidthBelowTheLimitConcernsNobody() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      handler.answers = _ -> "false";
      configure(
          Trigger.LIVE_BANDWIDTH,
          new TriggerRule(handler.url(), true, List.of(), "1250000", "true"));
      assertThat(get(triggers.allowsBandwidth(VIP, 1_249_999))).isTrue();
      assertThat(get(triggers.allowsBandwidth(VIP, 1_250_000))).isFalse();
      assertThat(handler.asked().getFirst().payload()).isEqualTo("vip+alice\n1250000");
    }
  }

  private Path program(String script) throws IOException {
    return Files.writeString(
        Files.createFile(
            directory.resolve("handler"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        "#!/bin/sh\n" + script);
  }

  private void configure(Trigger trigger, TriggerRule... rules) {
    triggers.configure(Map.of(trigger, List.of(rules)), "studio 1");
  }

  private static TriggerRule sync(String handler) {
    return rule(handler, true, "");
  }

  private static TriggerRule rule(String handler, boolean sync, String defaultAnswer) {
    return new TriggerRule(handler, sync, List.of(), "", defaultAnswer);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }
}
