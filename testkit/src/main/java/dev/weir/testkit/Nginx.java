package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A private nginx on loopback, with the RTMP module where the configuration has an `rtmp` block.
///
/// Relative paths in the configuration lie in [#directory()], which is deleted on closing.
public final class Nginx implements AutoCloseable {
  /// What an `http` block begins with, so that nothing is written outside the directory.
  public static final String HTTP_PATHS =
      """
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      """;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path RTMP_MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");

  private final ScratchDirectory directory;
  private final ChildProcess process;

  private Nginx(ScratchDirectory directory, ChildProcess process) {
    this.directory = directory;
    this.process = process;
  }

  /// Runs nginx with these blocks (`http {...}`, `rtmp {...}`) and waits until it accepts on
  /// `port`.
  ///
  /// @throws AssertionError with what nginx says, if it rejects the configuration
  public static Nginx start(int port, String blocks) {
    Path program = Tool.NGINX.path();
    ScratchDirectory directory = ScratchDirectory.create("weir-nginx");
    Path file = directory.path().resolve("nginx.conf");
    write(file, configuration(blocks));
    ChildProcess process =
        ChildProcess.start(
            directory.path(),
            List.of(program.toString(), "-p", directory.path().toString(), "-c", file.toString()));
    Nginx nginx = new Nginx(directory, process);
    nginx.awaitAccepting(port);
    return nginx;
  }

  /// Where relative paths of the configuration lie.
  public Path directory() {
    return directory.path();
  }

  /// What it wrote to its error log so far.
  public List<String> log() {
    return process.log();
  }

  /// The process, to freeze, thaw or kill it.
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
    directory.close();
  }

  private static String configuration(String blocks) {
    // One process, so that it keeps our user and one signal ends it.
    return """
    %s
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr info;
    events { worker_connections 512; }
    %s
    """
        .formatted(blocks.contains("rtmp {") ? loadRtmp() : "", blocks);
  }

  private static String loadRtmp() {
    if (!Files.exists(RTMP_MODULE)) {
      throw new AssertionError(
          "nginx has no RTMP module, and this test needs it as a peer:"
              + " apt-get install libnginx-mod-rtmp");
    }
    return "load_module %s;".formatted(RTMP_MODULE);
  }

  private void awaitAccepting(int port) {
    try {
      Await.until("that nginx accepts on port " + port, LIMIT, () -> isAccepting(port));
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private boolean isAccepting(int port) {
    if (!process.isRunning()) {
      process.awaitEnd(LIMIT);
      throw process.failure("did not start");
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
