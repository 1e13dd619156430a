package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/// Numbers and times as playlists write them (RFC 8216bis 4.2).
final class Numbers {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_SECONDS_DIGITS = 9;
  private static final int MICROS_DIGITS = 6;

  /// ISO 8601; cameras and old packagers leave out the colon of the offset, or the offset.
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private Numbers() {}

  /// A decimal-integer below 10¹⁸.
  static long integer(PlaylistLine line, String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS || !digits(text)) {
      throw wrong(line, "a whole number of up to " + MAX_DIGITS + " digits", text);
    }
    return Long.parseLong(text);
  }

  /// A decimal-floating-point number of seconds, below 10⁹, as microseconds; decimals beyond are
  /// rounded.
  static long micros(PlaylistLine line, String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String decimals = point < 0 ? "" : text.substring(point + 1);
    if (whole.length() + decimals.length() == 0
        || whole.length() > MAX_SECONDS_DIGITS
        || !digits(whole)
        || !digits(decimals)) {
      throw wrong(line, "seconds such as 4.004", text);
    }
    long micros = whole.isEmpty() ? 0 : Long.parseLong(whole);
    for (int i = 0; i < MICROS_DIGITS; i++) {
      micros = micros * 10 + (i < decimals.length() ? decimals.charAt(i) - '0' : 0);
    }
    boolean up = decimals.length() > MICROS_DIGITS && decimals.charAt(MICROS_DIGITS) >= '5';
    return up ? micros + 1 : micros;
  }

  /// A signed number of seconds as microseconds.
  static long signedMicros(PlaylistLine line, String text) {
    return text.startsWith("-") ? -micros(line, text.substring(1)) : micros(line, text);
  }

  /// A date with time; without an offset it is taken as UTC.
  static Instant instant(PlaylistLine line, String text) {
    try {
      TemporalAccessor time =
          DATE_TIME.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime fixed
          ? fixed.toInstant()
          : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      throw wrong(line, "a date such as 2026-02-19T14:54:23.031Z", text);
    }
  }

  static MalformedMediaException wrong(PlaylistLine line, String wanted, String found) {
    String shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
    return new MalformedMediaException(
        "HLS playlist %s: \"%s\" is not %s".formatted(line, shown, wanted));
  }

  private static boolean digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
