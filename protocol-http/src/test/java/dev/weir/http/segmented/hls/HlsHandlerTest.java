package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.RawPeer;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.Gop;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HlsHandlerTest {
  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 60_000), door -> new HlsHandler(door).routes());
  private final TestStreams streams = server.streams();

  @AfterEach
  void close() {
    server.close();
  }

  private Publisher publish(int seconds) {
    return server.publish(seconds, 1);
  }

  private String answer(String line) throws IOException {
    try (RawPeer peer = server.connect()) {
      return peer.send(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").readAll();
    }
  }

  private String get(String path) throws IOException {
    return answer("GET " + path);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /// The address of the first segment, as the playlist has it.
  private static String firstSegment(String playlist) {
    return playlist.lines().filter(line -> line.contains(".ts")).findFirst().orElseThrow();
  }

  @Test
  void leadsFromThePlaylistsToTheSegments() throws Exception {
    publish(4);
    assertThat(get("/hls/live/index.m3u8"))
        .startsWith("HTTP/1.1 200 ")
        .contains("application/vnd.apple.mpegurl")
        .contains("Cache-Control: no-cache")
        .contains("Access-Control-Allow-Origin: *")
        .endsWith("\n2_1/index.m3u8\n");
    String playlist = get("/hls/live/2_1/index.m3u8");
    assertThat(playlist).startsWith("HTTP/1.1 200 ").contains("#EXT-X-TARGETDURATION:1\n");
    String segment = get("/hls/live/2_1/" + firstSegment(playlist));
    assertThat(segment)
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: video/mp2t")
        .contains("immutable");
    assertThat(body(segment)).startsWith("G").matches(packets -> packets.length() % 188 == 0);
  }

  @Test
  void firstPicturesAreThereForSearching() throws Exception {
    publish(4);
    assertThat(get("/hls/live/index.m3u8"))
        .contains("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=")
        .contains(",RESOLUTION=320x180,URI=\"2/iframes.m3u8\"\n");
    String playlist = get("/hls/live/2/iframes.m3u8");
    assertThat(playlist).contains("#EXT-X-I-FRAMES-ONLY\n").doesNotContain("MAP");
    String picture = get("/hls/live/2/" + firstSegment(playlist));
    assertThat(picture).startsWith("HTTP/1.1 200 ").contains("Content-Type: video/mp2t");
    String segment = body(get("/hls/live/2_1/" + firstSegment(get("/hls/live/2_1/index.m3u8"))));
    assertThat(body(picture))
        .startsWith("G")
        .matches(packets -> packets.length() % 188 == 0)
        .hasSizeLessThan(segment.length());
  }

  @Test
  void rangesOfSegmentsAreSent() throws Exception {
    publish(4);
    String path = "/hls/live/2_1/" + firstSegment(get("/hls/live/2_1/index.m3u8"));
    String whole = get(path);
    assertThat(whole).contains("Accept-Ranges: bytes\r\n");
    try (RawPeer peer = server.connect()) {
      peer.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nRange: bytes=188-375\r\n");
      String some = peer.send("Connection: close\r\n\r\n").readAll();
      assertThat(some)
          .startsWith("HTTP/1.1 206 ")
          .contains("Content-Range: bytes 188-375/" + body(whole).length() + "\r\n");
      assertThat(body(some)).isEqualTo(body(whole).substring(188, 376));
    }
  }

  @Test
  void theSameSegmentAskedTwiceHasTheSameBytes() throws Exception {
    publish(4);
    String path = "/hls/live/2_1/" + firstSegment(get("/hls/live/2_1/index.m3u8"));
    assertThat(body(get(path))).isEqualTo(body(get(path)));
  }

  @Test
  void handsVariablesOn() throws Exception {
    publish(4);
    assertThat(get("/hls/live/index.m3u8?user=3&hash=a%26b%0A"))
        .contains("\n2_1/index.m3u8?user=3&hash=a%26b%0A\n");
    String playlist = get("/hls/live/2_1/index.m3u8?user=3&hash=a%26b%0A");
    assertThat(firstSegment(playlist)).endsWith(".ts?user=3&hash=a%26b%0A");
    assertThat(get("/hls/live/2_1/" + firstSegment(playlist))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void segmentsCanBeNamedByTime() throws Exception {
    publish(4);
    String first = firstSegment(get("/hls/live/2_1/index.m3u8"));
    String segment = get("/hls/live/2_1/" + first);
    assertThat(body(get("/hls/live/2_1/0_1000.ts"))).isEqualTo(body(segment));
    assertThat(body(get("/hls/live/2_1/1000_2000.ts"))).isNotEqualTo(body(segment));
    assertThat(get("/hls/live/2_1/9000_10000.ts")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void textsAreRenditionsOnTheTimelineOfTheSegments() throws Exception {
    Publisher publisher = publish(1);
    publisher.track(
        new Track(5, new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY), "dut", null));
    ByteBuf cue = Unpooled.buffer();
    new Cue(500, "Goedendag").write(cue);
    publisher.sample(new Sample(5, 900_000, 0, true, cue));
    Gop.seconds(publisher, 1, 4, 1);
    assertThat(get("/hls/live/index.m3u8"))
        .contains("TYPE=SUBTITLES,GROUP-ID=\"subs\",NAME=\"Dutch\",LANGUAGE=\"nl\"")
        .contains("URI=\"5/index.m3u8\"")
        .contains(",wvtt\"")
        .contains(",SUBTITLES=\"subs\"\n");
    String playlist = get("/hls/live/5/index.m3u8");
    String first = playlist.lines().filter(line -> line.endsWith(".vtt")).findFirst().orElseThrow();
    assertThat(get("/hls/live/5/" + first))
        .contains("text/vtt")
        .contains("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:90000\n")
        .contains("00:00.900 --> ", "Goedendag");
    assertThat(get("/hls/live/2_1/" + first)).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void headHasNoBody() throws Exception {
    publish(4);
    assertThat(answer("HEAD /hls/live/index.m3u8"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n");
    String segment = "/hls/live/2_1/" + firstSegment(get("/hls/live/2_1/index.m3u8"));
    assertThat(answer("HEAD " + segment))
        .startsWith("HTTP/1.1 200 ")
        .contains("video/mp2t")
        .endsWith("\r\n\r\n");
  }

  @Test
  void firstViewersWaitForTheFirstSegment() throws Exception {
    Publisher publisher = publish(1);
    try (RawPeer peer = server.connect()) {
      peer.send("GET /hls/live/index.m3u8 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      Gop.seconds(publisher, 1, 3, 1);
      assertThat(peer.readAll()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aStreamThatHasEndedCanBePlayedToItsEnd() throws Exception {
    Publisher publisher = publish(4);
    assertThat(get("/hls/live/2_1/index.m3u8")).doesNotContain("ENDLIST");
    publisher.close(TestStreams.OVER);
    String playlist = get("/hls/live/2_1/index.m3u8");
    assertThat(playlist).endsWith("#EXT-X-ENDLIST\n");
    assertThat(playlist.lines().filter(line -> line.endsWith(".ts"))).hasSize(4);
    assertThat(get("/hls/live/2_1/" + firstSegment(playlist))).startsWith("HTTP/1.1 200 ");
  }

  /// Players have seconds and minutes in advance, and may hold.
  @Test
  void aFilmThatWasClosedMeanwhileIsOpenedAgainForASegment() throws Exception {
    String folder = "/hls/" + TestStreams.film(SampleMedia.H264_AAC).replace("vod", "brief") + "/";
    String variant = get(folder + "index.m3u8").lines().toList().getLast();
    List<String> segments =
        get(folder + variant).lines().filter(line -> line.endsWith(".ts")).toList();
    String tracks = variant.substring(0, variant.indexOf('/') + 1);
    for (String segment : segments.subList(0, 2)) {
      Await.until(
          "the end of the file",
          Duration.ofSeconds(60),
          () -> streams.streams().onDemand().isEmpty());
      assertThat(get(folder + tracks + segment)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aStreamThatComesAgainIsServedInsteadOfTheOneBefore() throws Exception {
    publish(4);
    get("/hls/live/index.m3u8");
    streams.streams().close();
    Publisher again = streams.publish("live");
    again.track(TestStreams.SOUND);
    TestStreams.sound(again, 0, 200);
    assertThat(get("/hls/live/index.m3u8")).endsWith("\n1/index.m3u8\n");
    assertThat(get("/hls/live/1/index.m3u8")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void soundThatWasAnnouncedAndNeverCameHindersNobody() throws Exception {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    for (int picture = 0; picture < 40; picture++) {
      publisher.sample(Gop.picture(picture * 100_000L, picture % 10 == 0));
    }
    assertThat(get("/hls/live/index.m3u8")).endsWith("\n2/index.m3u8\n");
    String playlist = get("/hls/live/2/index.m3u8");
    assertThat(get("/hls/live/2/" + firstSegment(playlist))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void playersStayWithTheirVariantWhenSoundPauses() throws Exception {
    Publisher publisher = publish(4);
    for (long dts = 4_000_000; dts < 8_000_000; dts += 100_000) {
      publisher.sample(Gop.picture(dts, dts % 1_000_000 == 0));
    }
    String playlist = get("/hls/live/2_1/index.m3u8");
    assertThat(playlist).startsWith("HTTP/1.1 200 ").contains("#EXT-X-DISCONTINUITY\n");
    String last = playlist.lines().filter(line -> line.endsWith(".ts")).toList().getLast();
    assertThat(get("/hls/live/2_1/" + last)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void saysWhenTransportStreamsCarryNothingOfIt() throws Exception {
    Publisher publisher = streams.publish("live");
    publisher.track(Track.of(7, new Codec.Vp8(Picture.UNKNOWN)));
    for (int i = 0; i < 40; i++) {
      publisher.sample(
          new Sample(7, i * 100_000L, 0, true, Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));
    }
    assertThat(get("/hls/live/index.m3u8")).startsWith("HTTP/1.1 415 ").contains("MPEG-TS");
  }

  @Test
  void saysWhyThereIsNoStream() throws Exception {
    assertThat(get("/hls/live/index.m3u8"))
        .startsWith("HTTP/1.1 404 ")
        .contains("Could not retrieve stream: Stream is offline");
    assertThat(get("/hls/other/index.m3u8"))
        .startsWith("HTTP/1.1 404 ")
        .contains("Could not retrieve stream: There is no stream");
    assertThat(get("/hls/live/2_1/1000.ts"))
        .startsWith("HTTP/1.1 404 ")
        .contains("Fragment out of");
  }

  /// Sessions are what is kept of those who ask.
  @Test
  void whoeverAsksForNamesThatHeMakesUpLeavesNothingBehind() throws Exception {
    publish(3);
    for (int i = 0; i < 100; i++) {
      for (String name : List.of("x" + i, "live+x" + i, "vod+x" + i)) {
        for (String path : List.of("index.m3u8", "2_1/index.m3u8", "2_1/" + i + ".ts")) {
          assertThat(get("/hls/%s/%s?tkn=%d".formatted(name, path, i))).startsWith("HTTP/1.1 404 ");
        }
      }
    }
    assertThat(streams.sessions().list()).isEmpty();
    assertThat(streams.streams().all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "index.m3u8/",
        "2_1",
        "2_1/",
        "2_1/nothing.mp4",
        "2_1/-1.ts",
        "2_1/.ts",
        "2_1/1_.ts",
        "2_1/999999999999999999_999999999999999999.ts",
        "2_1/1_2_3.ts",
        "2/1.vtt",
        "2/iframe_0.ts",
        "2/iframe_.ts",
        "2_1/iframes.m3u8",
        "1/iframes.m3u8",
        "1/iframe_0.ts",
        "5/1.vtt",
        "2_1/1e3.ts",
        "2_1/1000000000000000000.ts",
        "2_1/9999999999999999999999.ts",
        "2_1/999999999999999999.ts",
        "2_1/0.ts",
        "2_1/index.m3u8/more",
        "2_1/1.ts/more",
        "V_A/index.m3u8",
        "1_2/index.m3u8",
        "2_99999999999999/index.m3u8",
        "_/index.m3u8",
        "99_1/0.ts",
        "%D9%A2_1/index.m3u8",
        "...//",
        "2_1/%D9%A1.ts"
      })
  void whatIsNotThereIsNotFoundWithASentence(String path) throws Exception {
    publish(3);
    get("/hls/live/index.m3u8");
    String answer = get("/hls/live/" + path);
    assertThat(answer).as(path).startsWith("HTTP/1.1 404 ");
    assertThat(body(answer)).containsPattern("\\w+ \\w+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hls/%2e%2e/index.m3u8",
        "/hls/live/%2e%2e/index.m3u8",
        "/hls/live/%c0%ae%c0%ae/index.m3u8",
        "/hls/live/..;/index.m3u8",
        "/hls/live/..%2f..%2fetc/passwd",
        "/hls/live/2_1/%00.ts",
        "/hls/live/2_1/%FF.ts"
      })
  void pathsThatMeanHarmAreRefusedWithASentence(String path) throws Exception {
    publish(3);
    String answer = get(path);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(body(answer)).startsWith("The path ");
  }

  /// What cannot be read, or is several ranges, is as good as none.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=9-3",
        "bytes=99999999999999999999-",
        "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0",
        "lines=1-2"
      })
  void rangesThatMeanNothingChangeNothing(String range) throws Exception {
    publish(4);
    String path = "/hls/live/2_1/" + firstSegment(get("/hls/live/2_1/index.m3u8"));
    try (RawPeer peer = server.connect()) {
      String answer =
          peer.send(
                  "GET "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nRange: "
                      + range
                      + "\r\nConnection: close\r\n\r\n")
              .readAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      assertThat(body(answer)).isEqualTo(body(get(path)));
    }
  }

  @Test
  void longPathsAreNotFoundOrRefused() throws Exception {
    publish(3);
    assertThat(get("/hls/live/" + "a/".repeat(500))).startsWith("HTTP/1.1 404 ");
    assertThat(get("/hls/live/" + "2".repeat(2000) + "/index.m3u8")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/hls/" + "a".repeat(2000) + "/index.m3u8")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/hls/live/" + "a".repeat(100_000))).startsWith("HTTP/1.1 414 ");
  }
}
