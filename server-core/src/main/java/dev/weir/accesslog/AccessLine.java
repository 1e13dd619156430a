package dev.weir.accesslog;

import dev.weir.session.SessionFacts;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/// How a session is written, as MistServer writes it. Control characters are percent-encoded, so
/// that no visitor forges a line.
final class AccessLine {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int KIB = 1024;

  private AccessLine() {}

  /// The line of a file: fields with a comma and a space between; the tags come last.
  static String forFile(SessionFacts session, LocalDateTime now) {
    long seconds = Math.max(1, session.seconds());
    return clean(
        String.join(
            ", ",
            TIME.format(now),
            session.id(),
            session.stream(),
            session.connector(),
            session.host(),
            Long.toString(seconds),
            Long.toString(session.upBytes() / seconds / KIB),
            Long.toString(session.downBytes() / seconds / KIB),
            tags(session)));
  }

  /// The sentence for the log.
  static String forLog(SessionFacts session) {
    long seconds = Math.max(1, session.seconds());
    return clean(
        "Session <%s> %s (%s) from %s ended after %ds, avg %dKB/s up %dKB/s down.%s"
            .formatted(
                session.id(),
                session.stream(),
                session.connector(),
                session.host(),
                seconds,
                session.upBytes() / seconds / KIB,
                session.downBytes() / seconds / KIB,
                session.tags().isEmpty() ? "" : " Tags: " + tags(session)));
  }

  private static String tags(SessionFacts session) {
    return session.tags().stream().map(tag -> "[" + tag + "]").collect(Collectors.joining());
  }

  private static String clean(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length() + 8);
    text.chars()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            clean.append(String.format("%%%02X", c));
          } else {
            clean.append((char) c);
          }
        });
    return clean.toString();
  }
}
