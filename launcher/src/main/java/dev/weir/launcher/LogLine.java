package dev.weir.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// One line of the log: `[2026-01-11 03:02:53] INFO: message`.
///
/// Stream names and headers from outside end in messages, so control characters are written as
/// `\xNN`: nobody forges a line or drives the terminal.
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final String DIM = "\u001b[2m";
  private static final String BOLD_WHITE = "\u001b[0;1;37m";
  private static final String END = "\u001b[0m";

  private final boolean coloured;

  LogLine(boolean coloured) {
    this.coloured = coloured;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    paint(line, DIM, "[" + TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + "] ");
    String kind = LogBook.kind(event);
    paint(line, kind.equals("CONF") ? BOLD_WHITE : colour(event.getLevel()), kind + ": ");
    escape(line, Redaction.of(event.getFormattedMessage()));
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      // Messages of exceptions quote peers too; the indent tells their lines from those of the log.
      ThrowableProxyUtil.asString(event.getThrowableProxy())
          .lines()
          .forEach(step -> {
            escape(line.append("    "), Redaction.of(step.replace("\t", "  ")));
            line.append('\n');
          });
    }
    return line.toString();
  }

  private void paint(StringBuilder line, String colour, String text) {
    if (coloured) {
      line.append(colour).append(text).append(END);
    } else {
      line.append(text);
    }
  }

  private static String colour(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "\u001b[0;31m";
      case Level.WARN_INT -> "\u001b[0;1;33m";
      case Level.INFO_INT -> "\u001b[0;36m";
      default -> END;
    };
  }

  private static void escape(StringBuilder line, String message) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format("\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
