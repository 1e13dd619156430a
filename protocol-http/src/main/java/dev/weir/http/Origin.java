package dev.weir.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where this server is, as the peer sees it: what generated links begin with.
///
/// @param secure whether links are https and wss
/// @param authority host, and port unless it is the scheme's own; IPv6 in brackets
/// @param prefix path below which a reverse proxy shows us: empty, or begins with `/` and ends
///   without
public record Origin(boolean secure, String authority, String prefix) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._~-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");
  private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~+-]{1,64}){0,8}");

  /// Whether `text` is a host, with a port or without, that may be shown in a link.
  static boolean isAuthority(String text) {
    return AUTHORITY.matcher(text).matches();
  }

  /// Reads `https://host/prefix`, as operators write public addresses and proxies send
  /// `X-Mst-Path`.
  public static Optional<Origin> parse(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    int scheme = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : 0;
    if (scheme == 0) {
      return Optional.empty();
    }
    int slash = url.indexOf('/', scheme);
    String authority = slash < 0 ? url.substring(scheme) : url.substring(scheme, slash);
    String prefix = slash < 0 ? "" : url.substring(slash).replaceFirst("/+$", "");
    return isAuthority(authority) && PREFIX.matcher(prefix).matches()
        ? Optional.of(new Origin(scheme == 8, authority, prefix))
        : Optional.empty();
  }

  /// The host alone, for links to another port.
  public String host() {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    return end <= 0 ? authority : authority.substring(0, end);
  }

  /// An http or https link to `relative`, which is percent-encoded and begins without `/`.
  public String http(String relative) {
    return (secure ? "https://" : "http://") + authority + prefix + "/" + relative;
  }

  /// A ws or wss link to `relative`, which is percent-encoded and begins without `/`.
  public String webSocket(String relative) {
    return (secure ? "wss://" : "ws://") + authority + prefix + "/" + relative;
  }
}
