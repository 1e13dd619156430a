package dev.weir.http;

import java.util.List;

/// Routes on which a token (JWT) may stand in the place of a stream's name: it is shown, and its
/// `sub` is the stream.
///
/// The handlers see the name; neither they nor whoever is told of the request see the token in the
/// path. What stands there and names no stream, or lets nobody watch, is taken as a name.
public final class TokenNames {
  private final HttpAdmissions admissions;

  /// @param admissions which know the tokens
  public TokenNames(HttpAdmissions admissions) {
    this.admissions = admissions;
  }

  /// `routes`, for tokens too.
  public List<Route> on(List<Route> routes) {
    return routes.stream().map(route -> route.handledBy(over(route.handler()))).toList();
  }

  private HttpHandler over(HttpHandler handler) {
    return exchange -> {
      String written = exchange.request().stream();
      if (!admissions.mayBeToken(written)) {
        handler.handle(exchange);
        return;
      }
      exchange.whenOnLoop(
          admissions.streamOf(written),
          named -> {
            named.ifPresent(name -> exchange.readAs(exchange.request().shown(written, name)));
            handler.handle(exchange);
          });
    };
  }
}
