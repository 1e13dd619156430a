package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "live.example.org",
        "live.example.org:8080",
        "my_host-1~:1",
        "127.0.0.1:65535",
        "[::]",
        "[::1]",
        "[2001:db8::1]:443",
        "[::ffff:127.0.0.1]:80"
      })
  void hostsWithAPortOrWithoutMayBeShown(String text) {
    assertThat(Origin.isAuthority(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a:",
        "a:123456",
        "a:8x",
        "a:80:80",
        "a b",
        "a/b",
        "a@b",
        "a\r\nX: y",
        "\"><script>",
        "müller.example",
        "[]",
        "[:]",
        "[::1",
        "::1",
        "[::1]80",
        "[::1]:",
        "[::g]",
        "[fe80::1%eth0]",
        "[[::1]]"
      })
  void whatIsNoHostMayNot(String text) {
    assertThat(Origin.isAuthority(text)).isFalse();
  }

  @Test
  void hostsAreNoLongerThanNamesAndAddressesCanBe() {
    assertThat(Origin.isAuthority("a".repeat(253) + ":80")).isTrue();
    assertThat(Origin.isAuthority("a".repeat(254))).isFalse();
    assertThat(Origin.isAuthority("[" + ":".repeat(45) + "]:80")).isTrue();
    assertThat(Origin.isAuthority("[" + ":".repeat(46) + "]")).isFalse();
  }
}
