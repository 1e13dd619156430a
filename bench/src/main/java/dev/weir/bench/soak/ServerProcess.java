package dev.weir.bench.soak;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, with the options that operators get, from our own class path.
final class ServerProcess {
  private static final int LONGEST_START_TENTHS = 600;

  private ServerProcess() {}

  /// Starts `weir serve` from the root of the project.
  ///
  /// @param name of the run; its log is `bench/target/NAME.log`
  static Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String line : Files.readAllLines(Path.of("config/operator/jvm.options"))) {
      String option = line.replaceFirst("#.*", "").strip();
      if (!option.isEmpty()) {
        command.add(option);
      }
    }
    command.add("-XX:NativeMemoryTracking=summary");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.weir.launcher.Main", "serve"));
    command.addAll(List.of(arguments));
    Path log = Path.of("bench/target", name + ".log");
    Files.createDirectories(log.resolveSibling(""));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /// Waits until it takes connections, which on a busy machine may be a while.
  ///
  /// @throws IOException if it does not
  static void await(int port) throws IOException, InterruptedException {
    for (int tenths = 0; ; tenths++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (ConnectException e) {
        if (tenths >= LONGEST_START_TENTHS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
