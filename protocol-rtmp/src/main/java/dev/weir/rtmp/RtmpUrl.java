package dev.weir.rtmp;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URL of RTMP: `rtmp://host[:port]/app/stream`, or `rtmps://…`.
///
/// The first part of the path is the app, all the rest the stream, question marks and slashes
/// included: services put keys there.
///
/// @param tls whether it is `rtmps`
/// @param host a name or an address, IPv6 without brackets
/// @param port 1 to 65535
/// @param app not empty
/// @param stream may be empty
public record RtmpUrl(boolean tls, String host, int port, String app, String stream) {
  private static final int PORT = 1935;
  private static final int TLS_PORT = 443;
  private static final int LONGEST_REFERENCE = 2048;
  private static final Pattern PLACE =
      Pattern.compile("(?<server>[^:/?]+://[^/?]+)(/?(?<path>[^#]*?))?/?");
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>rtmps?)://(\\[(?<ip6>[^]/]+)]|(?<host>[^:/\\[]+))(:(?<port>\\d{1,5}))?"
              + "/(?<app>[^/]+)(/(?<stream>.*))?",
          Pattern.CASE_INSENSITIVE);

  /// Takes a URL apart.
  ///
  /// @throws IllegalArgumentException with a sentence if it is none
  public static RtmpUrl parse(String url) {
    Matcher parts = FORM.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not of the form rtmp://host[:port]/app/stream");
    }
    boolean tls = parts.group("scheme").toLowerCase(Locale.ROOT).equals("rtmps");
    String port = parts.group("port");
    int number = port == null ? (tls ? TLS_PORT : PORT) : Integer.parseInt(port);
    if (number < 1 || number > 0xFFFF) {
      throw new IllegalArgumentException("port " + number + " is not in 1..65535");
    }
    String ip6 = parts.group("ip6");
    String stream = parts.group("stream");
    return new RtmpUrl(
        tls,
        ip6 == null ? parts.group("host") : ip6,
        number,
        parts.group("app"),
        stream == null ? "" : stream);
  }

  /// The place that a server points at from here, with the same stream (Enhanced RTMP v2, Reconnect
  /// Request): all of its path is the app. Without a path it has the same app.
  ///
  /// @param reference absolute or relative to [#tcUrl]
  /// @throws IllegalArgumentException with a sentence if that is no place, or would be reached
  ///   without TLS while this one is not
  RtmpUrl pointingTo(String reference) {
    String place = resolved(reference);
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not of the form rtmp://host[:port]/app");
    }
    RtmpUrl base = parse(parts.group("server") + "/" + app);
    String path = parts.group("path");
    if (tls && !base.tls) {
      throw new IllegalArgumentException("without TLS");
    }
    return new RtmpUrl(
        base.tls, base.host, base.port, path == null || path.isEmpty() ? app : path, stream);
  }

  /// RFC 3986, 5.2.
  private String resolved(String reference) {
    if (reference.length() > LONGEST_REFERENCE) {
      throw new IllegalArgumentException("over the limit of " + LONGEST_REFERENCE + " characters");
    }
    URI given = URI.create(reference);
    String base = tcUrl();
    if (reference.startsWith("?")) { // which java.net.URI takes for another path
      return base.replaceFirst("\\?.*", "") + given;
    }
    return (given.isAbsolute() ? given : URI.create(base).resolve(given)).toString();
  }

  /// Whether both are at one server.
  boolean sameServer(RtmpUrl other) {
    return tls == other.tls && host.equalsIgnoreCase(other.host) && port == other.port;
  }

  /// The same, with this stream if it has none.
  RtmpUrl orStream(String name) {
    return stream.isEmpty() ? new RtmpUrl(tls, host, port, app, name) : this;
  }

  /// What connect says: everything but the stream. The usual port is left out, because some
  /// services compare.
  public String tcUrl() {
    String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
    boolean usual = port == (tls ? TLS_PORT : PORT);
    return (tls ? "rtmps://" : "rtmp://") + bracketed + (usual ? "" : ":" + port) + "/" + app;
  }

  /// Without the stream, which may be a key.
  @Override
  public String toString() {
    return tcUrl() + "/…";
  }
}
