package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// A page of a browser on which several of a server's players play at once, without sound: what is
/// waited for takes as long as the slowest, not as long as all together. Must be closed before the
/// server is.
public final class PlayersPage implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PICTURES = "video.getVideoPlaybackQuality().totalVideoFrames";

  private final Browser browser;
  private final URI server;
  private final SequencedMap<String, String> videos = new LinkedHashMap<>(); // selectors by id

  /// Opens a page that has the script of the player and nothing else.
  ///
  /// @param server `http://127.0.0.1:PORT/`, or `https:`
  public PlayersPage(Browser browser, String server) {
    this.browser = browser;
    this.server = URI.create(server);
    browser.open(server + "player.js"); // shown as text
    browser.evaluate(
        """
        new Promise((loaded) => {
          document.body.replaceChildren();
          window.first = {};
          window.players = {};
          const script = document.createElement('script');
          script.src = '/player.js';
          script.onload = () => loaded(true);
          document.head.append(script);
        })
        """);
  }

  /// The host name of a player, which leads to the loopback.
  public static String host(String id) {
    return id.toLowerCase(Locale.ROOT).replace('_', '-') + ".localhost";
  }

  /// Adds a player. It has a host name of its own, as browsers open only six connections to each.
  ///
  /// @param type of the source to play
  /// @param player to play it with
  public void add(String id, String stream, String type, String player) {
    videos.put(id, "#" + id + " video");
    String host = server.getScheme() + "://" + host(id) + ":" + server.getPort();
    browser.evaluate(
        """
        (() => {
          const target = document.createElement('div');
          target.id = '%s';
          document.body.append(target);
          players['%s'] = mistPlay('%s', {target, forceType: '%s', forcePlayer: '%s',
                                          host: '%s/', muted: true, width: 320});
        })()
        """
            .formatted(id, id, stream, type, player, host));
  }

  /// Waits until all play, and remembers their videos.
  public void awaitPlaying() {
    await("video?.currentTime > 1 && " + PICTURES + " > 25");
    evaluate("first[id] = video, true");
  }

  /// Waits until a JavaScript expression is true of all players: `id` is the player's, `video` its
  /// element, null while there is none.
  public void await(String condition) {
    await(condition, LIMIT);
  }

  /// The same within `limit`. All are asked again and again, each until it is true of him: a player
  /// may be past it before it is true of another.
  public void await(String condition, Duration limit) {
    Set<String> waiting = new LinkedHashSet<>(videos.keySet());
    try {
      browser.await(
          condition,
          limit,
          () -> {
            waiting.removeIf(id -> browser.evaluate(of(id, condition)).asBoolean());
            return Optional.of(true).filter(_ -> waiting.isEmpty());
          });
    } catch (AssertionError e) {
      String logs =
          waiting.stream().map(id -> id + ": " + log(id)).collect(Collectors.joining("\n"));
      throw new AssertionError(e.getMessage() + "\n" + logs, e);
    }
  }

  private JsonNode log(String id) {
    String lines = "players[id].logs.map(({time, message}) => time.toISOString() + ' ' + message)";
    return browser.evaluate(of(id, lines));
  }

  /// The value of such an expression for each player.
  public List<JsonNode> evaluate(String expression) {
    return videos.keySet().stream().map(id -> browser.evaluate(of(id, expression))).toList();
  }

  private String of(String id, String expression) {
    return "((id, video) => (%s))('%s', document.querySelector('%s'))"
        .formatted(expression, id, videos.get(id));
  }

  /// Waits until each has shown so many pictures more than it has shown and buffered now; a player
  /// that begins again meanwhile, so many at all.
  public void awaitMorePictures(int more) {
    evaluate(
        """
        video && (video.due = %d + %s
            + 25 * Math.max(0, ...[...Array(video.buffered.length).keys()]
                .map((i) => video.buffered.end(i) - video.currentTime)))
        """
            .formatted(more, PICTURES));
    await("video && " + PICTURES + " > (video.due ?? " + more + ")");
  }

  /// What the videos have come to.
  public List<VideoState> videos() {
    return videos.values().stream().map(browser::video).toList();
  }

  /// Makes sure that no player had to begin again, and that no video is in error.
  ///
  /// @throws AssertionError with what the page said, if one is
  public void assertUninterrupted() {
    for (Map.Entry<String, String> video : videos.entrySet()) {
      String id = video.getKey();
      if (!browser.evaluate(of(id, "first[id] === video && !video.error")).asBoolean()) {
        throw new AssertionError(
            "%s was interrupted; player: %s%nconsole: %s%nnetwork failures: %s"
                .formatted(id, log(id), browser.console(), browser.networkFailures()));
      }
    }
  }

  /// Leaves the page.
  @Override
  public void close() {
    browser.open("about:blank");
  }
}
