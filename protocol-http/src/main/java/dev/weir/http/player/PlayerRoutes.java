package dev.weir.http.player;

import dev.weir.config.StreamName;
import dev.weir.http.Asset;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpExchange;
import dev.weir.http.Origin;
import dev.weir.http.Response;
import dev.weir.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Everything a page needs to play a stream, served by ourselves.
public final class PlayerRoutes {
  private static final String SCRIPT = "application/javascript; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(NAME|URL|TITLE)}}");
  private static final List<String> PLAYER_FILES =
      List.of("1-page.js", "2-players.js", "3-choice.js", "4-player.js");

  private final InfoOutput info;
  private final SmilOutput smil;
  private final List<Origin> publicAddresses;
  private final String watchPage = text("watch.html");
  private final String embedding = text("embed.js");

  private PlayerRoutes(InfoOutput info, SmilOutput smil, List<Origin> publicAddresses) {
    this.info = info;
    this.smil = smil;
    this.publicAddresses = publicAddresses;
  }

  /// The routes of the info JSON, the player and its pages.
  ///
  /// @param methods what players are offered
  /// @param publicAddresses what links begin with; empty for the address that a viewer used
  /// @param offlineText what viewers read when a stream is offline; empty for the plain reason
  public static List<Route> routes(
      HttpAdmissions admissions,
      List<OutputMethod> methods,
      List<Origin> publicAddresses,
      String offlineText) {
    InfoOutput info =
        new InfoOutput(admissions, new InfoJson(methods, publicAddresses, offlineText));
    SmilOutput smil = new SmilOutput(admissions, methods);
    return new PlayerRoutes(info, smil, List.copyOf(publicAddresses)).all();
  }

  private List<Route> all() {
    Asset mpegts = Asset.kept(SCRIPT, bytes("vendor/mpegts.js"));
    Asset style = Asset.revalidated("text/css; charset=utf-8", text("default.css"));
    return List.of(
        Route.at("/player.js", Asset.revalidated(SCRIPT, playerScript())),
        Route.at("/hlsjs.js", Asset.kept(SCRIPT, bytes("vendor/hls.min.js"))),
        Route.at("/dashjs.js", Asset.kept(SCRIPT, bytes("vendor/dash.min.js"))),
        Route.at("/mpegts.js", mpegts),
        Route.at("/flv.js", mpegts),
        Route.at("/skins/default.css", style),
        Route.at("/player.css", style),
        Route.at("/favicon.ico", Asset.kept("image/svg+xml", bytes("favicon.svg"))),
        Route.at("/crossdomain.xml", Asset.kept("text/xml", bytes("crossdomain.xml"))),
        Route.at(
            "/clientaccesspolicy.xml", Asset.kept("text/xml", bytes("clientaccesspolicy.xml"))),
        Route.at("/json_$.js", info::json),
        Route.at("/info_$.js", info::script),
        Route.at("/$.smil", smil::list),
        Route.at("/embed_$.js", exchange -> fill(exchange, embedding, SCRIPT)),
        Route.at("/$.html", exchange -> fill(exchange, watchPage, HTML)));
  }

  /// The files of the player as one script, whose names stay its own.
  private String playerScript() {
    String start =
        publicAddresses.stream()
            .findFirst()
            .map(origin -> InfoOutput.quoted(origin.http("")))
            .map(host -> "(window.mistoptions = window.mistoptions || {}).host ||= " + host + ";\n")
            .orElse("");
    return PLAYER_FILES.stream()
        .map(PlayerRoutes::text)
        .collect(
            Collectors.joining("\n", start + "(function () {\n\"use strict\";\n\n", "})();\n"));
  }

  private static void fill(HttpExchange exchange, String template, String contentType) {
    Optional<StreamName> name = StreamName.clean(exchange.request().stream());
    if (name.isEmpty()) {
      exchange.respond(Response.text(404, "That is no stream name"));
      return;
    }
    String token = exchange.request().token();
    String full = token.isEmpty() ? name.get().full() : token;
    // In one pass: what is filled in may look like a placeholder itself.
    String page =
        PLACEHOLDER
            .matcher(template)
            .replaceAll(found -> Matcher.quoteReplacement(form(found.group(1), full)));
    // What lets a viewer in stands in his address, which is nobody else's business.
    exchange.respond(Response.of(200, contentType, page).with("Referrer-Policy", "same-origin"));
  }

  /// A stream name as it is written in a script, an address or HTML.
  private static String form(String placeholder, String name) {
    return switch (placeholder) {
      case "NAME" -> InfoOutput.quoted(name);
      case "URL" -> urlEncoded(name);
      default -> htmlEscaped(name);
    };
  }

  private static String urlEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2B", "+");
  }

  /// A text as it stands in HTML or XML, also in an attribute.
  static String htmlEscaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static byte[] bytes(String name) {
    return Asset.resource(PlayerRoutes.class, name);
  }

  private static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
