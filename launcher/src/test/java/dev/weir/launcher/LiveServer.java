package dev.weir.launcher;

import dev.weir.config.ProtocolConfig;
import dev.weir.net.Transport;
import java.io.IOException;

/// A whole server, for tests in other packages.
public final class LiveServer implements AutoCloseable {
  private final Server server;

  private LiveServer(Server server) {
    this.server = server;
  }

  /// Starts one of defaults on ports that the system chooses.
  public static LiveServer start() throws IOException {
    return new LiveServer(Servers.withDefaults());
  }

  /// Starts one with a configuration.
  public static LiveServer with(String config) throws IOException {
    return new LiveServer(Servers.with(config, Transport.Kind.AUTO));
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
