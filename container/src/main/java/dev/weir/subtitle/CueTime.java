package dev.weir.subtitle;

/// Times as SubRip and WebVTT write them: `01:02:03,004` and `02:03.004`.
final class CueTime {
  private static final long MAX_HOURS = 9_999;

  private CueTime() {}

  /// The milliseconds that `text` says, hours and fraction being optional, or -1 if it is no time.
  static long parse(String text) {
    int fraction = Math.max(text.indexOf(','), text.indexOf('.'));
    String whole = fraction < 0 ? text : text.substring(0, fraction);
    long millis = fraction < 0 ? 0 : fraction(text.substring(fraction + 1));
    String[] parts = whole.split(":", -1);
    if (millis < 0 || parts.length < 2 || parts.length > 3) {
      return -1;
    }
    long seconds = 0;
    for (String part : parts) {
      long number = number(part);
      if (number < 0) {
        return -1;
      }
      seconds = seconds * 60 + number;
    }
    return seconds * 1000 + millis;
  }

  /// The milliseconds of up to three decimals.
  private static long fraction(String digits) {
    long number = digits.length() > 3 ? -1 : number(digits);
    return switch (digits.length()) {
      case 1 -> number * 100;
      case 2 -> number * 10;
      default -> number;
    };
  }

  private static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 4) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return Math.min(number, MAX_HOURS);
  }

  /// Appends a time of at least 0, with hours, and `point` before the milliseconds.
  static void append(long millis, char point, StringBuilder out) {
    pad(millis / 3_600_000, 2, out);
    pad(millis / 60_000 % 60, 2, out.append(':'));
    pad(millis / 1000 % 60, 2, out.append(':'));
    pad(millis % 1000, 3, out.append(point));
  }

  private static void pad(long number, int width, StringBuilder out) {
    String digits = Long.toString(number);
    out.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }
}
