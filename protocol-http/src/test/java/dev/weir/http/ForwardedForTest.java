package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AddressRange;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedForTest {
  private final ForwardedFor forwarded =
      new ForwardedFor(address ->
          address.isLoopbackAddress()
              || Stream.of("10.0.0.0/8", "192.0.2.1", "2001:db8::/32")
                  .anyMatch(r -> AddressRange.parse(r).orElseThrow().contains(address)));

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "10.200.3.4", "192.0.2.1", "2001:db8:1::7"})
  void trustedPeersSayWhoTheViewerIs(String peer) {
    assertThat(client(peer, headers("X-Real-IP", "198.51.100.9"))).isEqualTo("198.51.100.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.2", "11.0.0.1", "2001:db9::1"})
  void othersAreNotBelieved(String peer) {
    HttpHeaders lies =
        headers("X-Real-IP", "198.51.100.9")
            .add("X-Forwarded-For", "198.51.100.9")
            .add("X-Forwarded-Proto", "https")
            .add("X-Mst-Path", "https://evil.example/x");
    ForwardedFor.Sender sender = sender(peer, lies);
    assertThat(sender.client().getAddress().getHostAddress()).contains(peer.substring(0, 4));
    assertThat(sender.origin()).isEqualTo(new Origin(false, "media.example:8080", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "'198.51.100.9', 198.51.100.9",
    "'198.51.100.9, 10.0.0.2', 198.51.100.9",
    "'6.6.6.6, 198.51.100.9, 10.0.0.2, 10.0.0.3', 198.51.100.9",
    "'10.0.0.9, 10.0.0.2', 10.0.0.9",
    "'unknown, 10.0.0.2', 10.0.0.2",
    "'198.51.100.9:4711', 198.51.100.9",
    "'[2001:db9::5]:80', 2001:db9:0:0:0:0:0:5"
  })
  void theListIsBelievedAsFarAsTrustedProxiesWroteIt(String list, String expected) {
    assertThat(client("127.0.0.1", headers("X-Forwarded-For", list))).isEqualTo(expected);
  }

  @Test
  void nonsenseLeavesThePeer() {
    assertThat(client("127.0.0.1", headers("X-Real-IP", "example.org"))).isEqualTo("127.0.0.1");
  }

  @Test
  void protoAndPathChangeLinks() {
    assertThat(sender("::1", headers("X-Forwarded-Proto", "https")).origin().http("a.flv"))
        .isEqualTo("https://media.example:8080/a.flv");
    assertThat(
            sender("::1", headers("X-Mst-Path", "https://cdn.example/video/")).origin().http("a"))
        .isEqualTo("https://cdn.example/video/a");
    assertThat(sender("::1", headers("X-Mst-Path", "https://x/\"><script>")).origin().prefix())
        .isEmpty();
  }

  private String client(String peer, HttpHeaders headers) {
    return sender(peer, headers).client().getAddress().getHostAddress();
  }

  private ForwardedFor.Sender sender(String peer, HttpHeaders headers) {
    return forwarded.sender(
        new InetSocketAddress(peer, 4711), headers, false, "media.example:8080");
  }

  private static HttpHeaders headers(String name, String value) {
    return new DefaultHttpHeaders().add(name, value);
  }
}
