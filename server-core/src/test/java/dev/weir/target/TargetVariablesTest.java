package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetVariablesTest {
  private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 3, 9, 4, 5, 6, 0, ZoneOffset.UTC);

  private static String expand(String stream, String text) {
    return new TargetVariables(
            StreamName.clean(stream).orElseThrow(),
            "push://@secret",
            NOW,
            Map.of("place", "north", "deep", "$place-$stream"))
        .expand(text);
  }

  @ParameterizedTest
  @CsvSource({
    "/r/$stream.ts, /r/live+cam.ts",
    "$basename|$wildcard|$pluswildcard, live|cam|+cam",
    "$datetime, 2026.03.09.04.05.06",
    "$year$month$day-$hour.$minute.$second, 20260309-04.05.06",
    "$seconds, 06s",
    "$wday $yday $week, 1 68 11",
    "${stream}x $deep $unknown, live+camx north-live+cam $unknown",
  })
  void putsValuesInPlace(String text, String expanded) {
    assertThat(expand("live+cam", text)).isEqualTo(expanded);
  }

  @ParameterizedTest
  @CsvSource({
    "live+../../etc/x, live+.._.._etc_x",
    "live+..,  live+..",
    "live+$source, live+_source",
    "live+a?b&c#d%2f:e, live+a",
    "live+a&c#d%2f:e, live+a_c_d_2f_e",
    "live+a\\b, live+a_b",
  })
  void makesNamesOfPublishersHarmless(String stream, String expanded) {
    assertThat(expand(stream, "$stream")).isEqualTo(expanded);
  }

  @ParameterizedTest
  @CsvSource({"live+.., _.", "live+.hidden, _hidden", "live+../x, _._x"})
  void keepsNamesFromClimbing(String stream, String expanded) {
    assertThat(expand(stream, "$wildcard")).isEqualTo(expanded);
  }
}
