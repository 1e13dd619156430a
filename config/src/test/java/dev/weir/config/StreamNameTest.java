package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNameTest {
  @ParameterizedTest
  @CsvSource({
    "live, live, ''",
    "Live?token=1, live, ''",
    "Test Stream!, test, Stream!",
    "vod+Film one.mp4, vod, Film one.mp4",
    "'a/b$c', abc, ''",
    "cam_1.hd-x, cam_1.hd-x, ''",
    "live+, live, ''",
    "live+a+b c, live, a+b c"
  })
  void cleans(String written, String base, String wildcard) {
    assertThat(StreamName.clean(written)).contains(new StreamName(base, wildcard));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+a", "?x", "!!", "live+a\nb", "live+\u0000"})
  void refusesWhatLeavesNoName(String written) {
    assertThat(StreamName.clean(written)).isEmpty();
  }

  @Test
  void boundsTheWholeNameInBytes() {
    assertThat(StreamName.clean("a".repeat(100))).isPresent();
    assertThat(StreamName.clean("a".repeat(101))).isEmpty();
    assertThat(StreamName.clean("live+" + "é".repeat(48))).isEmpty();
  }
}
