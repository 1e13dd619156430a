package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is changed around it, a viewer of a stream that is not changed watches on.
class UntouchedViewersTest {
  @TempDir private Path directory;

  @Test
  void watchOnThroughReloadsAndEditsOfEverythingElse() throws Exception {
    Path path = directory.resolve("weir.json");
    ConfigStore store = ConfigStore.openOrCreate(new ConfigFile(path));
    try (Server server =
            Server.start(store, Transport.Kind.AUTO, new Ports(0, 0, 0), new EventLog(100));
        ApiClient api = new ApiClient(server);
        InputStream flv = watch(server, "/demo.flv");
        InputStream ts = watch(server, "/demo.ts");
        InputStream mp4 = watch(server, "/demo.mp4")) {
      List<Listeners.Bound> listeners = server.listeners();
      Random random = new Random(4);
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(4) == 0) {
          Files.writeString(path, "// " + i + "\n" + store.document().text());
          api.ask("{'config_reload':1}");
        } else {
          api.ask(edit(random));
        }
        for (InputStream viewer : List.of(flv, ts, mp4)) {
          assertThat(viewer.readNBytes(500)).as("the stream flows").hasSize(500);
        }
        try (InputStream playlist = watch(server, "/hls/demo/index.m3u8?tkn=1")) {
          assertThat(playlist.readNBytes(7)).asString().isEqualTo("#EXTM3U");
        }
      }
      assertThat(server.listeners()).as("nothing was bound anew").isEqualTo(listeners);
      assertThat(
              api.ask("{'active_streams':['viewers']}")
                  .path("active_streams")
                  .path("demo")
                  .path(0)
                  .intValue())
          .as("three who stay, and one who comes back")
          .isEqualTo(4);
    }
  }

  @Test
  void anEditByHandIsNoticedAndABrokenOneIsNot() throws Exception {
    Path path = directory.resolve("weir.json");
    Files.writeString(path, "{}");
    ConfigStore store = ConfigStore.open(new ConfigFile(path));
    try (Server server =
            Server.start(store, Transport.Kind.AUTO, new Ports(0, 0, 0), new EventLog(100));
        ApiClient api = new ApiClient(server)) {
      Files.writeString(path, "{\"streams\": {\"by-hand\": {\"source\": \"push://\"}}}");
      Await.until(
          "the edit",
          Duration.ofSeconds(60),
          () -> api.ask("{'streams':1}").path("streams").has("by-hand"));
      Files.writeString(path, "{\"streams\": {");
      assertThat(api.ask("{'config_reload':1}").path("errors")).hasSize(1);
      assertThat(api.ask("{'streams':1}").path("streams").has("by-hand")).isTrue();
    }
  }

  private static String edit(Random random) {
    String name = "'s" + random.nextInt(4) + "'";
    return switch (random.nextInt(5)) {
      case 0 -> "{'addstream':{" + name + ":{'source':'demo:','always_on':true}}}";
      case 1 -> "{'addstream':{" + name + ":{'source':'push://'}}}";
      case 2 -> "{'deletestream':" + name + "}";
      case 3 -> "{'config':{'debug':" + random.nextInt(4) + ",'serverid':" + name + "}}";
      default -> "{'ui_settings':{'a':" + random.nextInt(9) + "}}";
    };
  }

  private static InputStream watch(Server server, String path) throws IOException {
    int port = server.listeners().getLast().address().getPort();
    return URI.create("http://127.0.0.1:" + port + path).toURL().openStream();
  }
}
