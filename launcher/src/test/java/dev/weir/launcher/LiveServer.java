package dev.weir.launcher;

import dev.weir.config.ProtocolConfig;
import java.io.IOException;

/// A whole server of defaults, for tests in other packages.
public final class LiveServer implements AutoCloseable {
  private final Server server;

  private LiveServer(Server server) {
    this.server = server;
  }

  /// Starts it on ports that the system chooses.
  public static LiveServer start() throws IOException {
    return new LiveServer(Servers.withDefaults());
  }

  /// Where it is: `http://127.0.0.1:PORT`.
  public String http() {
    return server.listeners().stream()
        .filter(bound -> bound.protocol() instanceof ProtocolConfig.Http)
        .map(bound -> "http://127.0.0.1:" + bound.address().getPort())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.close();
  }
}
