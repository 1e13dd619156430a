package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A proxy in front of a whole server that says in the PROXY protocol for whom it connects.
class ProxyProtocolIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] VERSION_1 =
      "PROXY TCP4 192.0.2.77 192.0.2.1 40000 80\r\n".getBytes(StandardCharsets.US_ASCII);

  // Signature, version 2 and PROXY, TCP over IPv6, 36 bytes: both addresses, both ports.
  private static final byte[] VERSION_2 =
      HexFormat.of()
          .parseHex(
              "0d0a0d0a000d0a515549540a"
                  + "21210024"
                  + "20010db8000000000000000000000007"
                  + "20010db8000000000000000000000001"
                  + "9c400050");

  @ParameterizedTest
  @CsvSource({"1, 192.0.2.77", "2, 2001:db8:0:0:0:0:0:7"})
  void whomItNamesIsTheVisitor(int version, String address) throws Exception {
    byte[] header = version == 1 ? VERSION_1 : VERSION_2;
    try (Server server =
            Servers.with(
                """
                {"config": {"protocols": [
                   {"connector": "HTTP", "port": 0}, {"connector": "RTMP", "port": 0}]},
                 "streams": {"demo": {"source": "demo:"}}}
                """,
                Transport.Kind.AUTO);
        ApiClient api = new ApiClient(server);
        Front web = new Front(port(server, "HTTP"), header);
        Front rtmp = new Front(port(server, "RTMP"), header);
        InputStream viewer =
            URI.create("http://127.0.0.1:" + web.port() + "/demo.flv").toURL().openStream()) {
      assertThat(viewer.readNBytes(1000)).hasSize(1000);
      assertThat(seen(api)).containsExactly("FLV from " + address);
      String url = "rtmp://127.0.0.1:" + rtmp.port() + "/play/demo";
      try (Ffmpeg _ = Ffmpeg.start("-i", url, "-c", "copy", "-f", "null", "-")) {
        Await.until("both", LIMIT, () -> seen(api).contains("RTMP from " + address));
      }
    }
  }

  private static List<String> seen(ApiClient api) {
    List<String> seen = new ArrayList<>();
    JsonNode clients = api.ask("{'clients':{'fields':['protocol','host']}}").at("/clients/data");
    clients.forEach(row -> seen.add(row.path(0).asText() + " from " + row.path(1).asText()));
    return seen;
  }

  private static int port(Server server, String connector) {
    return server.listeners().stream()
        .filter(bound -> bound.protocol().name().equals(connector))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  /// Hands connections on, each with a header before it.
  private static final class Front implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int portBehind;
    private final byte[] header;

    Front(int portBehind, byte[] header) throws IOException {
      this.portBehind = portBehind;
      this.header = header;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket outside = listener.accept();
          Socket inside = new Socket(InetAddress.getLoopbackAddress(), portBehind);
          inside.getOutputStream().write(header);
          Thread.ofVirtual().start(() -> copy(outside, inside));
          Thread.ofVirtual().start(() -> copy(inside, outside));
        }
      } catch (IOException _) {
        // It is closed.
      }
    }

    private static void copy(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException _) {
        // One of both is gone.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
