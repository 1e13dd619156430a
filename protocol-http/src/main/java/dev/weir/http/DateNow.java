package dev.weir.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Date;

/// The time of day as answers tell it (RFC 9110 6.6.1). Each thread writes it once a second, as
/// that takes as long as the rest of a head. Any thread.
final class DateNow {
  private static final FastThreadLocal<DateNow> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected DateNow initialValue() {
          return new DateNow();
        }
      };

  private long second;
  private String text = "";

  private DateNow() {}

  static String text() {
    return OF_THREAD.get().textAt(System.currentTimeMillis());
  }

  @SuppressWarnings("JavaUtilDate") // what the codec's formatter takes, the quickest there is
  private String textAt(long unixMillis) {
    if (text.isEmpty() || unixMillis / 1000 != second) {
      second = unixMillis / 1000;
      text = DateFormatter.format(new Date(unixMillis));
    }
    return text;
  }
}
