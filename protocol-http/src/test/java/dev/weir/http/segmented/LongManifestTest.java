package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpAdmissions.Step;
import dev.weir.http.HttpExchange;
import dev.weir.http.RawPeer;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.segmented.ManifestForm.Notation;
import dev.weir.session.ViewResult;
import dev.weir.session.Visit;
import dev.weir.stream.Publisher;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LongManifestTest {
  private static final StreamName NAME = StreamName.clean("live").orElseThrow();
  private static final int ENTRIES = 20_000;
  private static final int PATIENT = 60_000; // milliseconds

  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final DoorServer server =
      new DoorServer(
          UnaryOperator.identity(),
          (_, admissions) ->
              List.of(
                  Route.at("/long", e -> send(e, admissions, LongManifestTest::write, PATIENT)),
                  Route.at("/endless", e -> send(e, admissions, this::writeForEver, 200))));

  @BeforeEach
  void publish() {
    Publisher publisher = server.streams().publish("live");
    Gop.announce(publisher);
    Gop.seconds(publisher, 0, 1, 1);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void send(
      HttpExchange exchange,
      HttpAdmissions admissions,
      Consumer<ManifestText> write,
      int stuckMillis) {
    Manifest manifest = new Manifest("it", "text/plain", Notation.PLAYLIST, write);
    Response head = Response.of(200, manifest.contentType(), Unpooled.EMPTY_BUFFER);
    exchange.when(
        admissions.view(exchange, NAME, "HLS", Step.BEGINNING),
        result -> {
          Visit visit = ((ViewResult.Admitted) result).visit();
          LongManifest.send(exchange, head, visit, manifest, "a=b", stuckMillis);
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
        new ManifestForm(ManifestText.whole(LongManifestTest::write), Notation.PLAYLIST)
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
    try (RawPeer peer = server.connect()) {
      String answer =
          peer.send("HEAD /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
      assertThat(answer).doesNotContainIgnoringCase("content-length");
    }
  }

  @Test
  void whoTakesNothingIsCutOff() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
      written.get(60, TimeUnit.SECONDS);
      assertThat(peer.readAll()).startsWith("HTTP/1.1 200 ").doesNotEndWith("\r\n0\r\n\r\n");
    }
  }
}
