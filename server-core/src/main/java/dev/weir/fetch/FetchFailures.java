package dev.weir.fetch;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What the JDK's client means by its exceptions, many of which have no message and stand around
/// others.
final class FetchFailures {
  private static final int DEEPEST = 8;

  private FetchFailures() {}

  static String sentence(Throwable failure) {
    List<Throwable> causes =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST).toList();
    if (has(causes, UnresolvedAddressException.class) || has(causes, UnknownHostException.class)) {
      return "there is no such host";
    }
    if (has(causes, HttpConnectTimeoutException.class)) {
      return "no connection in time";
    }
    if (has(causes, HttpTimeoutException.class)) {
      return "no answer in time";
    }
    String message =
        causes.reversed().stream()
            .map(Throwable::getMessage)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    if (has(causes, SSLException.class)) {
      return "TLS failed: " + message;
    }
    if (message.isEmpty()) {
      return has(causes, ConnectException.class)
          ? "the connection was refused"
          : causes.getLast().getClass().getSimpleName();
    }
    return message;
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
    return causes.stream().anyMatch(kind::isInstance);
  }
}
