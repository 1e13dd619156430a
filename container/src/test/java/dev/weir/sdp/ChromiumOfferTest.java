package dev.weir.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaException;
import dev.weir.rtp.PayloadFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads offers of Chromium, kept by [ChromiumOfferIT].
class ChromiumOfferTest {
  private final SessionDescription whip = read("chromium-whip.sdp");
  private final SessionDescription whep = read("chromium-whep.sdp");

  private static SessionDescription read(String name) {
    try {
      return SessionDescription.parse(
          Files.readString(Path.of("src", "test", "resources", "sdp", name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void mediaAreBundled() {
    List<String> mids = whip.media().stream().map(MediaDescription::mid).toList();
    assertThat(mids).containsExactly("0", "1");
    assertThat(whip.groups()).containsExactly(new SessionDescription.Group("BUNDLE", mids));
    assertThat(whip.media()).allMatch(MediaDescription::rtcpMux);
    assertThat(whip.media().getLast().rtcpReducedSize()).isTrue();
  }

  @Test
  void transportsAreKnown() {
    for (MediaDescription media : whip.media()) {
      TransportParameters transport = whip.transport(media);
      assertThat(transport.ufrag()).hasSizeGreaterThanOrEqualTo(4);
      assertThat(transport.password()).hasSizeGreaterThanOrEqualTo(22);
      assertThat(transport.options()).contains("trickle");
      assertThat(transport.lite()).isFalse();
      assertThat(transport.setup()).isEqualTo(TransportParameters.Setup.ACTPASS);
      assertThat(transport.fingerprints().getFirst().hash()).isEqualTo("sha-256");
      assertThat(transport.fingerprints().getFirst().value().length()).isEqualTo(32);
    }
  }

  @Test
  void directionsAreThoseOfTheProtocols() {
    assertThat(whip.media()).allMatch(media -> whip.direction(media) == Direction.SENDONLY);
    assertThat(whep.media()).allMatch(media -> whep.direction(media) == Direction.RECVONLY);
  }

  @Test
  void codecsAreKnownOrAuxiliary() {
    for (MediaDescription media : whep.media()) {
      for (PayloadFormat payload : media.payloads()) {
        assertThat(payload.isAuxiliary() || isKnown(payload)).as(payload.toString()).isTrue();
        if (payload.isNamed("rtx")) {
          assertThat(media.formats()).contains(Integer.toString(media.repaired(payload)));
        }
      }
    }
  }

  private static boolean isKnown(PayloadFormat payload) {
    try {
      payload.codec();
      return true;
    } catch (MediaException _) {
      return false;
    }
  }

  @Test
  void feedbackAndExtensionsAreRead() {
    MediaDescription video = whip.media().getLast();
    int type = video.payloads().getFirst().payloadType();
    assertThat(video.feedback(type))
        .contains("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb");
    assertThat(video.extensions())
        .extracting(ExtensionMap::uri)
        .contains(ExtensionMap.MID, ExtensionMap.TRANSPORT_WIDE);
  }

  @Test
  void layersAreRead() {
    MediaDescription video = whip.media().getLast();
    assertThat(video.rids()).extracting(Rid::id).containsExactly("hi", "lo");
    assertThat(video.rids()).allMatch(Rid::send);
    assertThat(video.attributes().first("simulcast")).isEqualTo("send hi;lo");
  }

  @Test
  void itsOwnTextIsReadAgain() {
    assertThat(SessionDescription.parse(whip.text())).isEqualTo(whip);
    assertThat(SessionDescription.parse(whep.text())).isEqualTo(whep);
  }
}
