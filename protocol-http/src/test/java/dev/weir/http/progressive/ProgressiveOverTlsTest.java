package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.http.TestTls;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressiveOverTlsTest {

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theStreamComesWholeAndEnds(HttpClient.Version version, @TempDir Path directory)
      throws Exception {
    try (TestStreams streams = new TestStreams();
        TestServer server =
            new TestServer(
                HttpLimits.DEFAULT,
                TestTls.server(directory),
                ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
        HttpClient client =
            HttpClient.newBuilder().version(version).sslContext(TestTls.trusting()).build()) {
      Publisher publisher = streams.publish("live");
      publisher.track(TestStreams.SOUND);
      TestStreams.sound(publisher, 0, 60);
      URI uri = URI.create("https://localhost:" + server.port() + "/live.ts");
      try (InputStream in =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body()) {
        assertThat(in.readNBytes(188)[0]).isEqualTo((byte) 0x47);
        TestStreams.sound(publisher, 60, 120);
        publisher.close(CloseReason.PEER_FINISHED);
        byte[] rest = in.readAllBytes();
        assertThat(rest.length % 188).isZero();
        assertThat(rest.length).isGreaterThanOrEqualTo(60 * 188);
      }
    }
  }
}
