package dev.weir.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the route of a path. The first route that matches wins, so the order of the list counts.
/// Immutable.
public final class Router {
  private final List<Route> routes;

  /// A router of these routes, first match first.
  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /// A route that was found.
  ///
  /// @param route whose handler is to answer
  /// @param stream what stood for `$`
  /// @param rest what followed the pattern of a [Route#below]
  record Found(Route route, String stream, String rest) {}

  /// The route of `method` and `path`. If no route has this method, the first one that has the
  /// path, so that the answer can say which methods it takes.
  Optional<Found> find(String method, String path) {
    Found otherMethod = null;
    for (Route route : routes) {
      Optional<Found> found =
          route.pattern().match(path).map(m -> new Found(route, m.stream(), m.rest()));
      if (found.isPresent() && route.allows(method)) {
        return found;
      }
      if (found.isPresent() && otherMethod == null) {
        otherMethod = found.get();
      }
    }
    return Optional.ofNullable(otherMethod);
  }

  /// The value of an Allow field for `path`: what its routes take, and OPTIONS; empty if none has
  /// it.
  String allow(String path) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.pattern().match(path).isPresent()) {
        methods.addAll(route.methods());
        methods.add("OPTIONS");
      }
    }
    return String.join(", ", methods);
  }
}
