package dev.weir.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Publisher;
import dev.weir.target.TestStreams;
import dev.weir.testkit.Await;
import dev.weir.trigger.TestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What handlers are told of a stream, in which lines and when.
class StreamWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOOKS_PER_SECOND = 5;

  private final TestStreams world = new TestStreams();
  private final TestHandler handler = new TestHandler();
  private final Publisher publisher = world.publish("live");
  private final StreamWatch watch =
      new StreamWatch(world.streams, world.triggers, world.tags, _ -> health());

  private volatile String issues = "";

  StreamWatchTest() throws IOException {}

  private ObjectNode health() {
    ObjectNode health = JsonNodeFactory.instance.objectNode().put("buffer", 4000);
    health.putArray("tracks").add("video").add("audio");
    health.putObject("video").put("codec", "VP8");
    health.putObject("audio").put("codec", "opus");
    return issues.isEmpty() ? health : health.put("issues", issues);
  }

  @BeforeEach
  void askAboutEverything() {
    world.triggers(
        Arrays.stream(Trigger.values())
            .collect(Collectors.toMap(Function.identity(), _ -> List.of(rule("")))));
  }

  private TriggerRule rule(String params) {
    return new TriggerRule(handler.url(), true, List.of(), params, "");
  }

  @AfterEach
  void close() {
    watch.close();
    publisher.close(CloseReason.PEER_CLOSED);
    world.close();
    handler.close();
  }

  /// Nobody waits for the publisher to come back.
  private void end(CloseReason reason) {
    publisher.close(reason);
    world.streams.stop(TestStreams.name("live"), reason);
  }

  /// As often as it looks in a second.
  private void look() {
    for (int i = 0; i < LOOKS_PER_SECOND; i++) {
      watch.look();
    }
  }

  private List<List<String>> told(Trigger trigger) {
    return handler.asked().stream()
        .filter(asked -> asked.trigger().equals(trigger.name()))
        .map(asked -> List.of(asked.payload().split("\n", -1)))
        .toList();
  }

  /// Looks until it is told; a stream that ends takes a moment.
  private List<List<String>> await(Trigger trigger, int count) {
    Await.until(
        count + " of " + trigger,
        LIMIT,
        () -> {
          look();
          return told(trigger).size() == count;
        });
    return told(trigger);
  }

  @Test
  void aSourceThatFailsIsToldOfOnceForEachTime() {
    look();
    publisher.trouble("the peer is gone");
    look();
    List<String> lines = await(Trigger.INPUT_ABORT, 1).getFirst();
    assertThat(lines)
        .containsExactly(
            "live",
            world.stream("live").config().source().toString(),
            "weir",
            Long.toString(ProcessHandle.current().pid()),
            "READ_START_FAILURE",
            "the peer is gone");
    look();
    publisher.trouble(null);
    look();
    publisher.trouble("again");
    look();
    assertThat(await(Trigger.INPUT_ABORT, 2).getLast()).endsWith("READ_START_FAILURE", "again");
    end(new CloseReason(Code.WRITE_FAILURE, "it never came back"));
    look();
    await(Trigger.STREAM_UNLOAD, 1);
    assertThat(told(Trigger.INPUT_ABORT)).as("it was told of before").hasSize(2);
  }

  /// About a stream that nobody watches is asked before.
  @ParameterizedTest
  @EnumSource(value = Code.class, mode = EnumSource.Mode.EXCLUDE, names = "CLEAN_INACTIVE")
  void anEndIsAnErrorUnlessItsCodeIsClean(Code code) {
    TestStreams.publish(publisher, 0, 30);
    look();
    end(new CloseReason(code, "why not"));
    look();
    assertThat(await(Trigger.STREAM_UNLOAD, 1).getFirst())
        .containsExactly("live", "Buffer", "uncancelablewhy not");
    assertThat(await(Trigger.STREAM_BUFFER, 2).getLast()).startsWith("live", "EMPTY");
    if (code.name().startsWith("CLEAN")) {
      assertThat(told(Trigger.INPUT_ABORT)).isEmpty();
    } else {
      assertThat(await(Trigger.INPUT_ABORT, 1).getFirst()).endsWith(code.name(), "why not");
    }
  }

  @Test
  void theBufferIsFullThenDryThenRecoversAndIsEmptyInTheEnd() {
    TestStreams.publish(publisher, 0, 30);
    look();
    issues = "HLS no audio!";
    look();
    look();
    issues = "";
    look();
    publisher.close(CloseReason.PEER_FINISHED);
    look();
    String well = health().toString();
    issues = "HLS no audio!";
    String unwell = health().toString();
    assertThat(await(Trigger.STREAM_BUFFER, 4))
        .containsExactly(
            List.of("live", "FULL", well),
            List.of("live", "DRY", unwell),
            List.of("live", "RECOVER", well),
            List.of("live", "EMPTY", "1165"));
  }

  @Test
  void tracksComeAndGoOneByOneAndTheListIsToldAsAWhole() {
    TestStreams.publish(publisher, 0, 30);
    look();
    assertThat(await(Trigger.STREAM_TRACK_ADD, 2))
        .containsExactly(List.of("live", "1"), List.of("live", "2"));
    assertThat(await(Trigger.LIVE_TRACK_LIST, 1).getFirst())
        .containsExactly(
            "live", "{\"video\":{\"codec\":\"VP8\"},\"audio\":{\"codec\":\"opus\"}}", "");
    look();
    publisher.close(CloseReason.PEER_FINISHED);
    look();
    assertThat(await(Trigger.STREAM_TRACK_REMOVE, 2))
        .containsExactly(List.of("live", "1"), List.of("live", "2"));
    assertThat(told(Trigger.LIVE_TRACK_LIST)).hasSize(1);
  }

  @Test
  void aStreamThatIsReadyMayBeRefused() {
    handler.answers = payload -> payload.equals("live\nBuffer") ? "0" : "1";
    TestStreams.publish(publisher, 0, 30);
    look();
    assertThat(await(Trigger.STREAM_READY, 1).getFirst()).containsExactly("live", "Buffer");
    Await.until("it is stopped", LIMIT, () -> publisher.evicted() != null);
  }

  @Test
  void aStreamThatTakesTooMuchMayBeStopped() {
    TestStreams.publish(publisher, 0, 100);
    world.triggers(Map.of(Trigger.LIVE_BANDWIDTH, List.of(rule("1000000"))));
    handler.answers = _ -> "0";
    look();
    assertThat(handler.asked()).as("it takes less").isEmpty();
    world.triggers(Map.of(Trigger.LIVE_BANDWIDTH, List.of(rule("1"))));
    TestStreams.publish(publisher, 100, 200);
    look();
    List<String> lines = await(Trigger.LIVE_BANDWIDTH, 1).getFirst();
    assertThat(lines).hasSize(2).startsWith("live");
    assertThat(Long.parseLong(lines.get(1))).isBetween(1L, 1_000_000L);
    Await.until("it is stopped", LIMIT, () -> publisher.evicted() != null);
  }
}
