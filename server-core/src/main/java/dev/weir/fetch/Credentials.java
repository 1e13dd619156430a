package dev.weir.fetch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A name and a password for one server, and what that server asked for. Any thread.
public final class Credentials {
  private final String name;
  private final String password;
  private volatile @Nullable Challenge challenge; // the last one; any thread reads and sets it

  private Credentials(String name, String password) {
    this.name = name;
    this.password = password;
  }

  /// Those that stand in a URL, null if none do.
  static @Nullable Credentials of(URI uri) {
    String written = uri.getRawUserInfo();
    if (written == null || written.isEmpty()) {
      return null;
    }
    int colon = written.indexOf(':');
    return new Credentials(
        decoded(colon < 0 ? written : written.substring(0, colon)),
        colon < 0 ? "" : decoded(written.substring(colon + 1)));
  }

  // A plus stands for itself in this part of a URL.
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// What to send as `Authorization` with a request; null before the server has asked.
  public @Nullable String authorization(String method, URI uri) {
    Challenge asked = challenge;
    return asked == null ? null : asked.answer(name, password, method, requestTarget(uri));
  }

  /// Notes what the server asks for in its `WWW-Authenticate`; false if that is nothing that can be
  /// answered.
  public boolean challenged(Iterable<String> headers) {
    challenge = Challenge.strongest(headers);
    return challenge != null;
  }

  private static String requestTarget(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}
