package dev.weir.rtmp;

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
