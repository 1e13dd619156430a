package dev.weir.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.weir.config.AccessConfig;
import dev.weir.config.ConfigDocument;
import dev.weir.config.ConfigStore;
import dev.weir.control.Api;
import dev.weir.control.Call;
import dev.weir.control.Door;
import dev.weir.control.Request;
import dev.weir.http.HttpLimits;
import dev.weir.http.Route;
import dev.weir.http.TestServer;
import dev.weir.testkit.Await;
import dev.weir.token.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApiHandlerTest {
  private static final int AT_ONCE = 16;
  private static final int WAITING = 512;

  private final CountDownLatch going = new CountDownLatch(1);

  @Test
  void doesAFewRequestsAtATimeLetsSomeWaitAndRefusesTheRest() throws Exception {
    Tokens tokens = new Tokens(() -> AccessConfig.NONE, Clock.systemUTC(), System::nanoTime);
    Door door =
        new Door(
            ConfigStore.inMemory(ConfigDocument.parse("{}")),
            tokens,
            System::nanoTime,
            () -> LocalDate.EPOCH);
    Api api =
        new Api(
            List.of(
                Call.read(
                    "wait",
                    Request.ANY,
                    "waits",
                    (_, reply) -> {
                      await();
                      reply.put(BooleanNode.TRUE);
                    })));
    ApiHandler handler = new ApiHandler(api, new Visitors(door), true);
    try (tokens;
        TestServer server =
            new TestServer(HttpLimits.DEFAULT, null, List.of(Route.at("/api2", handler)));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        AutoCloseable _ = going::countDown) { // or the client would wait for the calls to end
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api2"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"wait\":1}"))
              .build();
      List<CompletableFuture<HttpResponse<String>>> asked =
          IntStream.range(0, AT_ONCE + WAITING + 60)
              .mapToObj(_ -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
              .toList();
      Await.until(
          "who is too many is refused",
          Duration.ofSeconds(60),
          () -> asked.stream().filter(CompletableFuture::isDone).count() >= 50);
      assertThat(asked.stream().filter(CompletableFuture::isDone))
          .allMatch(one -> one.join().statusCode() == 503);
      going.countDown();
      long done = 0;
      for (CompletableFuture<HttpResponse<String>> one : asked) {
        HttpResponse<String> answer = one.get(60, TimeUnit.SECONDS);
        done += answer.statusCode() == 200 && answer.body().contains("\"wait\":true") ? 1 : 0;
      }
      assertThat(done).isGreaterThanOrEqualTo(AT_ONCE + WAITING);
    }
  }

  private void await() throws IOException {
    try {
      if (!going.await(1, TimeUnit.MINUTES)) {
        throw new IOException("nobody said that it goes on");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
