package dev.weir.http;

import java.util.List;
import java.util.Set;

/// Which requests go to which handler.
///
/// `$` in a path stands for the stream name, which never contains `/`. OPTIONS is answered by the
/// server for every route; HEAD goes to the handler, whose answer's body is left out.
public final class Route {
  private static final List<String> USUAL_METHODS = List.of("GET", "HEAD", "POST");

  private final PathPattern pattern;
  private final Set<String> methods;
  private final HttpHandler handler;

  private Route(PathPattern pattern, Set<String> methods, HttpHandler handler) {
    this.pattern = pattern;
    this.methods = methods;
    this.handler = handler;
  }

  /// A route for exactly the paths of `template`: `/$.flv`, `/json_$.js`, `/player.js`.
  public static Route at(String template, HttpHandler handler) {
    return new Route(PathPattern.exactly(template), Set.copyOf(USUAL_METHODS), handler);
  }

  /// A route for everything below `template`, which ends with `/`: `/hls/$/`, `/static/`. What
  /// follows is [Request#rest()].
  public static Route below(String template, HttpHandler handler) {
    return new Route(PathPattern.below(template), Set.copyOf(USUAL_METHODS), handler);
  }

  /// A route for every path that starts with `template`, which may end within a name: `/cmaf/$/Q(`.
  /// What follows is [Request#rest()].
  public static Route startingWith(String template, HttpHandler handler) {
    return new Route(PathPattern.startingWith(template), Set.copyOf(USUAL_METHODS), handler);
  }

  /// The same route for these methods only (`POST`, `PATCH`, `DELETE`, …).
  public Route only(String... allowed) {
    return new Route(pattern, Set.of(allowed), handler);
  }

  /// The same route with another handler.
  Route handledBy(HttpHandler other) {
    return new Route(pattern, methods, other);
  }

  PathPattern pattern() {
    return pattern;
  }

  boolean allows(String method) {
    return methods.contains(method);
  }

  HttpHandler handler() {
    return handler;
  }

  Set<String> methods() {
    return methods;
  }
}
