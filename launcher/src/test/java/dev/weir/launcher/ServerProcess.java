package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A server in a process of its own, which can be killed, and limited by the system.
final class ServerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  private final ChildProcess process;

  /// Starts one and waits until its API answers.
  ///
  /// @param folder where its configuration is written
  /// @param document with `API` in the place of the controller's port
  /// @param launcher a command that runs the command behind it; none to run it as it is
  /// @param options of the virtual machine
  ServerProcess(Path folder, String document, List<String> launcher, List<String> options)
      throws IOException {
    this(Ports.freeTcp(), folder, document, launcher, options);
  }

  private ServerProcess(
      int port, Path folder, String document, List<String> launcher, List<String> options)
      throws IOException {
    this(
        port,
        Files.writeString(
            folder.resolve("weir.json"), document.replace("API", Integer.toString(port))),
        launcher,
        options);
  }

  /// Starts one with a configuration that is there, and waits until its API answers.
  ///
  /// @param port where that has the API
  ServerProcess(int port, Path config) {
    this(port, config, List.of(), List.of());
  }

  private ServerProcess(int port, Path config, List<String> launcher, List<String> options) {
    this.port = port;
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--config",
            config.toString()));
    process = ChildProcess.start(command);
    try {
      Await.until("the API", LIMIT, this::answers);
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private boolean answers() {
    assertThat(process.isRunning()).as("" + process.log() + process.output()).isTrue();
    return !ask("{'version':1}").isMissingNode();
  }

  /// Asks the API; single quotes stand for double ones. A missing node if nobody answers.
  JsonNode ask(String command) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api2"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(command.replace('\'', '"')))
              .build();
      return ApiClient.parsed(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException _) {
      return ApiClient.parsed("{}").path("not there yet");
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /// Has it read its configuration again (SIGHUP).
  void hangUp() {
    String pid = Long.toString(process.handle().pid());
    try (ChildProcess kill = ChildProcess.start(List.of("kill", "-HUP", pid))) {
      assertThat(kill.awaitEnd(LIMIT)).isZero();
    }
  }

  /// Ends it as a power cut does, and waits for that.
  void kill() {
    process.kill();
    process.awaitEnd(LIMIT);
  }

  @Override
  public void close() {
    process.close();
    http.close();
  }
}
