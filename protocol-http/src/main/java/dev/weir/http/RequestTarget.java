package dev.weir.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a request line asks for (RFC 9112 3.2), taken apart and decoded once.
///
/// A path that could mean another one to somebody else is refused, not repaired: control
/// characters, encoded separators, backslashes, dot segments (also `..;x`), bytes that are not
/// UTF-8.
///
/// @param path decoded; begins with `/`, or is `*` for the whole server
/// @param query what follows the first `?`, still encoded; empty if there is none
/// @param authority of an absolute-form target, which replaces the Host field; null otherwise
record RequestTarget(String path, String query, @Nullable String authority) {

  /// Takes a request target apart.
  ///
  /// @param raw as the peer wrote it, one character per byte
  /// @throws RefusedRequestException if it is nothing we would look up
  static RequestTarget parse(String raw) throws RefusedRequestException {
    if (raw.equals("*")) {
      return new RequestTarget("*", "", null);
    }
    String authority = null;
    String rest = raw;
    if (!raw.startsWith("/")) {
      int host = schemeLength(raw);
      int path = firstOf(raw, host);
      authority = raw.substring(host, path);
      rest = raw.substring(path);
    }
    int fragment = rest.indexOf('#');
    rest = fragment < 0 ? rest : rest.substring(0, fragment);
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    String query = question < 0 ? "" : rest.substring(question + 1);
    return new RequestTarget(decodePath(path.isEmpty() ? "/" : path), query, authority);
  }

  private static int schemeLength(String raw) throws RefusedRequestException {
    String start = raw.substring(0, Math.min(raw.length(), 8)).toLowerCase(Locale.ROOT);
    if (start.startsWith("http://")) {
      return 7;
    }
    if (start.startsWith("https://")) {
      return 8;
    }
    throw new RefusedRequestException(400, "The request target is neither a path nor an http URL");
  }

  private static int firstOf(String raw, int from) {
    for (int i = from; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return raw.length();
  }

  private static String decodePath(String raw) throws RefusedRequestException {
    if (PercentDecoder.isPlain(raw)) {
      return raw;
    }
    if (raw.indexOf('\\') >= 0 || hasEncodedSeparator(raw)) {
      throw new RefusedRequestException(400, "The path holds a backslash or an encoded separator");
    }
    byte[] bytes = PercentDecoder.bytes(raw, false);
    String path = bytes == null ? null : PercentDecoder.strictUtf8(bytes);
    if (path == null) {
      throw new RefusedRequestException(400, "The path is not percent-encoded UTF-8");
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw new RefusedRequestException(400, "The path holds a control character");
    }
    if (hasDotSegment(path)) {
      throw new RefusedRequestException(400, "The path holds a dot segment");
    }
    return path;
  }

  private static boolean hasEncodedSeparator(String raw) {
    String lower = raw.toLowerCase(Locale.ROOT);
    return lower.contains("%2f") || lower.contains("%5c");
  }

  private static boolean hasDotSegment(String path) {
    for (String segment : path.split("/", -1)) {
      int semicolon = segment.indexOf(';');
      String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
