package dev.weir.fetch;

import java.net.URI;

/// URLs as they may be logged and shown.
public final class Urls {
  private static final int LONGEST = 200;

  private Urls() {}

  /// Without name, password, query and fragment, in which secrets stand, and of bounded length.
  public static String plain(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String text = uri.getScheme() + "://" + host + port + path;
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  /// Without name and password, which must not go into a header; the rest as it is.
  public static URI withoutUser(URI uri) {
    return uri.getRawUserInfo() == null
        ? uri
        : URI.create(uri.toString().replaceFirst("://[^/@]*@", "://"));
  }
}
