package dev.weir.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.Origin;
import dev.weir.http.player.StreamFacts.TrackFacts;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.testkit.Golden;
import dev.weir.ts.TsMuxer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoJsonTest {
  private static final Origin ORIGIN = new Origin(false, "media.example:8080", "");
  private static final Codec H264 =
      new Codec.Avc(
          Octets.ofHex("0164001fffe1"),
          List.of(),
          List.of(),
          new Picture(1280, 720, 25, Colour.UNSPECIFIED));
  private static final Codec AAC = new Codec.Aac(Octets.ofHex("1190"), 2, 48_000, 2, 1024);
  private static final Codec SPEEX = new Codec.OtherAudio("Speex", Octets.EMPTY, 16_000, 1);

  private static final List<OutputMethod> METHODS =
      List.of(
          OutputMethod.http("html5/video/mpeg", "TS HTTP progressive", 1, "$.ts", TsMuxer::carries),
          OutputMethod.http("flash/7", "FLV progressive", 5, "$.flv", FlvMuxer::carries),
          OutputMethod.webSocket("ws/flash/7", "FLV WebSocket", 4, "$.flv", FlvMuxer::carries),
          OutputMethod.rtmp(1935, codec -> !codec.name().equals("VP8")),
          OutputMethod.http(
              "html5/application/vnd.apple.mpegurl",
              "HLS",
              9,
              "hls/$/index.m3u8",
              TsMuxer::carries));

  private static InfoJson info(Origin... publicAddresses) {
    return new InfoJson(METHODS, List.of(publicAddresses), "");
  }

  private static StreamFacts facts(Codec... codecs) {
    List<TrackFacts> tracks = new ArrayList<>();
    for (Codec codec : codecs) {
      Track track = new Track(tracks.size() + 1, codec, "eng", null);
      tracks.add(new TrackFacts(track, 1000, 51_040, 2_048_000));
    }
    return new StreamFacts("live+a b", true, 1_500_000_000_123L, tracks);
  }

  @Test
  void describesALiveStream() {
    Golden.assertMatches(
        info().online(facts(H264, AAC), ORIGIN, false, "").toPrettyString() + "\n",
        "info-live.json");
  }

  @Test
  void publicAddressesReplaceTheRequestsOwn() {
    ObjectNode json =
        info(new Origin(true, "a.example", "/tv"), new Origin(false, "b.example:81", ""))
            .online(facts(H264, AAC), ORIGIN, false, "");
    assertThat(json.path("source").findValuesAsText("url"))
        .contains(
            "https://a.example/tv/live+a%20b.flv",
            "wss://a.example/tv/live+a%20b.flv",
            "ws://b.example:81/live+a%20b.flv",
            "rtmp://b.example:1935/play/live+a%20b")
        .hasSize(10);
    assertThat(json.path("pubaddr").asBoolean()).isTrue();
  }

  @Test
  void everyAddressEndsWithWhatMakesTheViewerKnownAgain() {
    JsonNode sources = info().online(facts(H264, AAC), ORIGIN, false, "?tkn=7").path("source");
    assertThat(sources).hasSize(METHODS.size());
    assertThat(sources.findValuesAsText("url")).allMatch(url -> url.endsWith("?tkn=7"));
    assertThat(sources.findValuesAsText("relurl")).allMatch(url -> url.endsWith("?tkn=7"));
  }

  @Test
  void sourcesThatCarryMoreComeFirst() {
    JsonNode sources = info().online(facts(H264, SPEEX), ORIGIN, false, "").path("source");
    assertThat(sources.findValuesAsText("hrn"))
        .containsExactly("RTMP", "FLV progressive", "FLV WebSocket", "HLS", "TS HTTP progressive");
  }

  @Test
  void sourcesThatCarryNothingAreListedOnRequestOnly() {
    StreamFacts vp8 = facts(new Codec.Vp8(Picture.ofSize(640, 360)));
    assertThat(info().online(vp8, ORIGIN, false, "").path("source"))
        .noneMatch(source -> source.path("simul_tracks").asInt() == 0);
    assertThat(info().online(vp8, ORIGIN, true, "").path("source")).hasSize(METHODS.size());
  }

  @Test
  void whatAFormatCannotCarryIsNamed() {
    JsonNode sources = info().online(facts(H264, SPEEX), ORIGIN, false, "").path("source");
    for (JsonNode source : sources) {
      boolean speex = !source.path("hrn").asText().matches("HLS|TS HTTP progressive");
      assertThat(source.path("left_out").toString())
          .isEqualTo(speex ? "" : "[\"audio_Speex_1ch_16000hz_1\"]");
    }
    assertThat(sources).hasSize(METHODS.size());
  }

  @Test
  void sizeIsTheUsualOneWhenNoneIsKnown() {
    ObjectNode json = info().online(facts(AAC), ORIGIN, false, "");
    assertThat(json.path("width").asInt()).isEqualTo(640);
    assertThat(json.path("height").asInt()).isEqualTo(480);
  }

  @Test
  void failuresNameTheReasonAndTheOperatorsWords() {
    assertThat(info().failed("Stream is offline").toString())
        .isEqualTo("{\"error\":\"Stream is offline\"}");
    assertThat(new InfoJson(METHODS, List.of(), "Back at nine").failed("x").toString())
        .isEqualTo("{\"error\":\"x\",\"on_error\":\"Back at nine\"}");
  }
}
