package dev.weir.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchScopeTest {
  private static final String LOCAL_FILE = "/srv/live/index.m3u8";

  @ParameterizedTest
  @CsvSource({
    "http://8.8.8.8/a.m3u8, http://8.8.8.8/b.ts",
    "http://8.8.8.8/a.m3u8, https://1.1.1.1/b.ts",
    "http://10.0.0.1/a.m3u8, http://10.0.0.2/b.ts",
    "http://10.0.0.1/a.m3u8, http://127.0.0.1:8080/b.ts",
    "http://127.0.0.1/a.m3u8, http://8.8.8.8/b.ts",
    "http://localhost/a.m3u8, http://192.168.1.1/b.ts",
    "http://169.254.10.1/a.m3u8, http://169.254.10.1/b.ts",
    "http://169.254.10.1/a.m3u8, http://169.254.10.2/b.ts",
    "/srv/live/index.m3u8, http://10.0.0.2/b.ts"
  })
  void mayGoThere(String configured, String target) {
    assertThatCode(() -> scope(configured).check(URI.create(target))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://8.8.8.8/a.m3u8, http://127.0.0.1/b.ts",
    "http://8.8.8.8/a.m3u8, http://localhost:4242/api2",
    "http://8.8.8.8/a.m3u8, http://10.0.0.1/b.ts",
    "http://8.8.8.8/a.m3u8, http://[::1]/b.ts",
    "http://8.8.8.8/a.m3u8, http://[::ffff:10.0.0.1]/b.ts",
    "http://8.8.8.8/a.m3u8, http://2130706433/b.ts",
    "http://8.8.8.8/a.m3u8, http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/a.m3u8, http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1/a.m3u8, http://[fd00:ec2::254]/latest/meta-data/",
    "http://127.0.0.1/a.m3u8, http://0.0.0.0/",
    "/srv/live/index.m3u8, http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/a.m3u8, file:///etc/passwd",
    "http://10.0.0.1/a.m3u8, ftp://10.0.0.1/b.ts",
    "http://10.0.0.1/a.m3u8, gopher://10.0.0.1/",
    "http://10.0.0.1/a.m3u8, http:///b.ts",
    "http://10.0.0.1/a.m3u8, b.ts"
  })
  void mayNotGoThere(String configured, String target) {
    assertThatThrownBy(() -> scope(configured).check(URI.create(target)))
        .isInstanceOfAny(ForbiddenAddressException.class, java.net.UnknownHostException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, 1.1.1.1",
    "10.0.0.1, 127.0.0.1",
    "localhost, 192.168.1.1",
    "127.0.0.1, 8.8.8.8",
    "169.254.10.1, 169.254.10.2"
  })
  void hostsOfOtherProtocolsMayPointThere(String configured, String target) throws IOException {
    assertThat(FetchScope.ofHost(configured).address(target).getHostAddress()).isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, 127.0.0.1",
    "8.8.8.8, localhost",
    "8.8.8.8, 10.0.0.1",
    "8.8.8.8, ::1",
    "10.0.0.1, 169.254.169.254",
    "localhost, 0.0.0.0"
  })
  void hostsOfOtherProtocolsMayNotPointThere(String configured, String target) {
    assertThatThrownBy(() -> FetchScope.ofHost(configured).address(target))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("points at " + target);
  }

  private static FetchScope scope(String configured) {
    return configured.equals(LOCAL_FILE)
        ? FetchScope.ofLocalFile()
        : FetchScope.of(URI.create(configured));
  }
}
