package dev.weir.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.control.Api;
import dev.weir.control.Door;
import dev.weir.http.Asset;
import dev.weir.http.HttpLimits;
import dev.weir.http.Route;
import java.util.List;

/// What the API's own HTTP listener serves.
public final class ApiRoutes {
  /// Longer than elsewhere: a request may be in the URL, or carry a whole configuration.
  public static final HttpLimits LIMITS = HttpLimits.DEFAULT.withSizes(1 << 16, 4 << 20);

  private ApiRoutes() {}

  /// The routes of the API. The last one takes every path, so others have to stand before it.
  ///
  /// @param api does what is asked
  /// @param door says who may ask
  /// @param events what happens, for those who want to hear of it
  /// @param schema the description for programs
  /// @param metrics at a path that is configured
  public static List<Route> routes(
      Api api, Door door, ApiEvents events, JsonNode schema, MetricsOutput metrics) {
    Visitors visitors = new Visitors(door);
    String[] methods = {"GET", "HEAD", "POST", "PUT"};
    ApiHandler whole = new ApiHandler(api, visitors, false);
    return List.of(
        Route.at("/api", whole).only(methods),
        Route.at("/api2", new ApiHandler(api, visitors, true)).only(methods),
        Route.at(
            "/api/schema",
            Asset.revalidated("application/json; charset=utf-8", schema.toPrettyString())),
        Route.at("/ws", new EventSockets(visitors, events)),
        Route.below("/", metrics.before(new OtherPaths(whole))).only(methods));
  }
}
