package dev.weir.http;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// Where this server is, as the peer sees it: what generated links begin with.
///
/// @param secure whether links are https and wss
/// @param authority host, and port unless it is the scheme's own; IPv6 in brackets
/// @param prefix path below which a reverse proxy shows us: empty, or begins with `/` and ends
///   without
public record Origin(boolean secure, String authority, String prefix) {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_ADDRESS = 45; // IPv6 that ends with IPv4
  private static final int PORT_DIGITS = 5;
  private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~+-]{1,64}){0,8}");

  /// Whether `text` is a host, with a port or without, that may be shown in a link.
  // Without a pattern: every request comes here.
  static boolean isAuthority(String text) {
    int host;
    if (text.startsWith("[")) {
      int address = run(text, 1, c -> isHexadecimal(c) || c == ':' || c == '.') - 1;
      host = address + 2;
      if (address < 2 || address > LONGEST_ADDRESS || !text.startsWith("]", host - 1)) {
        return false;
      }
    } else {
      host = run(text, 0, c -> isAlphanumeric(c) || "._~-".indexOf(c) >= 0);
      if (host < 1 || host > LONGEST_NAME) {
        return false;
      }
    }
    if (host == text.length()) {
      return true;
    }
    int digits = run(text, host + 1, Origin::isDigit) - host - 1;
    return text.charAt(host) == ':'
        && digits >= 1
        && digits <= PORT_DIGITS
        && host + 1 + digits == text.length();
  }

  /// Where the characters from `from` on end that are of a kind.
  private static int run(String text, int from, IntPredicate kind) {
    int to = from;
    while (to < text.length() && kind.test(text.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isHexadecimal(int c) {
    return isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
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
