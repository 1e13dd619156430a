package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any text that a request may carry means something harmless, or nothing.
class RequestFuzzTest {
  @FuzzTest
  void anyQuery(byte[] bytes) {
    Query query = Query.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    query.value("a");
    query.number("a");
  }

  @FuzzTest
  void anyOrigin(byte[] bytes) {
    Origin.parse(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(origin -> {
          assertThat(origin.http("")).doesNotContain("<", "\"", "'", " ", "\n", "\r");
          assertThat(origin.host()).isNotEmpty();
        });
  }
}
