package dev.weir.http.segmented.hls;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Writes EXT-X-PROGRAM-DATE-TIME (RFC 8216 4.3.2.6), which wants milliseconds.
final class DateTime {
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private DateTime() {}

  /// @param utcMicros since 1970
  static String of(long utcMicros) {
    return MILLIS.format(Instant.EPOCH.plus(utcMicros, ChronoUnit.MICROS));
  }
}
