package dev.weir.http.segmented.dash;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Writes xs:dateTime.
final class DashTime {
  private DashTime() {}

  /// @param utcMicros since 1970
  static String of(long utcMicros) {
    return of(Instant.EPOCH.plus(utcMicros, ChronoUnit.MICROS));
  }

  static String of(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.MILLIS));
  }
}
