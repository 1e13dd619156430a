package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.LiveServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a whole server sends live, held against the rules.
class LiveOutputsIT {
  private static final Duration FOLLOW = Duration.ofSeconds(6);

  @Test
  void noOutputBreaksARule() throws Exception {
    try (LiveServer server = LiveServer.start();
        HttpWeb web = new HttpWeb()) {
      for (String path :
          new String[] {
            "/hls/demo/index.m3u8",
            "/cmaf/demo/index.m3u8",
            "/dash/demo/index.mpd",
            "/dash/demo/index.mpd?addressing=duration",
            "/smooth/demo.ism/Manifest",
            "/cmaf/demo/Manifest",
            "/dynamic/demo/manifest.f4m"
          }) {
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
