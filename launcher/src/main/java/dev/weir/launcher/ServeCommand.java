package dev.weir.launcher;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.ProtocolConfig;
import dev.weir.config.WeirConfig;
import dev.weir.net.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir serve`
@Command(
    name = "serve",
    description = {
      "Serves until it is told to stop (Ctrl-C).",
      "Without --config it takes RTMP on 1935 and HTTP on 8080, lets this machine publish to live"
          + " and live+ANYTHING, and plays the stream demo."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final int VERBOSE = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "the configuration document, JSON with comments")
  private @Nullable Path configFile;

  @Option(names = "--http-port", paramLabel = "PORT", description = "instead of the configured one")
  private @Nullable Integer httpPort;

  @Option(names = "--rtmp-port", paramLabel = "PORT", description = "instead of the configured one")
  private @Nullable Integer rtmpPort;

  @Option(
      names = "--transport",
      paramLabel = "KIND",
      description = "how the kernel is asked: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private Transport.Kind transport = Transport.Kind.AUTO;

  @Option(
      names = {"-v", "--verbose"},
      description = "logs what explains single sessions")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    WeirConfig config;
    try {
      config = overridden(configured());
    } catch (ConfigException e) {
      err.println("Weir does not start: the configuration cannot be used.");
      e.problems().forEach(problem -> err.println("  " + problem));
      return 1;
    }
    if (config.protocols().isEmpty()) {
      err.println("Weir does not start: config.protocols is empty, so nothing would listen.");
      return 1;
    }
    Logging.start(verbose ? Math.max(VERBOSE, config.debug()) : config.debug());
    CountDownLatch stopped = new CountDownLatch(1);
    try (Server server = Server.start(config, transport)) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(server, stopped, out), "weir-stop"));
      new Banner(Logging.coloured()).print(out, server.listeners());
      out.flush();
      stopped.await();
    } catch (IOException e) {
      err.println("Weir does not start: " + e.getMessage());
      return 1;
    }
    return 0;
  }

  private static void stop(Server server, CountDownLatch stopped, PrintWriter out) {
    server.close();
    out.println("Weir has stopped.");
    out.flush();
    stopped.countDown();
  }

  private WeirConfig configured() throws ConfigException {
    return configFile == null ? WeirConfig.defaults() : new ConfigFile(configFile).load().config();
  }

  private WeirConfig overridden(WeirConfig config) {
    List<ProtocolConfig> protocols = new ArrayList<>();
    Function<ProtocolConfig, @Nullable Integer> port =
        protocol ->
            switch (protocol) {
              case ProtocolConfig.Http _ -> httpPort;
              case ProtocolConfig.Rtmp rtmp -> rtmp.tls() == null ? rtmpPort : null;
              case ProtocolConfig.Https _ -> null;
            };
    for (ProtocolConfig protocol : config.protocols()) {
      Integer other = port.apply(protocol);
      protocols.add(other == null ? protocol : protocol.withPort(other));
    }
    return config.withProtocols(protocols);
  }
}
