package dev.weir.target;

import dev.weir.config.StreamName;
import dev.weir.config.Variables;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The texts that `$name` stands for in a target.
///
/// What a publisher or viewer chose, the names of streams, is harmless in a path and in a URL: no
/// slash, no `..`, no `$`, `?`, `&` or `#` in it means anything.
///
/// @param stream whose names are used
/// @param source where its media comes from
/// @param now dates the target
/// @param own what the operator defined
public record TargetVariables(
    StreamName stream, String source, ZonedDateTime now, Map<String, String> own) {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu.MM.dd.HH.mm.ss");

  /// The same at another time.
  TargetVariables at(ZonedDateTime later) {
    return new TargetVariables(stream, source, later, own);
  }

  /// `text` with values in the place of names.
  public String expand(String text) {
    return expand(text, _ -> null);
  }

  /// The same with some values more, which a file has of its own.
  ///
  /// @param more finds the value of a name, null for one that it does not know
  String expand(String text, Values more) {
    return Variables.expand(
        text,
        name -> {
          String value = more.of(name);
          return value == null ? of(name) : value;
        });
  }

  /// Finds values by name.
  @FunctionalInterface
  interface Values {
    @Nullable String of(String name);
  }

  /// The value of one variable; null if there is none of that name.
  public @Nullable String of(String name) {
    return switch (name) {
      case "stream" -> harmless(stream.full());
      case "basename" -> harmless(stream.base());
      case "wildcard" -> harmless(stream.wildcard());
      case "pluswildcard" -> stream.wildcard().isEmpty() ? "" : "+" + harmless(stream.wildcard());
      case "source" -> harmless(source);
      case "datetime" -> DATE_TIME.format(now);
      case "year" -> Integer.toString(now.getYear());
      case "month" -> twoDigits(now.getMonthValue());
      case "day" -> twoDigits(now.getDayOfMonth());
      case "hour" -> twoDigits(now.getHour());
      case "minute" -> twoDigits(now.getMinute());
      case "second" -> twoDigits(now.getSecond());
      case "wday" -> Integer.toString(now.getDayOfWeek().getValue());
      case "yday" -> Integer.toString(now.getDayOfYear());
      case "week" -> twoDigits(now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      default -> own.get(name);
    };
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  static String harmless(String name) {
    StringBuilder clean = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean bad = Character.isISOControl(c) || "/\\$?&#%:".indexOf(c) >= 0;
      clean.append(bad ? '_' : c);
    }
    // A name that begins with a dot would be hidden, or climb.
    return clean.isEmpty() || clean.charAt(0) != '.' ? clean.toString() : "_" + clean.substring(1);
  }
}
