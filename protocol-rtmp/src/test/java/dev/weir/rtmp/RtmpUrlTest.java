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

  @Test
  void doesNotShowKeys() {
    assertThat(RtmpUrl.parse("rtmp://host/live/secret")).hasToString("rtmp://host/live/…");
  }
}
