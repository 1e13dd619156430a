package dev.weir.rtmp;

import dev.weir.amf.AmfValue;

/// What a client says of itself in connect (RTMP 1.0, 7.2.1.1). Everything may be missing.
///
/// @param app the first part of the path of its URL
/// @param tcUrl the URL without the stream's name
/// @param objectEncoding 0 or 3: the AMF that the client wants
/// @param capabilities what it knows of enhanced RTMP
record ConnectRequest(String app, String tcUrl, int objectEncoding, Capabilities capabilities) {

  /// Reads the command object of connect.
  static ConnectRequest of(AmfValue.Keyed properties) {
    String tcUrl = properties.stringOr("tcUrl", "");
    return new ConnectRequest(
        properties.stringOr("app", pathOf(tcUrl)),
        tcUrl,
        properties.numberOr("objectEncoding", 0) == 3 ? 3 : 0,
        Capabilities.of(properties));
  }

  /// What stands behind host and port of a URL.
  private static String pathOf(String url) {
    int hostAt = url.indexOf("://");
    int pathAt = hostAt < 0 ? -1 : url.indexOf('/', hostAt + 3);
    return pathAt < 0 ? "" : url.substring(pathAt + 1);
  }
}
