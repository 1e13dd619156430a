package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import dev.weir.trigger.TestHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pushes of a stream that a publisher of ours plays, to files and to a carrier that does as a test
/// says.
class PushesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private volatile Map<String, String> variables = Map.of("on", "0");

  private final TestStreams world = new TestStreams();
  private final Obedient carrier = new Obedient();
  private final PushWorld pushWorld =
      new PushWorld(
          world.streams,
          world.sessions,
          world.triggers,
          List.of(carrier, new FileCarrier(() -> world.config.push().folders())),
          () -> world.config.push(),
          () -> variables,
          Clock.systemUTC(),
          System::nanoTime,
          new StartPace());
  private final Pushes pushes = new Pushes(pushWorld);
  private final AutoPushes automatic = new AutoPushes(pushWorld, pushes, world.tags);
  private final Publisher publisher = world.publish("live");

  /// Carries targets of `test://`, each try until the test answers how it ended.
  private static final class Obedient implements Carrier {
    private final BlockingQueue<Delivery> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<CloseReason>> ends = new LinkedBlockingQueue<>();

    @Override
    public boolean takes(Target target) {
      return target.scheme().equals("test");
    }

    @Override
    public String connector(Target target) {
      return "TEST";
    }

    @Override
    public boolean writesFiles() {
      return false;
    }

    @Override
    public CloseReason carry(Delivery delivery) throws InterruptedException {
      CompletableFuture<CloseReason> end = new CompletableFuture<>();
      CountDownLatch over = new CountDownLatch(1);
      delivery.onStop(end::complete);
      end.thenAccept(_ -> over.countDown());
      begun.add(delivery);
      ends.add(end);
      over.await();
      return end.join();
    }

    Delivery awaitBegun() throws InterruptedException {
      return Objects.requireNonNull(begun.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    void end(Code code, String sentence) throws InterruptedException {
      Objects.requireNonNull(ends.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .complete(new CloseReason(code, sentence));
    }
  }

  @BeforeEach
  void play() {
    TestStreams.publish(publisher, 0, 100);
  }

  @AfterEach
  void close() {
    pushes.close();
    publisher.close(TestStreams.DONE);
    world.close();
  }

  private int start(String target) {
    return pushes.start(TestStreams.name("live"), target).orElseThrow();
  }

  private PushStatus only() {
    return pushes.list().getFirst();
  }

  private void awaitNone() {
    Await.until("the end of all pushes", LIMIT, () -> pushes.list().isEmpty());
  }

  private void awaitState(PushState state) {
    Await.until(
        "state " + state,
        LIMIT,
        () -> pushes.list().stream().anyMatch(push -> push.state() == state));
  }

  @Test
  void recordsUntilTheStreamEnds() throws IOException {
    start(folder + "/$stream.mkv");
    Await.until("the file", LIMIT, () -> !pushes.list().isEmpty() && only().bytes() > 1000);
    assertThat(only().usedTarget()).endsWith("/live.mkv");
    assertThat(only().mediaMillis()).isPositive();
    publisher.close(TestStreams.DONE);
    awaitNone();
    assertThat(Files.size(folder.resolve("live.mkv"))).isGreaterThan(1000);
  }

  @Test
  void doesNotDoubleAPush() throws InterruptedException {
    int first = start("test://a");
    carrier.awaitBegun();
    assertThat(start("test://a")).isEqualTo(first);
    assertThat(start("test://b")).isNotEqualTo(first);
    assertThat(pushes.list()).hasSize(2);
  }

  @Test
  void saysWhyAndWhenItTriesAgain() throws InterruptedException {
    world.configure("{'push_settings':{'wait':600}}");
    start("test://a");
    carrier.awaitBegun();
    awaitState(PushState.ACTIVE);
    carrier.end(Code.WRITE_FAILURE, "the peer is gone");
    awaitState(PushState.RETRYING);
    assertThat(only().reason()).isEqualTo("the peer is gone");
    assertThat(only().retryMillis()).isBetween(500_000L, 660_000L);
  }

  @Test
  void triesAgainAfterAFailure() throws InterruptedException {
    world.configure("{'push_settings':{'wait':1}}");
    start("test://a");
    carrier.awaitBegun();
    carrier.end(Code.WRITE_FAILURE, "the peer is gone");
    assertThat(carrier.awaitBegun()).isNotNull();
    assertThat(only().tries()).isEqualTo(2);
    assertThat(only().log().getLast().text()).isEqualTo("the peer is gone; next try in 1 s");
  }

  @Test
  void endsWithItsFirstFailureIfNoOtherTryIsWanted() throws InterruptedException {
    world.configure("{'push_settings':{'wait':0}}");
    start("test://a");
    carrier.end(Code.WRITE_FAILURE, "the peer is gone");
    awaitNone();
  }

  @Test
  void endsWhenItIsStopped() throws InterruptedException {
    int id = start("test://a");
    carrier.awaitBegun();
    assertThat(pushes.stop(id, false)).isTrue();
    awaitNone();
    assertThat(pushes.stop(id, false)).isFalse();
  }

  @Test
  void isShownAsStalledWhileItsTargetTakesNothing() throws InterruptedException {
    start("test://a");
    Delivery delivery = carrier.awaitBegun();
    awaitState(PushState.ACTIVE);
    delivery.stuck(true);
    awaitState(PushState.STALLED);
    delivery.stuck(false);
    awaitState(PushState.ACTIVE);
  }

  @Test
  void saysThatATargetMakesNoSense() {
    start("nothing://a");
    awaitNone();
    start(folder + "/missing/a.ts");
    awaitState(PushState.RETRYING);
    assertThat(only().reason()).isEqualTo("the folder " + folder + "/missing does not exist");
  }

  @Test
  void recoversWhenTheFolderIsThere() throws IOException {
    world.configure("{'push_settings':{'wait':1}}");
    start(folder + "/missing/a.mkv");
    awaitState(PushState.RETRYING);
    Files.createDirectory(folder.resolve("missing"));
    Await.until("the file", LIMIT, () -> Files.exists(folder.resolve("missing/a.mkv")));
    awaitState(PushState.ACTIVE);
  }

  @Test
  void keepsRecordingsInTheirFolder() {
    world.configure("{'config':{'recordings':['" + folder + "']}}");
    start("/tmp/elsewhere.mkv");
    awaitState(PushState.RETRYING);
    assertThat(only().reason()).contains("config.recordings allows " + folder);
  }

  @Test
  void aHandlerMayChooseAnotherTargetOrForbidIt() throws InterruptedException {
    answer("test://other");
    start("test://a");
    assertThat(carrier.awaitBegun().target().place()).isEqualTo("test://other");
    assertThat(only().target()).isEqualTo("test://a");
    assertThat(only().usedTarget()).isEqualTo("test://other");
    pushes.stop(only().id(), false);
    awaitNone();
  }

  /// A rule without a handler answers its default.
  private void answer(String target) {
    world.triggers(
        Map.of(Trigger.PUSH_OUT_START, List.of(new TriggerRule("", true, List.of(), "", target))));
  }

  @Test
  void tellsOfTheEndInTheLinesOfMistServer() throws IOException {
    Path told = Files.createDirectory(folder.resolve("told"));
    Path handler = folder.resolve("handler");
    Files.writeString(
        handler,
        "#!/bin/sh\ncat > " + told + "/$1.new && mv " + told + "/$1.new " + told + "/$1\n");
    Files.setPosixFilePermissions(handler, PosixFilePermissions.fromString("rwx------"));
    TriggerRule rule = new TriggerRule(handler.toString(), false, List.of(), "", "");
    world.triggers(
        Map.of(
            Trigger.RECORDING_END, List.of(rule),
            Trigger.PUSH_END, List.of(rule),
            Trigger.OUTPUT_END, List.of(rule)));
    int id = start(folder + "/$stream.mkv?split=0");
    Await.until("the file", LIMIT, () -> !pushes.list().isEmpty() && only().bytes() > 1000);
    publisher.close(TestStreams.DONE);
    awaitNone();
    for (Trigger trigger : List.of(Trigger.RECORDING_END, Trigger.OUTPUT_END, Trigger.PUSH_END)) {
      Await.until(trigger.name(), LIMIT, () -> Files.exists(told.resolve(trigger.name())));
    }
    String file = folder.toRealPath().resolve("live.mkv").toString();
    List<String> lines = Files.readAllLines(told.resolve("RECORDING_END"));
    assertThat(lines).hasSize(12);
    assertThat(lines.subList(0, 4))
        .containsExactly(
            "live", file, "EBML", Long.toString(Files.size(folder.resolve("live.mkv"))));
    assertThat(lines.subList(7, 11)).containsExactly("3965", "0", "3965", "CLEAN_EOF");
    assertThat(lines.getLast()).startsWith("the stream ended: ");
    assertThat(Files.readAllLines(told.resolve("OUTPUT_END"))).isEqualTo(lines);
    List<String> end = Files.readAllLines(told.resolve("PUSH_END"));
    assertThat(end.subList(0, 4))
        .containsExactly(Integer.toString(id), "live", folder + "/$stream.mkv?split=0", file);
    assertThat(end.get(4)).startsWith("[[").contains("writing " + file);
    assertThat(end.get(5)).contains("\"state\":\"ended\"");
    assertThat(end).hasSize(6);
  }

  @Test
  void tellsOfEachFileOfARecordingAndAsksBeforeItBegins() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      TriggerRule ask = new TriggerRule(handler.url(), true, List.of(), "", "");
      world.triggers(
          Map.of(
              Trigger.PUSH_OUT_START, List.of(ask),
              Trigger.RECORDING_SEGMENT, List.of(ask),
              Trigger.RECORDING_END, List.of(ask)));
      String written = folder + "/$stream-$segmentCounter.mkv?split=1";
      handler.answers = _ -> written;
      start(folder + "/elsewhere.mkv");
      Await.until("files", LIMIT, () -> told(handler, Trigger.RECORDING_SEGMENT).size() >= 2);
      assertThat(told(handler, Trigger.PUSH_OUT_START))
          .containsExactly(List.of("live", folder + "/elsewhere.mkv"));
      publisher.close(TestStreams.DONE);
      awaitNone();
      Await.until("the end", LIMIT, () -> told(handler, Trigger.RECORDING_END).size() == 1);
      List<List<String>> segments = told(handler, Trigger.RECORDING_SEGMENT);
      Path real = folder.toRealPath();
      for (int i = 0; i < 3; i++) {
        Path file = real.resolve("live-" + i + ".mkv");
        List<String> lines = segments.get(i);
        assertThat(lines).hasSize(12);
        assertThat(lines.subList(0, 4))
            .containsExactly("live", file.toString(), "EBML", Long.toString(Files.size(file)));
        assertThat(lines.subList(4, 7)).allMatch(number -> number.matches("[0-9]+"));
        int first = Integer.parseInt(lines.get(8));
        int last = Integer.parseInt(lines.get(9));
        assertThat(Integer.parseInt(lines.get(7))).isEqualTo(last - first).isBetween(900, 1000);
        assertThat(first).isBetween(i * 1000 - 100, i * 1000);
        assertThat(lines.subList(10, 12)).containsExactly("CLEAN_EOF", "the file is complete");
      }
      assertThat(told(handler, Trigger.RECORDING_END).getFirst()).hasSize(12).startsWith("live");
    }
  }

  @Test
  void anEmptyAnswerForbidsIt() throws IOException {
    try (TestHandler handler = new TestHandler()) {
      handler.answers = _ -> "";
      world.triggers(
          Map.of(
              Trigger.PUSH_OUT_START,
              List.of(new TriggerRule(handler.url(), true, List.of(), "", "test://a"))));
      start("test://a");
      awaitNone();
      assertThat(told(handler, Trigger.PUSH_OUT_START)).hasSize(1);
      assertThat(carrier.begun).isEmpty();
    }
  }

  private static List<List<String>> told(TestHandler handler, Trigger trigger) {
    return handler.asked().stream()
        .filter(asked -> asked.trigger().equals(trigger.name()))
        .map(asked -> List.of(asked.payload().split("\n", -1)))
        .toList();
  }

  @Test
  void startsWhatTheConfigurationWantsAndNothingTwice() throws InterruptedException {
    world.configure(
        "{'auto_push':{'a':{'stream':'live','target':'test://a'},"
            + "'b':{'stream':'live+','target':'test://b'},"
            + "'c':{'stream':'#sport','target':'test://c'}}}");
    automatic.look();
    automatic.look();
    assertThat(carrier.awaitBegun().target().place()).isEqualTo("test://a");
    world.tags.add(TestStreams.name("live"), "sport");
    automatic.look();
    assertThat(carrier.awaitBegun().target().place()).isEqualTo("test://c");
    assertThat(pushes.list()).hasSize(2);
    // What is not touched in the configuration is not touched here.
    int id = only().id();
    world.configure("{'auto_push':{'new':{'stream':'live','target':'test://a'}}}");
    automatic.look();
    Await.until("the end of c", LIMIT, () -> pushes.list().size() == 1);
    assertThat(only().id()).isEqualTo(id);
  }

  @Test
  void followsSchedulesAndRules() throws InterruptedException {
    world.configure(
        "{'auto_push':{"
            + "'rule':{'stream':'live','target':'test://rule','start_rule':['on',0]},"
            + "'later':{'stream':'live','target':'test://later','scheduletime':9999999999},"
            + "'over':{'stream':'live','target':'test://over','completetime':1},"
            + "'not':{'stream':'live','target':'test://not','inhibit':['live']}}}");
    automatic.look();
    assertThat(pushes.list()).isEmpty();
    variables = Map.of("on", "1");
    automatic.look();
    assertThat(carrier.awaitBegun().target().place()).isEqualTo("test://rule");
  }

  @Test
  void doesNotRepeatWhatIsComplete() throws InterruptedException {
    world.configure(
        "{'push_settings':{'wait':1},'auto_push':{'a':{'stream':'live','target':'test://a'}}}");
    automatic.look();
    carrier.awaitBegun();
    carrier.end(Code.CLEAN_EOF, "the end of what was asked for is reached");
    awaitNone();
    automatic.look();
    assertThat(pushes.list()).isEmpty();
  }
}
