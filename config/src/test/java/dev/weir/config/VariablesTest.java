package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "stream",
          "live+a",
          "second",
          "07",
          "host",
          "${name}.example",
          "name",
          "n$$",
          "me",
          "$me");

  @ParameterizedTest
  @CsvSource({
    "/srv/$stream.flv, /srv/live+a.flv",
    "/srv/${stream}s.flv, /srv/live+as.flv",
    "$seconds, 07s",
    "${seconds}, ${seconds}",
    "http://$host/, http://n$$.example/",
    "$nobody ${nobody} $ 5$, $nobody ${nobody} $ 5$",
    "$me, $me"
  })
  void putsValuesInTheirPlaces(String text, String expanded) {
    assertThat(Variables.expand(text, VALUES::get)).isEqualTo(expanded);
  }

  @Test
  void doesNotGrowWithoutEnd() {
    assertThat(Variables.expand("$a", name -> name.equals("a") ? "$a".repeat(100) : null))
        .hasSizeLessThan(20_000);
  }

  @Test
  void looksForNoMoreValuesThanFit() {
    String text = "$a".repeat(8000);
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            Variables.expand(
                text,
                _ -> {
                  asked.incrementAndGet();
                  return text;
                }))
        .isEqualTo(text);
    assertThat(asked).hasValueLessThan(3);
  }
}
