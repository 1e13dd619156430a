package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.LiveServer;
import dev.weir.testkit.SampleMedia;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a whole server sends, held against the rules.
class LiveOutputsIT {
  private static final Duration FOLLOW = Duration.ofSeconds(6);

  @Test
  void noOutputBreaksARule() throws Exception {
    try (LiveServer server = LiveServer.start()) {
      assertBreaksNoRule(
          server,
          "/hls/demo/index.m3u8",
          "/cmaf/demo/index.m3u8",
          "/dash/demo/index.mpd",
          "/dash/demo/index.mpd?addressing=duration",
          "/smooth/demo.ism/Manifest",
          "/cmaf/demo/Manifest",
          "/dynamic/demo/manifest.f4m");
    }
  }

  /// Of a film whose pictures are presented in another order than they are decoded.
  @Test
  void noOutputOfAFilmBreaksARule() throws Exception {
    String config =
        """
        {"config": {"protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": 0}]},
         "streams": {"film": {"source": "%s"}}}
        """
            .formatted(SampleMedia.H264_B_FRAMES_AAC.file());
    try (LiveServer server = LiveServer.with(config)) {
      assertBreaksNoRule(
          server,
          "/hls/film/index.m3u8",
          "/cmaf/film/index.m3u8",
          "/dash/film/index.mpd",
          "/smooth/film.ism/Manifest",
          "/dynamic/film/manifest.f4m");
    }
  }

  private static void assertBreaksNoRule(LiveServer server, String... paths) throws Exception {
    try (HttpWeb web = new HttpWeb()) {
      for (String path : paths) {
        Findings findings = new Findings();
        Checks.run(URI.create(server.http() + path), FOLLOW, web, findings);
        assertThat(findings.broken()).as(path + "\n" + findings).isEmpty();
        assertThat(findings.lookedAt("segments") + findings.lookedAt("fragments"))
            .as(path + "\n" + findings)
            .isGreaterThan(2);
      }
    }
  }
}
