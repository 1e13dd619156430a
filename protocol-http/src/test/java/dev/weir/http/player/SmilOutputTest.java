package dev.weir.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvMuxer;
import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmilOutputTest {
  private final TestStreams streams = new TestStreams();
  private final TestServer server = server(OutputMethod.rtmp(1935, FlvMuxer::carries));

  @AfterEach
  void close() {
    streams.close();
    server.close();
  }

  @Test
  void namesEachPictureTrackByItsId() {
    StreamFacts facts =
        new StreamFacts(
            "live+a&b",
            true,
            0,
            List.of(
                fact(Track.of(1, new Codec.Vp8(Picture.ofSize(1280, 720))), 2_000_000),
                fact(TestStreams.SOUND, 128_000),
                fact(Track.of(3, new Codec.Vp8(Picture.ofSize(640, 360))), 600_000)));
    assertThat(SmilOutput.document(facts, "rtmp://tv.example:1935/play/", ""))
        .isEqualTo(
            """
            <smil>
              <head>
                <meta base='rtmp://tv.example:1935/play/'/>
              </head>
              <body>
                <switch>
                  <video src='live+a&amp;b?track=1' height='720' width='1280' system-bitrate='2000000'/>
                  <video src='live+a&amp;b?track=3' height='360' width='640' system-bitrate='600000'/>
                </switch>
              </body>
            </smil>
            """);
  }

  @Test
  void pointsToTheHostOfTheRequest() throws Exception {
    Publisher publisher = streams.publish("live");
    publisher.track(TestStreams.SOUND);
    TestStreams.sound(publisher, 0, 60);
    assertThat(get(server, "/live.smil"))
        .startsWith("HTTP/1.1 200 ")
        .contains("base='rtmp://tv.example:1935/play/'");
  }

  @Test
  void handsOnWhatTheViewerIsKnownBy() throws Exception {
    Publisher publisher = streams.publish("live");
    publisher.track(Track.of(2, new Codec.Vp8(Picture.ofSize(320, 180))));
    publisher.track(TestStreams.SOUND);
    publisher.sample(new Sample(2, 0, 0, true, Unpooled.wrappedBuffer(new byte[] {1})));
    TestStreams.sound(publisher, 0, 60);
    assertThat(get(server, "/live.smil?user=7&hash='"))
        .contains("src='live?track=2&amp;user=7&amp;hash=&#39;' ");
    streams.writeTokens(true);
    assertThat(get(server, "/live.smil")).containsPattern("src='live\\?track=2&amp;tkn=[0-9]+' ");
  }

  @Test
  void isNotThereForAStreamThatIsNotThere() throws Exception {
    assertThat(get(server, "/nobody.smil")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void isNotThereWithoutRtmp() throws Exception {
    try (TestServer other = server(OutputMethod.http("flash/7", "FLV", 5, "$.flv", _ -> true))) {
      assertThat(get(other, "/live.smil")).contains("404", "plays nothing over RTMP");
    }
  }

  private TestServer server(OutputMethod method) {
    return new TestServer(
        HttpLimits.DEFAULT,
        null,
        PlayerRoutes.routes(streams.admissions(), List.of(method), List.of(), ""));
  }

  private static StreamFacts.TrackFacts fact(Track track, long bitsPerSecond) {
    return new StreamFacts.TrackFacts(track, 0, 1000, bitsPerSecond);
  }

  private static String get(TestServer from, String path) throws Exception {
    try (RawPeer peer = from.connect()) {
      return peer.send("GET " + path + " HTTP/1.1\r\nHost: tv.example\r\nConnection: close\r\n\r\n")
          .readAll();
    }
  }
}
