package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtmp://a.example/live/key           | rtmp://a.example/live       | key
          rtmp://a.example:1935/live/key      | rtmp://a.example/live       | key
          rtmp://a.example:8080/live/key      | rtmp://a.example:8080/live  | key
          rtmps://a.example:443/rtmp/k?a=1&b  | rtmps://a.example/rtmp      | k?a=1&b
          RTMP://[::1]:1936/live/a/b?c/d      | rtmp://[::1]:1936/live      | a/b?c/d
          rtmp://a.example/live               | rtmp://a.example/live       | ''
          """)
  void takesUrlsApart(String url, String tcUrl, String stream) {
    RtmpUrl parsed = RtmpUrl.parse(url);
    assertThat(parsed.tcUrl()).isEqualTo(tcUrl);
    assertThat(parsed.stream()).isEqualTo(stream);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://a/b/c",
        "rtmp://",
        "rtmp:///live/x",
        "rtmp://host",
        "rtmp://host/",
        "rtmp://h:0/a/b",
        "rtmp://h:65536/a/b",
        "rtmp://h:x/a/b"
      })
  void refusesWhatIsNone(String url) {
    assertThatThrownBy(() -> RtmpUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtmp://b.example:1935/other      | rtmp://b.example/other
          rtmp://127.0.0.1:1936/other      | rtmp://127.0.0.1:1936/other
          rtmps://b.example/other/inst     | rtmps://b.example/other/inst
          rtmp://b.example                 | rtmp://b.example/live?a=b
          rtmp://b.example/                | rtmp://b.example/live?a=b
          rtmp://b.example/other/          | rtmp://b.example/other
          rtmp://[::1]:77/other?k=v        | rtmp://[::1]:77/other?k=v
          //192.0.2.0/other                | rtmp://192.0.2.0/other
          /other                           | rtmp://a.example:77/other
          other                            | rtmp://a.example:77/other
          ?c=d                             | rtmp://a.example:77/live?c=d
          """)
  void followsReferences(String reference, String tcUrl) {
    RtmpUrl from = RtmpUrl.parse("rtmp://a.example:77/live?a=b/key");
    RtmpUrl to = from.pointingTo(reference);
    assertThat(to.tcUrl()).isEqualTo(tcUrl);
    assertThat(to.stream()).isEqualTo("key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://b.example/other",
        "rtmp:///other",
        "rtmp://b.example:0/other",
        "rtmp:other",
        "javascript:alert(1)",
        "a b",
        "rtmp://b c/other",
        "rtmp://b\nrtmp/other",
        "//",
        "\0",
        "rtmp://a.example/with/tls"
      })
  void followsNoReferenceToElsewhere(String reference) {
    RtmpUrl from = RtmpUrl.parse("rtmps://a.example/live/key");
    assertThatThrownBy(() -> from.pointingTo(reference))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotShowKeys() {
    assertThat(RtmpUrl.parse("rtmp://host/live/secret")).hasToString("rtmp://host/live/…");
  }
}
