package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.Certificate;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restreams and pulls over TLS, with a peer that goes away, freezes and is another one in the end.
class RtmpsPushIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void comesBackOverTlsWhateverThePeerDoes() throws Exception {
    Certificate certificate = Certificate.in(folder);
    int rtmp = Ports.freeTcp();
    int http = Ports.freeTcp();
    String there = "rtmp://127.0.0.1:" + rtmp + "/live/copy";
    try (TlsFront front = new TlsFront(certificate.server(), rtmp);
        ServerProcess server =
            new ServerProcess(
                folder, document(http, front.port()), List.of(), certificate.trustOptions())) {
      try (Nginx nginx = nginx(rtmp)) {
        server.ask("{'push_start':['demo','" + secure(front.port()) + "']}");
        awaitActive(server);
        assertPlays(FfmpegInput.of(there).seconds(2).decode());
        assertPlays(FfmpegInput.of("http://127.0.0.1:" + http + "/back.flv").seconds(2).decode());
        nginx.process().freeze();
        awaitRetrying(server, "takes nothing any more");
        nginx.process().thaw();
        awaitActive(server);
      }
      awaitRetrying(server, "");
      try (FfmpegViewer listener =
          FfmpegInput.of(there).with("-listen", "1").seconds(3).startDecoding()) {
        assertPlays(listener.awaitEnd(LIMIT));
      }
      server.ask("{'push_stop':'demo'}");
      Await.until("the end", LIMIT, () -> pushes(server).isNull());
    }
  }

  private static String document(int http, int front) {
    return """
    {"config": {"protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": %d}],
                "controller": {"interface": "127.0.0.1", "port": API}},
     "push_settings": {"wait": 1},
     "streams": {"demo": {"source": "demo:"}, "back": {"source": "%s"}}}
    """
        .formatted(http, secure(front));
  }

  private static String secure(int front) {
    return "rtmps://localhost:" + front + "/live/copy";
  }

  private static Nginx nginx(int port) {
    return Nginx.start(
        port,
        "rtmp { server { listen 127.0.0.1:%d; application live { live on; } } }".formatted(port));
  }

  private static JsonNode pushes(ServerProcess server) {
    return server.ask("{'push_list':1}").path("push_list");
  }

  private static JsonNode status(ServerProcess server) {
    return pushes(server).path(0).path(5);
  }

  private static void awaitActive(ServerProcess server) {
    Await.until(
        "media at the peer",
        LIMIT,
        () -> {
          JsonNode status = status(server);
          return status.path("state").asText().equals("active")
              && status.path("bytes").asLong() > 0;
        });
  }

  private static void awaitRetrying(ServerProcess server, String reason) {
    Await.until(
        "another try",
        LIMIT,
        () -> {
          JsonNode status = status(server);
          return status.path("state").asText().equals("retrying")
              && status.path("reason").asText().contains(reason);
        });
  }

  private static void assertPlays(FfmpegViewer.Received received) {
    assertThat(received.frames().video()).as("%s", received.log()).hasSizeGreaterThan(25);
    assertThat(received.frames().audio()).hasSizeGreaterThan(25);
    assertThat(received.log().errors()).isEmpty();
  }
}
