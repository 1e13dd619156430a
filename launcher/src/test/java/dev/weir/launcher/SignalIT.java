package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Await;
import dev.weir.testkit.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process, told things by signals.
class SignalIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void hangUpReadsTheConfigurationAndTerminateStopsInOrder() throws Exception {
    Path config = directory.resolve("weir.json");
    Path log = directory.resolve("access.log");
    Path moved = directory.resolve("access.log.old");
    Files.writeString(config, "{\"config\": {\"accesslog\": \"" + log + "\"}}");
    try (ChildProcess server = ChildProcess.start(command(config))) {
      awaitLine(server, "/api ");
      visit(server, "1");
      Await.until("its line", LIMIT, () -> lines(log) == 1);
      Files.move(log, moved);
      assertThat(holds(server, moved)).isTrue();
      signal(server, "HUP");
      awaitLine(server, "SIGHUP: the configuration is the same");
      Await.until("the old file is let go of", LIMIT, () -> !holds(server, moved));
      visit(server, "2");
      Await.until("a line in a new file", LIMIT, () -> lines(log) == 1);
      assertThat(lines(moved)).isOne();
      Files.writeString(config, "{\"config\": {");
      signal(server, "HUP");
      awaitLine(server, "cannot be used");
      assertThat(server.isRunning()).isTrue();
      signal(server, "TERM");
      server.awaitEnd(LIMIT);
      assertThat(server.output()).last().isEqualTo("Weir has stopped.");
    }
  }

  /// Watches a little, and is stopped: then the session ends at once.
  private static void visit(ChildProcess server, String token) throws IOException {
    int web = ScarceMachineIT.port(server, "demo");
    URI demo = URI.create("http://127.0.0.1:" + web + "/demo.flv?tkn=" + token);
    try (InputStream viewer = demo.toURL().openStream()) {
      assertThat(viewer.readNBytes(1000)).hasSize(1000);
      int api = ScarceMachineIT.port(server, "api");
      URI stop =
          URI.create(
              "http://127.0.0.1:" + api + "/api2?command=%7B%22stop_sessions%22:%22demo%22%7D");
      stop.toURL().openStream().close();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException _) {
      return 0; // it is not there yet
    }
  }

  /// Whether the process has the file open.
  private static boolean holds(ChildProcess server, Path file) {
    Path handles = Path.of("/proc", Long.toString(server.handle().pid()), "fd");
    try (Stream<Path> all = Files.list(handles)) {
      return all.anyMatch(handle -> isTo(handle, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTo(Path handle, Path file) {
    try {
      return Files.readSymbolicLink(handle).equals(file);
    } catch (IOException _) {
      return false; // closed meanwhile
    }
  }

  static void awaitLine(ChildProcess server, String part) {
    Await.until(
        part,
        LIMIT,
        () ->
            server.output().stream().anyMatch(line -> line.contains(part)) || !server.isRunning());
    assertThat(server.isRunning()).as("%s %s", server.output(), server.log()).isTrue();
  }

  private static void signal(ChildProcess server, String name) {
    String pid = Long.toString(server.handle().pid());
    try (ChildProcess kill = ChildProcess.start(List.of("kill", "-" + name, pid))) {
      assertThat(kill.awaitEnd(LIMIT)).isZero();
    }
  }

  /// How the server is started as a process of its own.
  static List<String> command(Path config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("serve", "--config", config.toString()));
    command.addAll(List.of("--http-port", "0", "--rtmp-port", "0", "--api-port", "0"));
    return command;
  }
}
