package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed (-9) before a browser that plays HLS and DASH, and started again; the
/// encoder comes back, too.
class ServerRestartIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern SEGMENT =
      Pattern.compile("(?m)^(?:chunk_)?(\\d+)\\.(?:ts|m4s)(?:\\?|$)");
  private static final Pattern DISCONTINUITY =
      Pattern.compile("#EXT-X-DISCONTINUITY-SEQUENCE:(\\d+)");
  private static final Pattern START_NUMBER = Pattern.compile("startNumber=\"(\\d+)\"");
  private static final Pattern PERIOD =
      Pattern.compile("<Period id=\"p(\\d+)\" start=\"(P[^\"]+)\"");

  @TempDir private Path folder;

  private final int http = Ports.freeTcp();
  private final int rtmp = Ports.freeTcp();

  private ServerProcess server() throws IOException {
    return new ServerProcess(
        folder,
        """
        {"config": {
           "protocols": [
             {"connector": "HTTP", "interface": "127.0.0.1", "port": %d},
             {"connector": "RTMP", "interface": "127.0.0.1", "port": %d}],
           "controller": {"interface": "127.0.0.1", "port": API}},
         "streams": {"live": {"source": "push://127.0.0.1", "segmentsize": 1900}}}
        """
            .formatted(http, rtmp),
        List.of(),
        List.of());
  }

  private Ffmpeg encoder() {
    return Ffmpeg.publishForever(
        SampleMedia.H264_AAC.file(), "flv", "rtmp://127.0.0.1:" + rtmp + "/live/live");
  }

  @Test
  void playersResumeWithoutAReloadAndNumbersGoOn() throws Exception {
    assertResumes("value=\"http://127.0.0.1:" + http + "/time\"");
  }

  /// What players have been given is an hour ahead of the clock, when the server starts again.
  @Test
  void theSameHoldsWhereTheClockWasSetBack() throws Exception {
    long ahead = Instant.now().plus(Duration.ofHours(1)).toEpochMilli() / 100;
    Files.writeString(folder.resolve("weir.json.dates"), ahead + "\n");
    assertResumes("/time?ahead=3");
  }

  /// @param time where MPDs say that the time of the media is
  private void assertResumes(String time) throws Exception {
    try (Chromium browser = Chromium.start()) {
      PlayersPage page;
      List<Long> before;
      List<Long> discontinuitiesBefore;
      MatchResult periodBefore;
      try (ServerProcess server = server();
          Ffmpeg _ = encoder()) {
        page = new PlayersPage(browser, "http://127.0.0.1:" + http + "/");
        page.add("TS", "live", "html5/application/vnd.apple.mpegurl", "hlsjs");
        page.add("CMAF", "live", "html5/application/vnd.apple.mpegurl;version=7", "hlsjs");
        page.add("DASH", "live", "dash/video/mp4", "dashjs");
        page.awaitPlaying();
        before = awaitNumbers();
        discontinuitiesBefore = discontinuities();
        periodBefore = period();
        assertThat(get("/dash/live/index.mpd")).contains(time);
        server.kill();
      }
      try (ServerProcess _ = server();
          Ffmpeg _ = encoder()) {
        page.awaitMorePictures(75);
        assertThat(page.evaluate("first[id] !== undefined"))
            .as("the page is the same")
            .allMatch(JsonNode::asBoolean);
        assertThat(awaitNumbers().getFirst()).isGreaterThan(before.getLast());
        assertThat(discontinuities()).hasSize(2).doesNotContainAnyElementsOf(discontinuitiesBefore);
        assertThat(discontinuities().getFirst()).isGreaterThan(discontinuitiesBefore.getFirst());
        assertThat(Long.parseLong(period().group(1)))
            .isGreaterThan(Long.parseLong(periodBefore.group(1)));
        assertThat(Duration.parse(period().group(2)))
            .isGreaterThan(Duration.parse(periodBefore.group(2)));
      }
    }
  }

  /// The numbers of all segments that HLS lists, whose first DASH begins with, too.
  private List<Long> awaitNumbers() {
    return Await.value(
        "segments",
        LIMIT,
        () -> {
          List<Long> numbers = listed("/hls/live/");
          List<Long> starts = numbers(START_NUMBER, get("/dash/live/index.mpd"));
          return numbers.isEmpty()
                  || !listed("/cmaf/live/").equals(numbers)
                  || !numbers.getFirst().equals(starts.getFirst())
              ? Optional.empty()
              : Optional.of(numbers);
        });
  }

  /// The first period of DASH, whose times count from 1970 for ever.
  private MatchResult period() {
    String mpd = get("/dash/live/index.mpd");
    assertThat(mpd).contains("availabilityStartTime=\"1970-01-01T00:00:00Z\"");
    return PERIOD.matcher(mpd).results().findFirst().orElseThrow();
  }

  private List<Long> listed(String folder) {
    return numbers(SEGMENT, playlist(folder));
  }

  /// The discontinuity sequence numbers of the first segments of both playlists.
  private List<Long> discontinuities() {
    return numbers(DISCONTINUITY, playlist("/hls/live/") + playlist("/cmaf/live/"));
  }

  private String playlist(String folder) {
    return get(folder + "index.m3u8")
        .lines()
        .filter(line -> line.matches("\\w+/index\\.m3u8(\\?.*)?"))
        .findFirst()
        .map(variant -> get(folder + variant))
        .orElse("");
  }

  private static List<Long> numbers(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult r) -> Long.valueOf(r.group(1)))
        .toList();
  }

  /// Empty if there is nothing, or nobody answers.
  private String get(String path) {
    try (var in = URI.create("http://127.0.0.1:" + http + path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
