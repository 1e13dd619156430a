package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SharedBodyTest {
  private static final byte[] TEXT =
      "a line of a playlist\n".repeat(200).getBytes(StandardCharsets.UTF_8);

  private static String get(TestServer server, String accept) throws Exception {
    try (RawPeer peer = server.connect()) {
      return peer.send("GET /list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + accept + "\r\n")
          .readAll();
    }
  }

  @Test
  void isCompressedOnceForAllWhoTakeItSo() throws Exception {
    SharedBody body = new SharedBody(TEXT);
    Route list =
        Route.at("/list", e -> e.respond(Response.of(200, "application/vnd.apple.mpegurl", body)));
    try (TestServer server = TestServer.of(list)) {
      String first = get(server, "Accept-Encoding: gzip\r\n");
      byte[] made = body.gzip();
      assertThat(first).containsIgnoringCase("content-encoding: gzip");
      byte[] sent =
          first.substring(first.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(sent).isEqualTo(made);
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
        assertThat(in.readAllBytes()).isEqualTo(TEXT);
      }
      get(server, "Accept-Encoding: gzip\r\n");
      assertThat(body.gzip()).isSameAs(made);
      assertThat(get(server, "")).endsWith(new String(TEXT, StandardCharsets.UTF_8));
    }
  }

  @Test
  void eachPeerGetsWhatItTakes() throws Exception {
    SharedBody body = new SharedBody(TEXT);
    Route list =
        Route.at("/list", e -> e.respond(Response.of(200, "application/vnd.apple.mpegurl", body)));
    String gzip = new String(body.gzip(), StandardCharsets.ISO_8859_1);
    try (TestServer server = TestServer.of(list);
        RawPeer peer = server.connect()) {
      for (String accept : List.of("gzip", "identity", "gzip", "br")) {
        peer.send("GET /list HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + accept + "\r\n\r\n");
        String head = peer.readUntil("\r\n\r\n");
        boolean compressed = accept.equals("gzip");
        assertThat(head.contains("content-encoding: gzip")).isEqualTo(compressed);
        byte[] got = peer.read(compressed ? body.gzip().length : TEXT.length);
        assertThat(new String(got, StandardCharsets.ISO_8859_1))
            .isEqualTo(compressed ? gzip : new String(TEXT, StandardCharsets.UTF_8));
      }
      peer.send("HEAD /list HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 415 ");
    }
  }
}
