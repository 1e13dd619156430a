package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiUdpTest {
  private final Server server;
  private final DatagramSocket socket;
  private final InetSocketAddress api;

  ApiUdpTest() throws IOException {
    server = Servers.withDefaults();
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    String endpoint = server.apiEndpoint();
    api =
        new InetSocketAddress(
            loopback, Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
    socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
    socket.setSoTimeout(60_000);
  }

  @AfterEach
  void close() {
    socket.close();
    server.close();
  }

  @Test
  void doesCallsWithoutALogin() throws IOException {
    JsonNode answer = ask("{'addstream':{'cam':{'source':'push://'}},'api_endpoint':1}");
    assertThat(answer.path("api_endpoint").textValue()).isEqualTo(server.apiEndpoint());
    assertThat(answer.path("streams").has("cam")).isTrue();
    assertThat(answer.has("authorize")).isFalse();
    assertThat(answer.has("config")).as("as if minimal").isFalse();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThat(ask("{'a':").has("errors")).isTrue();
    assertThat(ask("[1]").has("errors")).isTrue();
    assertThat(ask("{'a':'" + "x".repeat(20_000) + "'}").path("errors").toString())
        .contains("16384");
  }

  @Test
  void neverAnswersAnAnswer() throws IOException {
    String answer = ask("{'version':1}").toString();
    send(answer);
    socket.setSoTimeout(300);
    assertThat(receiveOrNothing()).isEmpty();
    socket.setSoTimeout(60_000);
    assertThat(ask("{'version':1}").has("version")).isTrue();
  }

  @Test
  void outlivesAFlood() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      send("{\"version\":1}");
    }
    socket.setSoTimeout(200);
    // What was not dropped is answered before; what is asked behind it may be dropped, too.
    Await.until("the answer", Duration.ofSeconds(60), this::tellsItsAddress);
  }

  private boolean tellsItsAddress() {
    try {
      send("{\"api_endpoint\":1}");
      return receiveOrNothing().contains("api_endpoint");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode ask(String command) throws IOException {
    send(command.replace('\'', '"'));
    return ApiClient.parsed(receive());
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, api));
  }

  private String receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private String receiveOrNothing() throws IOException {
    try {
      return receive();
    } catch (SocketTimeoutException _) {
      return "";
    }
  }
}
