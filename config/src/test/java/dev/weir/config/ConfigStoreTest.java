package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigStoreTest {
  @TempDir private Path directory;

  private final List<String> followed = new ArrayList<>();

  @Test
  void savesAChangeBeforeItAppliesIt() throws Exception {
    ConfigStore store = created();
    store.follow((_, after) -> followed.add(load().equals(after) ? "saved" : "not saved"));
    assertThat(store.change(json -> stream(json, "cam"))).isTrue();
    assertThat(followed).containsExactly("saved");
    assertThat(store.config().streams()).containsOnlyKeys("live", "demo", "cam");
  }

  @Test
  void tellsNobodyOfAChangeThatChangesNothing() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    store.follow((_, _) -> followed.add("told"));
    var before = Files.getLastModifiedTime(path());
    assertThat(store.change(json -> stream(json, "cam"))).isFalse();
    assertThat(store.reload()).isFalse();
    assertThat(followed).isEmpty();
    assertThat(Files.getLastModifiedTime(path())).isEqualTo(before);
  }

  @Test
  void refusesAnInvalidChangeWhole() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    String text = Files.readString(path());
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() ->
            store.change(json -> {
              stream(json, "good");
              json.withObject("/streams").putObject("bad").put("source", 1);
            }))
        .satisfies(
            e -> assertThat(e.problems().getFirst().place()).isEqualTo("streams.bad.source"));
    assertThat(store.config().streams()).doesNotContainKeys("good", "bad");
    assertThat(path()).hasContent(text);
  }

  @Test
  void changesNothingWhenTheDiskRefuses() throws Exception {
    Path missing = directory.resolve("missing").resolve("weir.json");
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(missing));
    store.follow((_, _) -> followed.add("told"));
    assertThatThrownBy(() -> store.change(json -> stream(json, "cam")))
        .isInstanceOf(IOException.class);
    assertThat(store.config()).isEqualTo(WeirConfig.defaults());
    assertThat(followed).isEmpty();
  }

  @Test
  void keepsTheLastTwentyVersionsForItsOwnerOnly() throws Exception {
    ConfigStore store = created();
    for (int i = 0; i < 30; i++) {
      String name = "cam" + i;
      store.change(json -> stream(json, name));
    }
    List<ConfigHistory.Version> versions = store.versions();
    assertThat(versions).hasSize(ConfigHistory.KEPT);
    assertThat(versions.getLast().number()).isEqualTo(30);
    assertThat(versions.getLast().path()).hasContent(Files.readString(path()));
    assertThat(permissions(versions.getLast().path())).isEqualTo("rw-------");
    assertThat(permissions(directory.resolve("weir.json.history"))).isEqualTo("rwx------");
  }

  @Test
  void sweepsAwayWhatKilledSavesLeftWhenItIsOpened() throws Exception {
    created().change(json -> stream(json, "cam"));
    Path history = directory.resolve("weir.json.history");
    List<Path> left =
        List.of(directory.resolve("weir.json.1.new"), history.resolve("000002.json.2.new"));
    for (Path file : left) {
      Files.writeString(file, "{");
      Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }
    ConfigStore.open(new ConfigFile(path()));
    assertThat(left).noneMatch(Files::exists);
    assertThat(path()).exists();
    assertThat(history.resolve("000001.json")).exists();
  }

  @Test
  void appliesWhatSomebodyElseWroteOnceTheFileIsAtRest() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    store.follow((before, after) -> followed.add(before.serverId() + ">" + after.serverId()));
    Files.writeString(path(), "{\"config\": {\"serverid\": \"edited\"}} // by hand");
    assertThat(store.refresh()).as("it may still be written").isFalse();
    assertThat(store.refresh()).isTrue();
    assertThat(store.refresh()).isFalse();
    assertThat(followed).containsExactly(">edited");
    assertThat(store.versions().getLast().path()).content().contains("// by hand");
  }

  @Test
  void goesOnWithTheOldOneWhenAnEditCannotBeUsed() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    Files.writeString(path(), "{\"streams\": {");
    assertThat(store.refresh()).isFalse();
    assertThatThrownBy(store::refresh).isInstanceOf(ConfigException.class);
    assertThat(store.refresh()).as("it is said once").isFalse();
    assertThat(store.config().streams()).containsKey("cam");
  }

  @Test
  void appliesAnEditThatNobodyNoticedYetBeforeAChange() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    Files.writeString(path(), "{\"config\": {\"serverid\": \"edited\"}}");
    store.change(json -> stream(json, "cam2"));
    assertThat(store.config().serverId()).isEqualTo("edited");
    assertThat(store.config().streams()).containsKey("cam2").doesNotContainKey("cam");
    assertThat(load()).isEqualTo(store.config());
  }

  @Test
  void keepsABrokenEditAsideInsteadOfWritingOverIt() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    Files.writeString(path(), "half an ed");
    store.change(json -> stream(json, "cam2"));
    assertThat(directory.resolve("weir.json.refused")).hasContent("half an ed");
    assertThat(load().streams()).containsKeys("cam", "cam2");
  }

  @Test
  void refusesABrokenFileAtTheStartAndNamesTheNewestGoodVersion() throws Exception {
    ConfigStore store = created();
    store.change(json -> stream(json, "cam"));
    store.change(json -> stream(json, "cam2"));
    Path newest = store.versions().getLast().path();
    for (String broken : List.of("", "{", "{\"streems\": {}}")) {
      Files.writeString(path(), broken);
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> ConfigStore.openOrCreate(new ConfigFile(path())))
          .satisfies(e ->
              assertThat(e.problems().getLast().message())
                  .isEqualTo("the newest version that can be used is " + newest));
    }
    Files.delete(path());
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigStore.openOrCreate(new ConfigFile(path())))
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
    Files.writeString(newest, "broken too");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigStore.openOrCreate(new ConfigFile(path())))
        .satisfies(e -> assertThat(e.getMessage()).contains("000001.json"));
  }

  private ConfigStore created() throws ConfigException {
    return ConfigStore.openOrCreate(new ConfigFile(path()));
  }

  private Path path() {
    return directory.resolve("weir.json");
  }

  private WeirConfig load() {
    try {
      return new ConfigFile(path()).load().config();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void stream(ObjectNode json, String name) {
    json.withObject("/streams").putObject(name).put("source", "push://");
  }

  @Test
  void savesTogetherWhatComesWhileItSavesAndRefusesOnlyWhatIsWrong() throws Exception {
    ConfigStore store = created();
    CountDownLatch go = new CountDownLatch(1);
    store.guard((_, _) -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    List<Thread> callers = new ArrayList<>();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    AtomicInteger told = new AtomicInteger();
    store.follow((_, _) -> told.incrementAndGet());
    for (int i = 0; i < 40; i++) {
      String name = "s" + i;
      String source = i % 20 == 7 ? "nowhere://" : "push://";
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  store.change(json ->
                      json.withObjectProperty("streams").putObject(name).put("source", source));
                } catch (ConfigException | IOException e) {
                  refused.add(name + ": " + e.getMessage());
                }
              }));
    }
    Await.until(
        "all wait",
        Duration.ofSeconds(60),
        () ->
            callers.stream()
                .allMatch(
                    caller -> caller.getState() == Thread.State.WAITING || !caller.isAlive()));
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(refused)
        .hasSize(2)
        .anyMatch(line -> line.startsWith("s7: streams.s7.source: "))
        .anyMatch(line -> line.startsWith("s27: streams.s27.source: "));
    ConfigStore again = ConfigStore.open(new ConfigFile(path()));
    assertThat(again.config().streams()).hasSize(38 + 2).isEqualTo(store.config().streams());
    assertThat(told.get()).as("saves").isLessThan(20);
  }

  @Test
  void whatABatchSharesIsNotChangedUnderTheOldDocument() throws Exception {
    ConfigStore store = created();
    store.change(
        json -> json.withObjectProperty("streams").putObject("a").put("source", "push://"));
    ConfigDocument before = store.document();
    store.change(json -> {
      json.withObjectProperty("streams").putObject("a").put("source", "demo:");
      json.withObjectProperty("config").put("debug", 5);
    });
    assertThat(before.json().path("streams").path("a").path("source").asText())
        .isEqualTo("push://");
    assertThat(before.json().path("config").has("debug")).isFalse();
  }

  @Test
  void checksAgainOnlyTheStreamsThatWereEdited() throws Exception {
    ConfigStore store = created();
    store.change(json -> {
      stream(json, "cam");
      stream(json, "other");
    });
    ConfigDocument before = store.document();
    store.change(json ->
        json.withObject("/streams").putObject("cam").put("source", "push://").put("DVR", 2000));
    assertThat(store.config().streams().get("cam"))
        .extracting(StreamConfig::dvrMillis)
        .isEqualTo(2000L);
    assertThat(store.config().streams().get("other"))
        .isSameAs(before.config().streams().get("other"));
    assertThatThrownBy(() ->
            store.change(json -> json.withObject("/streams").putObject("other").put("DVR", 1)))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> store.change(json -> stream(json, "Cam")))
        .hasMessageContaining("same name");
  }

  @Test
  void saysWhatBecomesOfEachStream() throws Exception {
    ConfigStore store = created();
    store.change(json -> {
      stream(json, "changes");
      stream(json, "goes");
      stream(json, "stays");
    });
    ConfigDocument before = store.document();
    store.change(json -> {
      json.withObject("/streams").remove("goes");
      json.withObject("/streams").putObject("changes").put("source", "demo:");
      json.withObject("/streams").putObject("comes").put("source", "demo:");
    });
    assertThat(store.document().streamEdits(before))
        .containsExactly(
            new StreamEdit(StreamEdit.Kind.CHANGED, "changes", "{\"source\":\"demo:\"}"),
            new StreamEdit(StreamEdit.Kind.ADDED, "comes", "{\"source\":\"demo:\"}"),
            new StreamEdit(StreamEdit.Kind.REMOVED, "goes", "{\"source\":\"push://\"}"));
    assertThat(store.document().streamEdits(store.document())).isEmpty();
  }
}
