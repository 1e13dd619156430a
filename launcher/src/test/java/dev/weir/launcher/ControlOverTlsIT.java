package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Certificate;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import dev.weir.testkit.Tool;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API over TLS, asked by curl; and a handler behind TLS and a password: PHP behind nginx.
class ControlOverTlsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void theApiSpeaksTlsAndAsksHandlersThatDo() throws Exception {
    Certificate certificate = Certificate.in(folder);
    int api = Ports.freeTcp();
    int handler = Ports.freeTcp();
    int behind = Ports.freeTcp();
    Path config =
        Files.writeString(
            folder.resolve("weir.json"),
            """
            {"config": {
               "controller": {"interface": "127.0.0.1", "port": %d, "cert": "%s", "key": "%s"},
               "triggers": {"USER_NEW": [
                 {"handler": "https://anna:secret@localhost:%d/", "sync": true, "default": "0"}]}}}
            """
                .formatted(api, certificate.certificateFile(), certificate.keyFile(), handler));
    // The port that stands last holds.
    List<String> command = new ArrayList<>(SignalIT.command(config));
    command.addAll(1, certificate.trustOptions());
    command.subList(command.size() - 2, command.size()).clear();
    try (ChildProcess _ = ChildProcess.start(php(behind));
        Nginx _ = Nginx.start(handler, nginx(handler, behind, certificate));
        ChildProcess server = ChildProcess.start(command)) {
      SignalIT.awaitLine(server, "https://127.0.0.1:" + api + "/api");
      String url = "https://localhost:" + api;
      JsonNode answer = curl(certificate, url + "/api2", "--data", "command={\"version\":true}");
      assertThat(answer.path("authorize").path("local").asBoolean()).isTrue();
      assertThat(answer.path("version").isObject()).isTrue();
      assertThat(
              curl(
                      certificate,
                      url + "/api2",
                      "--http2",
                      "-H",
                      "Content-Type: application/json",
                      "--data",
                      "{\"api_endpoint\":1}")
                  .path("api_endpoint")
                  .asText())
          .isEqualTo("https://127.0.0.1:" + api);
      assertThat(curlExit("--silent", url + "/api2")).as("who trusts nobody").isEqualTo(60);
      assertThat(curlExit("--silent", "--fail", "http://localhost:" + api + "/api2")).isNotZero();
      int web = ScarceMachineIT.port(server, "demo");
      assertThat(status(web, "?user=good")).isEqualTo(200);
      assertThat(status(web, "?user=bad")).isEqualTo(404);
      JsonNode calls =
          curl(certificate, url + "/api2", "--data", "command={\"trigger_calls\":1}")
              .path("trigger_calls");
      assertThat(calls.path("last")).hasSize(2).allMatch(call -> !call.path("answer").isNull());
      assertThat(calls.toString()).doesNotContain("secret");
    }
  }

  /// Lets in whoever asks for the good user.
  private List<String> php(int port) throws IOException {
    Path script = folder.resolve("check.php");
    Files.writeString(
        script, "<?php echo str_contains(file_get_contents('php://input'), 'user=good') ? 1 : 0;");
    return List.of(Tool.PHP.path().toString(), "-S", "127.0.0.1:" + port, script.toString());
  }

  private String nginx(int port, int behind, Certificate certificate) throws IOException {
    Files.writeString(folder.resolve("users"), "anna:{PLAIN}secret\n");
    return """
    http {
      %s
      server {
        listen 127.0.0.1:%d ssl;
        ssl_certificate %s;
        ssl_certificate_key %s;
        auth_basic "handlers";
        auth_basic_user_file %s;
        location / { proxy_pass http://127.0.0.1:%d; }
      }
    }
    """
        .formatted(
            Nginx.HTTP_PATHS,
            port,
            certificate.certificateFile(),
            certificate.keyFile(),
            folder.resolve("users"),
            behind);
  }

  private static JsonNode curl(Certificate certificate, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tool.CURL.path().toString(), "--silent", "--show-error"));
    command.addAll(List.of("--cacert", certificate.certificateFile().toString()));
    command.addAll(List.of(arguments));
    try (ChildProcess curl = ChildProcess.start(command)) {
      assertThat(curl.awaitEnd(LIMIT)).as("%s", curl.log()).isZero();
      return ApiClient.parsed(String.join("", curl.output()));
    }
  }

  private static int curlExit(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Tool.CURL.path().toString()));
    command.addAll(List.of(arguments));
    try (ChildProcess curl = ChildProcess.start(command)) {
      return curl.awaitEnd(LIMIT);
    }
  }

  private static int status(int port, String query) throws IOException {
    URI demo = URI.create("http://127.0.0.1:" + port + "/demo.flv" + query);
    HttpURLConnection viewer = (HttpURLConnection) demo.toURL().openConnection();
    try {
      return viewer.getResponseCode();
    } finally {
      viewer.disconnect();
    }
  }
}
