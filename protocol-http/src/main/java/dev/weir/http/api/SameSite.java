package dev.weir.http.api;

import dev.weir.http.Origin;
import dev.weir.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether a request comes from one of our own pages, or from no page at all.
///
/// A browser sends requests for any page that is open in it, and with them whatever standing its
/// user has: a connection that is logged in, an address that needs no login. Requests of strangers'
/// pages must not have it.
final class SameSite {
  private static final List<String> OUR_SITES = List.of("same-origin", "none");

  private SameSite() {}

  static boolean holds(Request request) {
    Optional<String> site = request.header("Sec-Fetch-Site");
    if (site.isPresent() && !OUR_SITES.contains(site.get())) {
      return false;
    }
    String page = request.header("Origin").or(() -> request.header("Referer")).orElse(null);
    return page == null || isOurs(page, request.origin());
  }

  private static boolean isOurs(String page, Origin us) {
    // A page that has no origin says "null", which is nobody we know.
    String lower = page.toLowerCase(Locale.ROOT);
    int start = lower.indexOf("://");
    int end = start < 0 ? -1 : lower.indexOf('/', start + 3);
    String authority =
        start < 0 ? "" : end < 0 ? lower.substring(start + 3) : lower.substring(start + 3, end);
    return authority.equals(us.authority().toLowerCase(Locale.ROOT));
  }
}
