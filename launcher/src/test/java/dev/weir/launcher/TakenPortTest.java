package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TakenPortTest {
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void isNamedInASentenceWithItsProtocol(Transport.Kind kind) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertRefused(kind, "RTMP", port);
      assertRefused(kind, "HTTP", port);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void isToldFromAnAddressOfAnotherMachine(Transport.Kind kind) {
    assertThatThrownBy(() -> Servers.with(document("RTMP", "192.0.2.9", 0), kind))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "RTMP cannot listen on 192.0.2.9 port 0: this machine does not have the address");
  }

  private static void assertRefused(Transport.Kind kind, String connector, int port) {
    assertThatThrownBy(() -> Servers.with(document(connector, "127.0.0.1", port), kind))
        .isInstanceOf(IOException.class)
        .hasMessage(
            connector
                + " cannot listen on 127.0.0.1 port "
                + port
                + ": another program has the port; stop it or choose another port");
  }

  private static String document(String connector, String address, int port) {
    return """
    {"config": {"protocols": [{"connector": "%s", "interface": "%s", "port": %d}]}}
    """
        .formatted(connector, address, port);
  }
}
