package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @Test
  void splitsAtSpacesOutsideOfQuotes() {
    assertThat(CommandLine.split(" /bin/x  -a 'b c' \"d \\\" e\" f\\ g '' h\\\\"))
        .contains(List.of("/bin/x", "-a", "b c", "d \" e", "f g", "", "h\\"));
  }

  @Test
  void givesNothingAMeaningThatAShellWould() {
    assertThat(CommandLine.split("a;b $(c) `d` |e >f *"))
        .contains(List.of("a;b", "$(c)", "`d`", "|e", ">f", "*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a 'b", "\"", "a \"b\\\""})
  void refusesWhatIsNoCommand(String line) {
    assertThat(CommandLine.split(line)).isEmpty();
  }

  @Test
  void refusesTooManyWords() {
    assertThat(CommandLine.split("a ".repeat(257))).isEmpty();
  }
}
