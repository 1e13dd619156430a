package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is edited, by whom and in which order: what is in memory is on the disk, a start anew
/// finds the same, and followers hear of a stream only when it changed.
class RandomEditsTest {
  private static final int EDITS = 150;

  @TempDir private Path directory;

  private final Set<String> heard = new HashSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepMemoryAndDiskTheSame(long seed) throws Exception {
    Random random = new Random(seed);
    Path path = directory.resolve("weir.json");
    ConfigStore store = followed(path);
    store.save();
    for (int i = 0; i < EDITS; i++) {
      Map<String, StreamConfig> before = store.config().streams();
      heard.clear();
      switch (random.nextInt(10)) {
        case 0 -> store = followed(path); // a crash between two edits
        case 1 -> store.reload();
        case 2 -> editByHand(store, path, random);
        case 3 -> leaveHalfOfASave(random);
        case 4 -> refusedEdit(store);
        default -> edit(store, random);
      }
      assertThat(heard).isEqualTo(changed(before, store.config().streams()));
      ConfigStore again = ConfigStore.openOrCreate(new ConfigFile(path));
      assertThat(again.config()).isEqualTo(store.config());
    }
    assertThat(store.versions()).hasSizeLessThanOrEqualTo(ConfigHistory.KEPT);
  }

  private ConfigStore followed(Path path) throws ConfigException {
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(path));
    store.follow((before, after) -> heard.addAll(changed(before.streams(), after.streams())));
    return store;
  }

  private static Set<String> changed(
      Map<String, StreamConfig> before, Map<String, StreamConfig> after) {
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> before.containsKey(name) && before.get(name).equals(after.get(name)));
    return names;
  }

  private static void edit(ConfigStore store, Random random) throws Exception {
    store.change(json -> mutate(json, random));
  }

  private static void mutate(ObjectNode json, Random random) {
    ObjectNode streams = json.withObjectProperty("streams");
    String name = "s" + random.nextInt(8);
    switch (random.nextInt(6)) {
      case 0 -> streams.remove(name);
      case 1 -> streams.putObject(name).put("source", "push://@secret" + random.nextInt(3));
      case 2 -> streams.putObject(name).put("source", "demo:").put("x-note", random.nextInt());
      case 3 -> json.withObjectProperty("config").put("debug", random.nextInt(11));
      case 4 -> json.withObjectProperty("ui_settings").put("k" + random.nextInt(4), "é \" \n");
      default ->
          streams.putObject(name).put("source", "push://").put("DVR", 1000 + random.nextInt(3));
    }
  }

  private static void editByHand(ConfigStore store, Path path, Random random) throws Exception {
    ObjectNode json = store.document().explicit();
    mutate(json, random);
    Files.writeString(path, "// by hand\n" + json.toPrettyString());
    store.refresh();
    store.refresh();
  }

  /// What a crash leaves behind before the new file takes the old one's place.
  private void leaveHalfOfASave(Random random) throws IOException {
    Files.writeString(directory.resolve("weir.json." + random.nextInt(9) + ".new"), "{\"stre");
    Path history = directory.resolve("weir.json.history");
    if (Files.isDirectory(history)) {
      Files.writeString(history.resolve("000099.json.7.new"), "");
    }
  }

  private static void refusedEdit(ConfigStore store) throws IOException {
    for (String broken : List.of("nowhere://", "")) {
      try {
        store.change(json -> json.withObject("/streams/bad").put("source", broken));
        throw new AssertionError("took " + broken);
      } catch (ConfigException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }
}
