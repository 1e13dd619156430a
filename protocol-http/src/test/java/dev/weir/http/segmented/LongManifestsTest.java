package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpAdmissions.Step;
import dev.weir.http.HttpExchange;
import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongManifestsTest {
  private static final StreamName NAME = StreamName.clean("live").orElseThrow();
  private static final int ENTRIES = 20_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST = 2;

  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final LongManifests manifests = new LongManifests(MOST);
  private final DoorServer server = server(HttpLimits.DEFAULT);

  private DoorServer server(HttpLimits limits) {
    DoorServer made =
        new DoorServer(
            limits,
            null,
            UnaryOperator.identity(),
            (_, admissions) ->
                List.of(
                    Route.at("/long", e -> send(e, admissions, LongManifestsTest::write)),
                    Route.at("/endless", e -> send(e, admissions, this::writeForEver))));
    Publisher publisher = made.streams().publish("live");
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 1, 1);
    return made;
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void send(
      HttpExchange exchange, HttpAdmissions admissions, Consumer<ManifestText> write) {
    Manifest manifest = new Manifest("it", "text/plain", Notation.PLAYLIST, write);
    Response head = Response.of(200, manifest.contentType(), Unpooled.EMPTY_BUFFER);
    exchange.when(
        admissions.view(exchange, NAME, "HLS", Step.BEGINNING),
        result -> {
          Visit visit = ((ViewResult.Admitted) result).visit();
          if (!manifests.send(exchange, head, visit, manifest, "a=b")) {
            exchange.respond(Response.text(503, "too many"));
          }
        });
  }

  private static void write(ManifestText out) {
    for (int i = 0; i < ENTRIES; i++) {
      entry(i, out);
    }
  }

  private static void entry(int number, ManifestText out) {
    out.text().append(number).append(".ts").append(ManifestForm.VARIABLES).append('\n');
    out.entryEnds();
  }

  private void writeForEver(ManifestText out) {
    try {
      for (int i = 0; ; i++) {
        entry(i, out);
      }
    } finally {
      written.complete(null);
    }
  }

  private static String whole() {
    return new String(
        new ManifestForm(ManifestText.whole(LongManifestsTest::write), Notation.PLAYLIST)
            .filled("a=b"),
        StandardCharsets.UTF_8);
  }

  @Test
  void comesInChunksAndTheConnectionLivesOn() throws Exception {
    URI address = URI.create("http://127.0.0.1:%d/long".formatted(server.port()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        var response =
            client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
        assertThat(response.headers().firstValue("Connection")).isNotEqualTo("close");
        assertThat(response.body()).isEqualTo(whole());
      }
    }
  }

  @Test
  void endsWithTheConnectionOfHttp10() throws Exception {
    try (RawPeer peer = server.connect()) {
      String answer = peer.send("GET /long HTTP/1.0\r\nHost: x\r\n\r\n").readAll();
      assertThat(answer).endsWith("\r\n\r\n" + whole());
      assertThat(answer).doesNotContainIgnoringCase("chunked", "content-length");
    }
  }

  /// RFC 9110 8.6: how long it would be nobody knows.
  @Test
  void isNotWrittenForHead() throws Exception {
    assertThat(once("HEAD", "/long"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n")
        .doesNotContainIgnoringCase("content-length");
  }

  @Test
  void whoTakesNothingIsCutOff() throws Exception {
    int patient = 60_000;
    HttpLimits limits = HttpLimits.DEFAULT.withTimeouts(patient, patient, patient, 200);
    try (DoorServer hasty = server(limits);
        RawPeer peer = hasty.connect()) {
      peer.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
      written.get(60, TimeUnit.SECONDS);
      assertThat(peer.readAll()).startsWith("HTTP/1.1 200 ").doesNotEndWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void soManyAreSentAtOnce() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      once("HEAD", "/long"); // takes no place
    }
    String request = "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RawPeer first = server.connect()) {
      first.send(request).readUntil(".ts");
      try (RawPeer second = server.connect()) {
        second.send(request).readUntil(".ts");
        assertThat(once("GET", "/long")).startsWith("HTTP/1.1 503 ");
      }
      Await.until(
          "the place of who has left",
          LIMIT,
          () -> once("GET", "/long").startsWith("HTTP/1.1 200 "));
      assertThat(once("GET", "/long"))
          .as("so is that of who has all of it")
          .startsWith("HTTP/1.1 200 ");
    }
  }

  private String once(String method, String path) {
    try (RawPeer peer = server.connect()) {
      return peer.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          .readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
