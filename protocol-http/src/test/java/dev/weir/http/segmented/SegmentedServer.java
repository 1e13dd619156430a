package dev.weir.http.segmented;

import dev.weir.config.StreamConfig;
import dev.weir.http.HttpAdmissions;
import dev.weir.http.HttpLimits;
import dev.weir.http.Route;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.player.PlayerRoutes;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.http.segmented.dash.DashManifests;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.http.segmented.hls.HlsHandler;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Browser;
import dev.weir.testkit.PlayersPage;
import dev.weir.ts.TsSegmentWriter;
import io.netty.handler.ssl.SslContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A server of HLS and DASH with the player, for real players. Must be closed.
final class SegmentedServer {
  /// What a browser plays with what.
  enum Way {
    HLS_TS("html5/application/vnd.apple.mpegurl", "hlsjs", "hls/$/index.m3u8"),
    HLS_CMAF("html5/application/vnd.apple.mpegurl;version=7", "hlsjs", "cmaf/$/index.m3u8"),
    DASH("dash/video/mp4", "dashjs", "cmaf/$/index.mpd");

    private final String type;
    private final String player;
    private final String address;

    Way(String type, String player, String address) {
      this.type = type;
      this.player = player;
      this.address = address;
    }

    /// The path of the manifest of a stream.
    String path(String stream) {
      return "/" + address.replace("$", stream);
    }

    private OutputMethod offer() {
      return OutputMethod.http(
          type,
          name(),
          8,
          address,
          this == HLS_TS ? TsSegmentWriter::carries : Renditions::carries);
    }
  }

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String scheme;
  private final DoorServer server;
  private final List<AutoCloseable> open = new ArrayList<>();

  /// @param settings change the defaults of `live`
  SegmentedServer(UnaryOperator<StreamConfig> settings) {
    this(null, settings);
  }

  /// @param tls null for none
  SegmentedServer(@Nullable SslContext tls, UnaryOperator<StreamConfig> settings) {
    scheme = tls == null ? "http" : "https";
    server = new DoorServer(HttpLimits.DEFAULT, tls, settings, SegmentedServer::routes);
    server.streams().writeTokens(true);
  }

  private static List<Route> routes(SegmentDoor door, HttpAdmissions admissions) {
    DashManifests dash = new DashManifests(door, Clock.systemUTC());
    List<Route> routes =
        new ArrayList<>(new CmafHandler(door, List.of(new CmafPlaylists(door), dash)).routes());
    routes.addAll(dash.routes());
    routes.addAll(new HlsHandler(door).routes());
    List<OutputMethod> offers = Arrays.stream(Way.values()).map(Way::offer).toList();
    routes.addAll(PlayerRoutes.routes(admissions, offers, List.of(), ""));
    return routes;
  }

  SegmentStores stores() {
    return server.stores();
  }

  Publisher publish(String stream) {
    return server.streams().publish(stream);
  }

  String url(String path) {
    return url("127.0.0.1", path);
  }

  private String url(String host, String path) {
    return scheme + "://" + host + ":" + server.port() + path;
  }

  /// Opens the watch page and waits until it plays.
  void play(Browser browser, String stream, Way way) {
    String query = "?forcePlayer=" + way.player + "&forceType=" + way.type.replace(";", "%3B");
    browser.open(url("/" + stream + ".html" + query));
    browser.await("document.querySelector('video') !== null", LIMIT);
    browser.awaitVideo(video -> video.currentTimeSeconds() > 1 && video.totalFrames() > 25, LIMIT);
  }

  /// Plays a stream in these ways on one page, each under its name.
  PlayersPage play(Browser browser, String stream, Way... ways) {
    return play(new PlayersPage(browser, url("/")), stream, ways);
  }

  /// The same for one, on a page of the host that it asks: such a page may know how its requests
  /// went.
  PlayersPage playAtHome(Browser browser, String stream, Way way) {
    String host = PlayersPage.host(way.name());
    return play(new PlayersPage(browser, url(host, "/")), stream, way);
  }

  private PlayersPage play(PlayersPage page, String stream, Way... ways) {
    opened(page);
    for (Way way : ways) {
      page.add(way.name(), stream, way.type, way.player);
    }
    page.awaitPlaying();
    return page;
  }

  /// Is closed before the server is, the newest first.
  <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    server.close();
  }
}
