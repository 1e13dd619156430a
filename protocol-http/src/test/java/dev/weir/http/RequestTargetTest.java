package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @ParameterizedTest
  @CsvSource({
    "/live.flv, /live.flv, ''",
    "/live.flv?a=1&b=%2F, /live.flv, a=1&b=%2F",
    "/live+a%20b.flv, /live+a b.flv, ''",
    "/caf%C3%A9.ts, /café.ts, ''",
    "/emoji%F0%9F%8E%A5.ts, /emoji🎥.ts, ''",
    "http://host:8080/live.ts?x, /live.ts, x",
    "HTTPS://host, /, ''",
    "http://host?x=1, /, x=1",
    "/a#fragment, /a, ''",
    "/..a/b..c, /..a/b..c, ''",
    "*, *, ''"
  })
  void decodesPathAndKeepsQuery(String raw, String path, String query) throws Exception {
    RequestTarget target = RequestTarget.parse(raw);
    assertThat(target.path()).isEqualTo(path);
    assertThat(target.query()).isEqualTo(query);
  }

  @Test
  void readsPathsThatWereNotEncodedAsUtf8Bytes() throws Exception {
    String bytes =
        new String("/café".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(RequestTarget.parse(bytes).path()).isEqualTo("/café");
  }

  @Test
  void absoluteFormNamesTheAuthority() throws Exception {
    assertThat(RequestTarget.parse("http://example.org:81/x").authority())
        .isEqualTo("example.org:81");
    assertThat(RequestTarget.parse("/x").authority()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%2e%2e%2fetc/passwd",
        "/%2e%2e/etc",
        "/a/../b",
        "/a/..",
        "/./a",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00.flv",
        "/a%0d%0aSet-Cookie:x",
        "/a%7f",
        "/%c0%ae%c0%ae/etc",
        "/%c0%af",
        "/%e0%80%af",
        "/%ed%a0%80",
        "/%ff",
        "/%",
        "/%2",
        "/%zz",
        "live.flv",
        "host:443",
        "ftp://host/x",
        ""
      })
  void refusesWhatCouldMeanSomethingElse(String raw) {
    assertThatThrownBy(() -> RequestTarget.parse(raw))
        .isInstanceOf(RefusedRequestException.class)
        .extracting(e -> ((RefusedRequestException) e).status())
        .isEqualTo(400);
  }

  @FuzzTest
  void pathsThatPassAreHarmless(byte[] input) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(new String(input, StandardCharsets.ISO_8859_1));
    } catch (RefusedRequestException _) {
      return;
    }
    Query.parse(target.query());
    Router router =
        new Router(List.of(Route.at("/$.flv", _ -> {}), Route.below("/hls/$/", _ -> {})));
    router
        .find("GET", target.path())
        .ifPresent(found -> assertThat(found.stream()).isNotEmpty().doesNotContain("/", "\0"));
    assertThat(target.path().split("/", -1)).doesNotContain("..", ".");
    assertThat(target.path()).doesNotContain("\0", "\n", "\r", "\\");
  }
}
