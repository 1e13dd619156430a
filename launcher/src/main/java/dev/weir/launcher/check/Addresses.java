package dev.weir.launcher.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Addresses that stand in manifests.
final class Addresses {
  private Addresses() {}

  /// Where `text` points to from `base`, which is one of HTTP.
  ///
  /// What is no URI, or none of HTTP, is taken for a name beside `base`. Nothing will be found
  /// there, and that is what there is to say of it.
  static URI at(URI base, String text) {
    try {
      URI target = base.resolve(new URI(text));
      if (target.getHost() != null && isHttp(target.getScheme())) {
        return target;
      }
    } catch (URISyntaxException _) {
      // a name, then
    }
    return base.resolve(URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  private static boolean isHttp(String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }
}
