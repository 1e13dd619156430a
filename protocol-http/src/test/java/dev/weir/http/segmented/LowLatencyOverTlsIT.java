package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.TestTls;
import dev.weir.http.segmented.SegmentedServer.Way;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.SampleMedia;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Low-latency HLS as it is meant to be played: over TLS and HTTP/2, so that all requests that wait
/// share a connection (RFC 8216bis, appendix B.1).
class LowLatencyOverTlsIT {
  private SegmentedServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        new SegmentedServer(TestTls.server(directory), TestStreams.segments(1900, 60_000, 15_000));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /// Pictures and sound are a rendition each, with playlists and parts of their own.
  @Tag("alone")
  @Test
  void chromiumPlaysPartsOverHttp2CloseToTheLiveEdge(TestReporter reporter) throws Exception {
    Publisher publisher = server.publish("live");
    LiveClip clip = server.opened(new LiveClip(SampleMedia.H264_AAC, publisher));
    Browser browser = server.opened(Chromium.start("--ignore-certificate-errors"));
    PlayersPage page = server.playAtHome(browser, "live", Way.HLS_CMAF);
    page.evaluate("performance.setResourceTimingBufferSize(100000)"); // it keeps 250
    page.evaluate("video.decoded = video.webkitAudioDecodedByteCount");
    LatencyWatch.watch(page, clip.startedAt(), reporter);
    page.await("video.webkitAudioDecodedByteCount > video.decoded + 30000"); // 2.5 s
    page.assertUninterrupted();
    assertThat(browser.networkFailures()).isEmpty();

    assertThat(requests(browser, "nextHopProtocol")).hasSizeGreaterThan(30).containsOnly("h2");
    List<String> paths =
        requests(browser, "name.replace(/^https:[/][/][^/]+[/]cmaf[/]live[/]/, '')");
    for (Track track : publisher.stream().tracks()) {
      String folder = track.id() + "/";
      List<String> own = paths.stream().filter(path -> path.startsWith(folder)).toList();
      long parts = count(own, "chunk_\\d+\\.\\d+\\.m4s");
      assertThat(parts).as("%s: %s", track, own).isGreaterThan(10);
      assertThat(count(own, "index\\.m3u8\\?.*_HLS_part=\\d+"))
          .as("%s: %s", track, own)
          .isGreaterThan(5);
      reporter.publishEntry("%s: %d requests, %d of parts".formatted(folder, own.size(), parts));
    }
  }

  /// A property of each request for the stream that was answered, in their order.
  private static List<String> requests(Browser browser, String property) {
    return StreamSupport.stream(
            browser
                .evaluate(
                    """
                    performance.getEntriesByType('resource')
                        .filter(({name}) => name.includes('/cmaf/'))
                        .map((entry) => entry.%s)
                    """
                        .formatted(property))
                .spliterator(),
            false)
        .map(value -> value.asText())
        .toList();
  }

  private static long count(List<String> paths, String name) {
    return paths.stream().filter(path -> path.matches("\\d+/" + name + ".*")).count();
  }
}
