package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private final HttpHandler nobody = _ -> {};
  private final Route player = Route.at("/player.js", nobody);
  private final Route flv = Route.at("/$.flv", nobody);
  private final Route json = Route.at("/json_$.js", nobody);
  private final Route hls = Route.below("/hls/$/", nobody);
  private final Route smooth = Route.below("/smooth/$.ism/", nobody);
  private final Route files = Route.below("/static/", nobody);
  private final Route resource = Route.at("/whip/$", nobody).only("DELETE", "PATCH");
  private final Router router =
      new Router(List.of(player, flv, json, hls, smooth, files, resource));

  @ParameterizedTest
  @CsvSource({
    "/live.flv, live, ''",
    "/live.flv.flv, live.flv, ''",
    "/json_live.js, live, ''",
    "/hls/live/index.m3u8, live, index.m3u8",
    "/hls/live+a b/1_2/3.ts, live+a b, 1_2/3.ts",
    "/hls/live/, live, ''",
    "/smooth/live.ism/Manifest, live, Manifest",
    "/static/a/b.txt, '', a/b.txt"
  })
  void dollarIsTheStreamName(String path, String stream, String rest) {
    Router.Found found = router.find("GET", path).orElseThrow();
    assertThat(found.stream()).isEqualTo(stream);
    assertThat(found.rest()).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b.flv",
    "/.flv",
    "/json_.js",
    "/hls//index.m3u8",
    "/hls/live",
    "/player.jsx",
    "/smooth/live/x"
  })
  void namesAreNotEmptyAndHaveNoSlash(String path) {
    assertThat(router.find("GET", path)).isEmpty();
  }

  @Test
  void firstMatchWins() {
    Route early = Route.at("/$.js", nobody);
    assertThat(new Router(List.of(early, player)).find("GET", "/player.js").orElseThrow().route())
        .isSameAs(early);
  }

  @Test
  void aLaterRouteWithTheMethodWinsOverAnEarlierWithout() {
    Route post = Route.at("/whip/$", nobody).only("POST");
    Router both = new Router(List.of(resource, post));
    assertThat(both.find("POST", "/whip/x").orElseThrow().route()).isSameAs(post);
    assertThat(both.allow("/whip/x")).isEqualTo("DELETE, OPTIONS, PATCH, POST");
    assertThat(both.allow("/other")).isEmpty();
  }
}
