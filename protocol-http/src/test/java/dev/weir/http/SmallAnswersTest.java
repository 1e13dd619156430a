package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmallAnswersTest {
  private static final String TEXT = "text/plain";

  private final LinkedBlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
  private final Route wait = Route.below("/wait/", held::add);

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  /// Answers all that are held in one turn of their loop, with what they asked for.
  private static void answerTogether(List<HttpExchange> waiting) {
    waiting
        .getFirst()
        .loop()
        .execute(() ->
            SmallAnswers.together(() ->
                waiting.forEach(
                    each -> each.respond(Response.of(200, TEXT, each.request().rest() + "|")))));
  }

  private List<HttpExchange> take(int count) throws InterruptedException {
    List<HttpExchange> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(held.take());
    }
    return all;
  }

  @Test
  void whoeverIsAnsweredTogetherWithOthersGetsHisOwn() throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    try (TestServer server = TestServer.of(wait)) {
      for (int i = 0; i < 100; i++) {
        peers.add(server.connect().send(get("/wait/" + i)));
      }
      for (int round = 0; round < 3; round++) {
        answerTogether(take(peers.size()));
        for (int i = 0; i < peers.size(); i++) {
          assertThat(peers.get(i).readUntil("|")).endsWith("\r\n\r\n" + i + "|");
          peers.get(i).send(get("/wait/" + i));
        }
      }
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void whatIsPipelinedBehindComesBehind() throws Exception {
    String large = "l".repeat(SmallAnswers.BODY_BYTES + 1);
    Route more = Route.at("/large", e -> e.respond(Response.of(200, TEXT, large + "|")));
    Route parts =
        Route.at("/parts", e -> e.respondInParts(Response.of(200, TEXT, ""), BodyInParts::end));
    try (TestServer server = TestServer.of(wait, more, parts);
        RawPeer one = server.connect();
        RawPeer other = server.connect()) {
      one.send(get("/wait/one") + get("/large") + get("/parts") + get("/wait/last"));
      other.send(get("/wait/other"));
      answerTogether(take(2));
      assertThat(one.readUntil("|")).endsWith("\r\n\r\none|");
      assertThat(one.readUntil("|")).endsWith("\r\n\r\n" + large + "|");
      assertThat(one.readUntil("0\r\n\r\n")).containsIgnoringCase("chunked");
      assertThat(other.readUntil("|")).endsWith("other|");
      answerTogether(take(1));
      assertThat(one.readUntil("|")).endsWith("last|");
    }
  }

  @Test
  void whatTheKernelDoesNotTakeComesWhenThePeerReads() throws Exception {
    int answers = 2000; // of 16 KB: more than two sockets hold
    Route text =
        Route.below(
            "/text/",
            e -> {
              String own = e.request().rest();
              String body = own + ".".repeat(SmallAnswers.BODY_BYTES - own.length() - 1) + "|";
              e.respond(Response.of(200, "application/octet-stream", body));
            });
    try (TestServer server = TestServer.of(text);
        RawPeer peer = server.connect()) {
      for (int i = 0; i < answers; i++) {
        peer.send(get("/text/" + i));
      }
      for (int i : IntStream.range(0, answers).toArray()) {
        assertThat(peer.readUntil("\r\n\r\n")).contains("content-length: 16384");
        assertThat(new String(peer.read(SmallAnswers.BODY_BYTES), 0, 6, StandardCharsets.US_ASCII))
            .startsWith(i + ".");
      }
    }
  }
}
