package dev.weir.launcher;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigFile;
import dev.weir.config.ConfigStore;
import dev.weir.config.WeirConfig;
import dev.weir.control.EventLog;
import dev.weir.net.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
      "Without --config it reads weir.json in the working directory; the first change through the"
          + " API makes that file. Without the file it takes RTMP on 1935, HTTP on 8080 and the API"
          + " on 4242, lets this machine publish to live and live+ANYTHING, and plays the stream"
          + " demo."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final int VERBOSE = 5;
  private static final int LOG_LINES = 1000;
  private static final Path USUAL_FILE = Path.of("weir.json");

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

  @Option(names = "--api-port", paramLabel = "PORT", description = "instead of the configured one")
  private @Nullable Integer apiPort;

  @Option(
      names = "--transport",
      paramLabel = "KIND",
      description = "how the kernel is asked: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private Transport.Kind transport = Transport.Kind.AUTO;

  @Option(
      names = {"-v", "--verbose"},
      description = "logs what explains single sessions")
  private boolean verbose;

  @Option(names = "--json-log", description = "logs each event as a line of JSON")
  private boolean jsonLog;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ConfigStore store;
    try {
      store =
          configFile == null
              ? ConfigStore.openOrCreate(new ConfigFile(USUAL_FILE))
              : ConfigStore.open(new ConfigFile(configFile));
    } catch (ConfigException e) {
      Path file = configFile == null ? USUAL_FILE : configFile;
      err.println("Weir does not start: the configuration " + file + " cannot be used.");
      e.problems().forEach(problem -> err.println("  " + problem));
      return 1;
    }
    if (store.config().protocols().isEmpty()) {
      err.println("Weir does not start: config.protocols is empty, so nothing would listen.");
      return 1;
    }
    EventLog log = new EventLog(LOG_LINES);
    if (jsonLog) {
      Logging.start(level(store.config()), log, new JsonLine());
    } else {
      Logging.start(level(store.config()), log);
    }
    store.follow((_, after) -> Logging.level(level(after)));
    CountDownLatch stopped = new CountDownLatch(1);
    Ports ports = new Ports(httpPort, rtmpPort, apiPort);
    try (Server server = Server.start(store, transport, ports, log)) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(server, stopped, out), "weir-stop"));
      if (!server.mayStart()) {
        err.println("Weir does not start: a handler of SYSTEM_START said no.");
        return 1;
      }
      HangUp.listen(server::hangUp);
      server.stopAsked().thenRun(() -> Thread.ofPlatform().start(() -> System.exit(0)));
      new Banner(Logging.coloured()).print(out, server.listeners(), server.apiEndpoint());
      out.flush();
      stopped.await();
    } catch (IOException e) {
      err.println("Weir does not start: " + e.getMessage());
      return 1;
    }
    return 0;
  }

  private int level(WeirConfig config) {
    return verbose ? Math.max(VERBOSE, config.debug()) : config.debug();
  }

  private static void stop(Server server, CountDownLatch stopped, PrintWriter out) {
    server.stopping("the process was told to stop");
    server.close();
    Logging.stop();
    out.println("Weir has stopped.");
    out.flush();
    stopped.countDown();
  }
}
