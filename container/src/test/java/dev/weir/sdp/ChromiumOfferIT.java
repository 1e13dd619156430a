package dev.weir.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtp.PayloadFormat;
import dev.weir.testkit.Browser;
import dev.weir.testkit.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What Chromium offers to WHIP and WHEP servers. `-Dgolden.update` keeps the offers for
/// [ChromiumOfferTest].
class ChromiumOfferIT {
  private static final String OFFER =
      """
      (async () => {
        const pc = new RTCPeerConnection();
        %s
        await pc.setLocalDescription();
        await new Promise(done => {
          pc.onicecandidate = e => e.candidate || done();
          setTimeout(done, 2000);
        });
        return pc.localDescription.sdp;
      })()
      """;

  private static final String WHIP =
      """
      pc.addTransceiver('audio', {direction: 'sendonly'});
      pc.addTransceiver('video', {direction: 'sendonly',
        sendEncodings: [{rid: 'hi'}, {rid: 'lo', scaleResolutionDownBy: 2}]});
      """;

  private static final String WHEP =
      """
      pc.addTransceiver('audio', {direction: 'recvonly'});
      pc.addTransceiver('video', {direction: 'recvonly'});
      """;

  @Test
  void offersAreRead() throws IOException {
    try (Browser browser = Chromium.start()) {
      browser.open("about:blank");
      check(browser.evaluate(OFFER.formatted(WHIP)).asText(), "chromium-whip.sdp");
      check(browser.evaluate(OFFER.formatted(WHEP)).asText(), "chromium-whep.sdp");
    }
  }

  private static void check(String offer, String name) throws IOException {
    if (System.getProperty("golden.update") != null) {
      Files.writeString(Path.of("src", "test", "resources", "sdp", name), offer);
    }
    SessionDescription session = SessionDescription.parse(offer);
    assertThat(session.media()).extracting(MediaDescription::media).contains("audio", "video");
    assertThat(session.media().getLast().payloads())
        .extracting(PayloadFormat::encoding)
        .contains("H264", "VP8", "VP9", "AV1");
  }
}
