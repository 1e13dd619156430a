package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /live.flv?user=7&hash=0123abc&x=1 | GET /live.flv?user=7&hash=…&x=1",
        "http://h/hls/a/index.m3u8?tkn=secret | http://h/hls/a/index.m3u8?tkn=…",
        "rtsp://admin:pw@192.0.2.9/ch1 failed | rtsp://admin:…@192.0.2.9/ch1 failed",
        "Authorization: Bearer ey.J.0 | Authorization: Bearer …",
        "publish live/cam1 from 10.0.0.7 over rtmp | publish live/cam1 from 10.0.0.7 over rtmp",
        "x=1 key=2 | x=1 key=2"
      })
  void hidesWhatIsSecret(String message, String logged) {
    assertThat(Redaction.of(message)).isEqualTo(logged);
  }
}
