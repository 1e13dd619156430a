package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNamesTest {
  private static final StreamSource WEB =
      new StreamSource.Hls("https://origin.example/$wildcard/index.m3u8");
  private static final StreamSource PROGRAM =
      new StreamSource.Program(
          StreamSource.Program.Output.TS,
          List.of("/usr/bin/ffmpeg", "-i", "$wildcard", "rtsp://cam/${wildcard}", "-f", "mpegts"));

  @ParameterizedTest
  @CsvSource({
    "cam1, cam1",
    "a/b, a/b",
    "a b, a%20b",
    "a?x=1#y, a%3Fx%3D1%23y",
    "ä, %C3%A4",
    "'@evil.example', %40evil.example",
    "$stream, %24stream"
  })
  void aWildcardStaysAPartOfThePath(String wildcard, String filled) {
    assertThat(SourceNames.fill(WEB, new StreamName("relay", wildcard)))
        .contains(new StreamSource.Hls("https://origin.example/" + filled + "/index.m3u8"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/../b", "%2e%2e", "%252e%252e/x", "a\\b", ".", ""})
  void aWildcardLeadsNowhereElse(String wildcard) {
    assertThat(SourceNames.fill(WEB, new StreamName("relay", wildcard))).isEmpty();
  }

  @Test
  void aWildcardIsOneArgumentAndNoOption() {
    assertThat(SourceNames.fill(PROGRAM, new StreamName("cam", "a b; id $(id)")))
        .contains(
            new StreamSource.Program(
                StreamSource.Program.Output.TS,
                List.of(
                    "/usr/bin/ffmpeg",
                    "-i",
                    "a b; id $(id)",
                    "rtsp://cam/a b; id $(id)",
                    "-f",
                    "mpegts")));
    assertThat(SourceNames.fill(PROGRAM, new StreamName("cam", "-filter_complex"))).isEmpty();
  }

  @Test
  void whatHasNoVariableStaysAsItIs() {
    StreamSource source = new StreamSource.Rtmp("rtmp://origin.example/live/cam?key=a%20b");
    assertThat(SourceNames.fill(source, new StreamName("cam", "../x"))).contains(source);
  }
}
