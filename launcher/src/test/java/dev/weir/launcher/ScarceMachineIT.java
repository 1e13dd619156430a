package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose machine gives it few file handles, and a disk that takes little.
class ScarceMachineIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Pattern PORT = Pattern.compile("://127\\.0\\.0\\.1:(\\d+)/(api|demo)");
  private static final int HANDLES = 400;

  /// 64 blocks of 512 bytes: what is written beyond is refused, as by a disk that is full.
  private static final int FILE_BLOCKS = 64;

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void outlivesWhatItsMachineRefuses() throws Exception {
    Path config = Files.writeString(directory.resolve("weir.json"), "{}");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "ulimit -n %d && ulimit -f %d && exec \"$@\"".formatted(HANDLES, FILE_BLOCKS),
                "sh"));
    command.addAll(SignalIT.command(config));
    try (http;
        ChildProcess server = ChildProcess.start(command)) {
      SignalIT.awaitLine(server, "/api ");
      int api = port(server, "api");
      int web = port(server, "demo");

      JsonNode refused = ask(api, "{'ui_settings':{'a':'" + "x".repeat(60_000) + "'}}");
      assertThat(refused.path("errors").path(0).path("member").asText()).isEqualTo("ui_settings");
      assertThat(ask(api, "{'ui_settings':1}").path("ui_settings")).isEmpty();
      assertThat(ask(api, "{'addstream':{'cam':{'source':'push://'}}}").has("errors")).isFalse();
      assertThat(ConfigStore.open(new ConfigFile(config)).config().streams()).containsKey("cam");

      List<Socket> crowd = crowd(web);
      assertThat(server.isRunning()).isTrue();
      for (Socket one : crowd) {
        one.close();
      }
      Await.until("it serves again", LIMIT, () -> answers(web));
      assertThat(ask(api, "{'version':1}").has("version")).isTrue();
    }
  }

  /// More connections than the server has handles for; some wait in the kernel.
  private static List<Socket> crowd(int port) throws IOException {
    List<Socket> crowd = new ArrayList<>();
    for (int i = 0; i < HANDLES + 50; i++) {
      crowd.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
    }
    return crowd;
  }

  private boolean answers(int port) {
    try {
      URI player = URI.create("http://127.0.0.1:" + port + "/player.js");
      HttpRequest request = HttpRequest.newBuilder(player).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode ask(int port, String command) throws IOException, InterruptedException {
    String form =
        "command=" + URLEncoder.encode(command.replace('\'', '"'), StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api2"))
            .timeout(LIMIT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return ApiClient.parsed(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /// The port of `api`, or that at which `demo` plays, as a server that has started says.
  static int port(ChildProcess server, String what) {
    for (String line : server.output()) {
      Matcher found = PORT.matcher(line);
      while (found.find()) {
        if (found.group(2).equals(what)) {
          return Integer.parseInt(found.group(1));
        }
      }
    }
    throw new AssertionError(server.output());
  }
}
