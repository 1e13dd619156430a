package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final Logger ours =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.weir");
  private final Level before = ours.getLevel();

  @AfterEach
  void restore() {
    ours.setLevel(before);
  }

  /// The levels of MistServer, from NONE to DONTEVEN.
  @ParameterizedTest
  @CsvSource({
    "0, OFF",
    "1, ERROR",
    "2, ERROR",
    "3, WARN",
    "4, INFO",
    "5, DEBUG",
    "6, DEBUG",
    "7, TRACE",
    "10, TRACE"
  })
  void aNumberSaysHowMuchIsLogged(int debug, String level) {
    Logging.level(debug);
    assertThat(ours.getLevel()).hasToString(level);
  }
}
