package dev.weir.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigException;
import dev.weir.config.WeirConfig;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveVariablesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final AtomicInteger questions = new AtomicInteger();
  private final HttpServer handler;
  private volatile WeirConfig config = WeirConfig.defaults();
  private final AtomicLong nanos = new AtomicLong();
  private final LiveVariables live = new LiveVariables(() -> config, Clock.systemUTC(), nanos::get);

  LiveVariablesTest() throws IOException {
    handler = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    handler.createContext(
        "/v",
        exchange -> {
          String name = exchange.getRequestHeaders().getFirst("X-Custom-Variable");
          byte[] answer =
              (" " + name + questions.incrementAndGet() + "\n").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    handler.start();
  }

  @AfterEach
  void close() {
    live.close();
    handler.stop(0);
  }

  private void configure(String document) throws ConfigException {
    config = ConfigDocument.parse(document.replace('\'', '"')).config();
  }

  private void awaitValue(String name, String value) {
    Await.until(name + " is " + value, LIMIT, () -> value.equals(live.values().get(name)));
  }

  @Test
  void asksUrlsAsOftenAsConfigured() throws ConfigException {
    String url = "http://127.0.0.1:" + handler.getAddress().getPort();
    configure(
        "{'variables':{'a':{'target':'"
            + url
            + "/v','interval':10,'value':'first'},'b':{'value':'fixed'},'c':{'target':'"
            + url
            + "/missing','value':'kept'}}}");
    assertThat(live.values()).containsEntry("a", "first").containsEntry("b", "fixed");
    live.look();
    awaitValue("a", "a1");
    nanos.addAndGet(9_000_000_000L);
    live.look();
    nanos.addAndGet(1_000_000_000L);
    live.look();
    awaitValue("a", "a2");
    assertThat(live.values()).containsEntry("c", "kept");
    assertThat(live.value("a", Objects.requireNonNull(config.variables().get("a"))).unixSeconds())
        .isPositive();
  }

  @Test
  void runsProgramsOnlyWhereThatIsAllowed() throws Exception {
    Path program = folder.resolve("say it");
    Files.writeString(program, "#!/bin/sh\necho \"$MIST_CUSTOM_VARIABLE $1\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    String target = program.toString().replace(" ", "\\\\ ") + " $(id);x";
    String variables = "'variables':{'a':{'target':'" + target + "','value':'none'}}";
    configure("{" + variables + "}");
    live.look();
    configure(
        "{'config':{'programs':['"
            + folder
            + "/']},"
            + variables.replace("'none'", "'still none'")
            + "}");
    assertThat(live.values()).containsEntry("a", "still none");
    live.look();
    awaitValue("a", "a $(id);x");
  }
}
