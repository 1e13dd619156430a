package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class NginxTest {
  @Test
  void servesFromItsDirectoryAndLeavesNothing() throws Exception {
    int port = Ports.freeTcp();
    String server =
        "http { %s server { listen 127.0.0.1:%d; root .; location = /hello { return 200 hi; } } }"
            .formatted(Nginx.HTTP_PATHS, port);
    Nginx nginx = Nginx.start(port, server);
    try (nginx;
        HttpClient client = HttpClient.newHttpClient()) {
      URI hello = URI.create("http://127.0.0.1:%d/hello".formatted(port));
      assertThat(client.send(HttpRequest.newBuilder(hello).build(), BodyHandlers.ofString()).body())
          .isEqualTo("hi");
    }
    assertThat(Files.exists(nginx.directory())).isFalse();
    assertThat(nginx.process().isRunning()).isFalse();
  }

  @Test
  void saysWhatIsWrongWithAConfiguration() {
    assertThatThrownBy(() -> Nginx.start(Ports.freeTcp(), "nonsense on;"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not start")
        .hasMessageContaining("unknown directive \"nonsense\"");
  }
}
