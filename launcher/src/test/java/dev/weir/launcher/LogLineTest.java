package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

class LogLineTest {
  @Test
  void letsNobodyForgeALineOrDriveTheTerminal() {
    assertThat(line(false, "publish a\nINFO: forged \u001b[2J\u0085"))
        .endsWith("INFO: publish a\\x0aINFO: forged \\x1b[2J\\x85\n");
  }

  @Test
  void escapesAndIndentsWhatExceptionsSay() {
    Throwable hostile = new IllegalStateException("a\n[2026-01-01 00:00:00] INFO: forged\u001b[2J");
    LoggingEvent event =
        new LoggingEvent(
            "", new LoggerContext().getLogger("test"), Level.ERROR, "bug", hostile, null);
    assertThat(new LogLine(false).doLayout(event).lines().skip(1))
        .isNotEmpty()
        .allMatch(step -> step.startsWith("    "))
        .noneMatch(step -> step.contains("\u001b"));
  }

  @Test
  void isPlainWithoutATerminal() {
    assertThat(line(false, "hello")).matches("\\[[-0-9]{10} [:0-9]{8}] INFO: hello\n");
  }

  @Test
  void isColouredOnATerminal() {
    assertThat(line(true, "hello")).contains("\u001b[0;36mINFO: \u001b[0mhello");
    LoggingEvent event =
        new LoggingEvent(
            "", new LoggerContext().getLogger("test"), Level.INFO, "changed", null, null);
    event.addMarker(MarkerFactory.getMarker("CONF"));
    assertThat(new LogLine(true).doLayout(event)).contains("\u001b[0;1;37mCONF: \u001b[0mchanged");
  }

  private static String line(boolean coloured, String message) {
    Logger logger = new LoggerContext().getLogger("test");
    return new LogLine(coloured)
        .doLayout(new LoggingEvent("", logger, Level.INFO, message, null, null));
  }
}
