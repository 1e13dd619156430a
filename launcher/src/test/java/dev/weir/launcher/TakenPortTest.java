package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.ProtocolConfig;
import dev.weir.config.WeirConfig;
import dev.weir.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TakenPortTest {
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void isNamedInASentenceWithItsProtocol(Transport.Kind kind) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      assertRefused(kind, new ProtocolConfig.Rtmp("127.0.0.1", port, null), "RTMP");
      assertRefused(kind, new ProtocolConfig.Http("127.0.0.1", port, List.of()), "HTTP");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void isToldFromAnAddressOfAnotherMachine(Transport.Kind kind) {
    WeirConfig config = listening(new ProtocolConfig.Rtmp("192.0.2.9", 0, null));
    assertThatThrownBy(() -> Server.start(config, kind))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "RTMP cannot listen on 192.0.2.9 port 0: this machine does not have the address");
  }

  private static void assertRefused(Transport.Kind kind, ProtocolConfig listener, String name) {
    assertThatThrownBy(() -> Server.start(listening(listener), kind))
        .isInstanceOf(IOException.class)
        .hasMessage(
            name
                + " cannot listen on 127.0.0.1 port "
                + listener.port()
                + ": another program has the port; stop it or choose another port");
  }

  private static WeirConfig listening(ProtocolConfig listener) {
    return WeirConfig.defaults().withProtocols(List.of(listener));
  }
}
