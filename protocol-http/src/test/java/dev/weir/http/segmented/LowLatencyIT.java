package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.SegmentedServer.Way;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.PlayersPage;
import dev.weir.testkit.SampleMedia;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// How far hls.js and dash.js in Chromium are behind the encoder with low-latency HLS and DASH.
class LowLatencyIT {
  private final SegmentedServer server =
      new SegmentedServer(TestStreams.segments(1900, 60_000, 15_000));

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Tag("alone")
  @Test
  void chromiumPlaysCloseToTheLiveEdge(TestReporter reporter) throws Exception {
    LiveClip clip = server.opened(new LiveClip(SampleMedia.H264_AAC, server.publish("live")));
    Browser browser = server.opened(Chromium.start());
    PlayersPage page = server.play(browser, "live", Way.HLS_CMAF, Way.DASH);
    LatencyWatch.watch(page, clip.startedAt(), reporter);
    page.assertUninterrupted();
    assertThat(browser.networkFailures()).isEmpty();
  }
}
