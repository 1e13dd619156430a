package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.StreamConfig;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is edited, by whom, and whenever the server is killed (-9): its configuration is what
/// it was told and nothing else, also after it has started again, and who views a stream that was
/// not edited notices nothing in between.
///
/// `-Dweir.crashes=50` for the long run.
class EditsAndCrashesIT {
  private static final int CRASHES = Integer.getInteger("weir.crashes", 2);
  private static final int EDITS = 12; // before each crash
  private static final int LONGEST_SAVE_NANOS = 10_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> WATCHED = List.of("v0", "v1", "v2");

  @TempDir private Path directory;

  private final Random random = new Random(CRASHES);
  private final int apiPort = Ports.freeTcp();
  private final int mediaPort = Ports.freeTcp();
  private final int otherPort = Ports.freeTcp();
  private final Map<String, FlvWatcher> watchers = new TreeMap<>();
  private ObjectNode expected = // the configuration as it has to be, changed with each edit
      RandomEdit.document(
          """
          {'config': {'controller': {'interface': '127.0.0.1', 'port': %d}, 'protocols': [%s]},
           'streams': {'v0': {'source': 'demo:'}, 'v1': {'source': 'demo:'}, 'v2': {'source': 'demo:'}}}
          """
              .formatted(apiPort, RandomEdit.http(mediaPort)));
  private ServerProcess server; // another one after each crash

  @BeforeEach
  void start() throws IOException {
    write(expected.toString());
    startServer();
  }

  @AfterEach
  void close() throws IOException {
    stopWatching();
    server.close();
  }

  @Test
  void loseNothingAndDisturbNobodyWhoIsNotConcerned() throws Exception {
    for (int crash = 0; crash < CRASHES; crash++) {
      for (int i = 0; i < EDITS; i++) {
        change();
      }
      assertEverybodyWatchesOn();
      killWhileItSaves();
      startServer();
      assertThat(configuration()).isEqualTo(expected);
    }
    assertEverybodyWatchesOn();
  }

  private void startServer() throws IOException {
    server = new ServerProcess(apiPort, file());
    for (String stream : WATCHED) {
      watchers.put(stream, FlvWatcher.of(mediaPort, stream));
    }
  }

  private void change() throws ConfigException, IOException {
    switch (random.nextInt(8)) {
      case 0 -> sayTheSameInOtherWords();
      case 1 -> askForWhatIsRefused();
      default -> edit(RandomEdit.of(expected, WATCHED, otherPort, random));
    }
    assertThat(configuration()).isEqualTo(expected);
    assertThat(new ConfigFile(file()).load().explicit()).isEqualTo(expected);
    watchers.values().forEach(FlvWatcher::assertUndisturbed);
  }

  private void edit(RandomEdit edit) throws ConfigException, IOException {
    List<String> concerned = concerned(edit);
    for (String stream : concerned) {
      Objects.requireNonNull(watchers.remove(stream)).close();
    }
    expected = edit.after();
    switch (random.nextInt(12)) {
      case 0 -> write(expected.toString()); // as an editor does, who tells nobody
      case 1, 2 -> {
        write("// by hand\n" + expected.toPrettyString());
        server.hangUp();
      }
      case 3, 4 -> {
        write(expected.toString());
        accepted("{'config_reload':1}");
      }
      case 5, 6 -> accepted("{'config_restore':" + expected + "}");
      default -> accepted(edit.call());
    }
    Await.until(edit.call(), LIMIT, () -> configuration().equals(expected));
    Await.until("the listeners", LIMIT, () -> isOpen(otherPort) == hasListener(otherPort));
    for (String stream : concerned) {
      watchers.put(stream, FlvWatcher.of(mediaPort, stream));
    }
  }

  /// Whose viewers may notice the edit: what it changes is not only written in other words.
  private List<String> concerned(RandomEdit edit) throws ConfigException {
    Map<String, StreamConfig> before = meaning(expected);
    Map<String, StreamConfig> after = meaning(edit.after());
    return WATCHED.stream()
        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
        .toList();
  }

  private void sayTheSameInOtherWords() throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> accepted("{'config_restore':" + shuffled(expected) + "}");
      case 1 -> accepted("{'streams':" + shuffled(expected.withObjectProperty("streams")) + "}");
      case 2 -> {
        write("/* the same */ " + shuffled(expected).toPrettyString());
        accepted("{'config_reload':1}");
      }
      default -> {
        write(shuffled(expected).toString());
        server.hangUp();
      }
    }
  }

  private void askForWhatIsRefused() throws IOException {
    if (random.nextBoolean()) {
      refused("{'addstream':{'v0':{'source':'demo:'},'bad':{'source':'nowhere://'}}}");
      refused("{'config':{'serverid':'not to be seen','debug':99}}");
    } else {
      String text = expected.toString();
      write(text.substring(0, random.nextInt(text.length())));
      refused("{'config_reload':1}");
      accepted("{'save':1}"); // over what is broken
    }
  }

  private void killWhileItSaves() throws ConfigException, IOException {
    RandomEdit edit = RandomEdit.of(expected, WATCHED, otherPort, random);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.complete(server.ask(edit.call())));
    LockSupport.parkNanos(random.nextInt(LONGEST_SAVE_NANOS)); // a moment within the save
    server.kill();
    ObjectNode left = new ConfigFile(file()).load().explicit();
    if (answer.join().isMissingNode()) {
      assertThat(left).isIn(expected, edit.after());
    } else {
      assertThat(left).isEqualTo(edit.after());
    }
    expected = left;
    stopWatching();
    server.close();
  }

  private void stopWatching() throws IOException {
    for (FlvWatcher watcher : watchers.values()) {
      watcher.close();
    }
    watchers.clear();
  }

  private void assertEverybodyWatchesOn() {
    watchers.forEach((stream, watcher) -> {
      long before = watcher.pictures();
      Await.until(
          stream + " to go on",
          LIMIT,
          () -> {
            watcher.assertUndisturbed();
            return watcher.pictures() > before;
          });
    });
  }

  private void accepted(String call) {
    JsonNode answer = server.ask(call);
    assertThat(answer.has("LTS") && !answer.has("errors")).as(call + answer).isTrue();
  }

  private void refused(String call) {
    assertThat(server.ask(call).path("errors")).as(call).isNotEmpty();
  }

  /// What the server goes by.
  private ObjectNode configuration() {
    return (ObjectNode) server.ask("{'config_backup':1}").path("config_backup");
  }

  private Path file() {
    return directory.resolve("weir.json");
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  private boolean hasListener(int port) {
    return expected.path("config").path("protocols").toString().contains(":" + port);
  }

  private static boolean isOpen(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static Map<String, StreamConfig> meaning(ObjectNode document) throws ConfigException {
    return ConfigDocument.of(document).config().streams();
  }

  private ObjectNode shuffled(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    Collections.shuffle(names, random);
    ObjectNode other = JsonNodeFactory.instance.objectNode();
    names.forEach(name -> other.set(name, object.get(name)));
    return other;
  }
}
