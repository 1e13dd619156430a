package dev.weir.http.segmented.cmaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.http.RawPeer;
import dev.weir.http.Route;
import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.segmented.DoorServer;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.SegmentDoor;
import dev.weir.http.segmented.dash.DashManifests;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.mp4.Mp4Demuxer;
import dev.weir.playlist.XmlElement;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.testkit.Await;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmafHandlerTest {
  private static final String PICTURES =
      "(?s).*#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=(\\d+),[^\\n]*URI=\"(\\d+)/.*";

  private final DoorServer server =
      new DoorServer(TestStreams.segments(2000, 60_000), CmafHandlerTest::routes);
  private final TestStreams streams = server.streams();

  private static List<Route> routes(SegmentDoor door) {
    DashManifests dash = new DashManifests(door, Clock.systemUTC());
    List<Route> routes = new ArrayList<>(dash.routes());
    routes.addAll(new CmafHandler(door, List.of(new CmafPlaylists(door), dash)).routes());
    return routes;
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Publisher publish(int seconds) {
    return server.publish(seconds, 2);
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  private String get(String path) throws IOException {
    try (RawPeer peer = server.connect()) {
      return peer.send(request(path)).readAll();
    }
  }

  private String getWithCookie(String path, String token) throws IOException {
    String lines = request(path).replace("Host: x", "Host: x\r\nCookie: a=b; tkn=" + token);
    try (RawPeer peer = server.connect()) {
      return peer.send(lines).readAll();
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String last(String playlist, String with) {
    return playlist.lines().filter(line -> line.contains(with)).toList().getLast();
  }

  private static String uri(String line) {
    return line.replaceAll(".*URI=\"([^\"]*)\".*", "$1");
  }

  @Test
  void leadsFromThePlaylistsToThePieces() throws Exception {
    publish(5);
    assertThat(get("/cmaf/live/index.m3u8"))
        .startsWith("HTTP/1.1 200 ")
        .contains("CODECS=\"avc1.42001e,mp4a.40.2\"")
        .contains("URI=\"1/index.m3u8\"")
        .contains("\n2/index.m3u8\n")
        .contains("EXT-X-I-FRAME-STREAM-INF");
    String playlist = get("/cmaf/live/2/index.m3u8");
    for (String uri : aPieceOfEachKind(playlist)) {
      assertThat(get("/cmaf/live/2/" + uri))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Type: video/mp4")
          .contains("immutable");
    }
    String pictures = get("/cmaf/live/2/iframes.m3u8");
    assertThat(get("/cmaf/live/2/" + last(pictures, "iframe_")))
        .startsWith("HTTP/1.1 200 ")
        .contains("moof");
  }

  @Test
  void theSameBytesAreThereForHlsAndDash() throws Exception {
    publish(5);
    String mpd = get("/dash/live/index.mpd");
    assertThat(mpd).contains("application/dash+xml").contains("availabilityTimeComplete=\"false\"");
    String number = mpd.replaceAll("(?s).*?startNumber=\"(\\d+)\".*", "$1");
    String path = "live/2/chunk_" + number + ".m4s";
    assertThat(body(get("/dash/" + path))).isNotEmpty().isEqualTo(body(get("/cmaf/" + path)));
  }

  @Test
  void aPartThatIsAnnouncedIsSentWhenItExists() throws Exception {
    Publisher publisher = publish(5);
    String hint = uri(last(get("/cmaf/live/2/index.m3u8"), "PRELOAD-HINT"));
    try (RawPeer peer = server.connect()) {
      peer.send(request("/cmaf/live/2/" + hint));
      Gop.seconds(publisher, 5, 6, 2);
      assertThat(peer.readAll()).startsWith("HTTP/1.1 200 ").contains("moof");
    }
  }

  @Test
  void aPlaylistIsSentWhenItHasWhatWasAskedFor() throws Exception {
    Publisher publisher = publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    String open = uri(last(playlist, "PRELOAD-HINT")).replaceAll("chunk_(\\d+)\\..*", "$1");
    try (RawPeer peer = server.connect()) {
      peer.send(request("/cmaf/live/2/index.m3u8?_HLS_msn=" + open));
      Gop.seconds(publisher, 5, 7, 2);
      assertThat(peer.readAll())
          .startsWith("HTTP/1.1 200 ")
          .contains("max-age=12")
          .contains("\nchunk_" + open + ".m4s\n");
    }
  }

  @Test
  void theOpenSegmentIsSentAsItGrows() throws Exception {
    Publisher publisher = publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    String open = uri(last(playlist, "PRELOAD-HINT")).replaceAll("chunk_(\\d+)\\..*", "$1");
    String path = "/cmaf/live/2/chunk_" + open + ".m4s";
    try (RawPeer peer = server.connect()) {
      String head = peer.send(request(path)).readUntil("moof");
      assertThat(head).contains("transfer-encoding: chunked");
      Gop.seconds(publisher, 5, 7, 2);
      String sent = withoutChunks(body(head + peer.readAll()));
      assertThat(sent).contains("prft").isEqualTo(body(get(path)));
      StringBuilder parts = new StringBuilder();
      for (String line : get("/cmaf/live/2/index.m3u8").lines().toList()) {
        if (line.startsWith("#EXT-X-PART:") && line.contains("chunk_" + open + ".")) {
          parts.append(body(get("/dash/live/2/" + uri(line))));
        }
      }
      assertThat(parts).as("its parts").asString().isEqualTo(sent);
    }
  }

  /// What a body in chunks is (RFC 9112 7.1); fails if it has no end.
  private static String withoutChunks(String body) {
    StringBuilder found = new StringBuilder();
    int at = 0;
    while (true) {
      int end = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, end), 16);
      if (size == 0) {
        return found.toString();
      }
      found.append(body, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
  }

  @Test
  void whoeverWaitsIsAnsweredWhenTheStreamEnds() throws Exception {
    Publisher publisher = publish(5);
    String hint = uri(last(get("/cmaf/live/2/index.m3u8"), "PRELOAD-HINT"));
    try (RawPeer playlist = server.connect();
        RawPeer part = server.connect();
        RawPeer segment = server.connect();
        RawPeer next = server.connect()) {
      String open = hint.replaceAll("chunk_(\\d+)\\..*", "$1");
      playlist.send(request("/cmaf/live/2/index.m3u8?_HLS_msn=" + open));
      part.send(request("/cmaf/live/2/chunk_" + open + ".15.m4s"));
      String path = "/dash/live/2/chunk_" + open + ".m4s";
      String head = segment.send(request(path)).readUntil("moof");
      next.send(request("/dash/live/2/chunk_" + (Long.parseLong(open) + 1) + ".m4s"));
      publisher.close(TestStreams.OVER);
      // Its last segment may be told before the end is.
      assertThat(playlist.readAll())
          .startsWith("HTTP/1.1 200 ")
          .contains("\nchunk_" + open + ".m4s\n");
      assertThat(part.readAll()).startsWith("HTTP/1.1 404 ").contains("no such part");
      assertThat(withoutChunks(body(head + segment.readAll()))).isEqualTo(body(get(path)));
      assertThat(next.readAll()).startsWith("HTTP/1.1 404 ");
      assertThat(get("/cmaf/live/2/index.m3u8")).contains("#EXT-X-ENDLIST");
    }
  }

  /// What may be kept for how long, and what is compressed.
  @Test
  void eachKindOfAnswerSaysHowLongItHolds() throws Exception {
    publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    String segment = playlist.lines().filter(l -> l.endsWith(".m4s")).findFirst().orElseThrow();
    for (String manifest : List.of("index.m3u8", "index.mpd", "2/index.m3u8", "2/iframes.m3u8")) {
      String path = "/cmaf/live/" + manifest;
      assertThat(get(path)).as(path).contains("Cache-Control: no-cache\r\n");
    }
    for (String manifest : List.of("index.mpd", "2/index.m3u8")) { // the others are short
      try (RawPeer peer = server.connect()) {
        String lines = request("/cmaf/live/" + manifest);
        String answer =
            peer.send(lines.replace("\r\nC", "\r\nAccept-Encoding: gzip\r\nC")).readAll();
        assertThat(answer).as(manifest).contains("content-encoding: gzip\r\n");
      }
    }
    for (String piece : List.of(segment, uri(last(playlist, "MAP")))) {
      assertThat(get("/cmaf/live/2/" + piece))
          .as(piece)
          .contains("Cache-Control: public, max-age=300, immutable\r\n");
    }
    assertThat(get("/cmaf/live/2/init.m4s")) // of whatever is newest
        .startsWith("HTTP/1.1 200 ")
        .contains("Cache-Control: no-cache\r\n");
    assertThat(get("/cmaf/live/2/chunk_0.m4s")).doesNotContain("immutable", "max-age");
    assertThat(get("/time")).matches("(?s).*\r\n\r\n\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
  }

  /// Sound in two languages, searching, low latency: a set for each with what it is for.
  @Test
  void aManifestOfDashTellsWhatEachTrackIsFor() throws Exception {
    Publisher publisher = streams.publish("live");
    publisher.track(Gop.video(320, 180));
    publisher.track(new Track(1, TestStreams.SOUND.codec(), "eng", null));
    publisher.track(new Track(3, TestStreams.SOUND.codec(), "dut", null));
    for (int tick = 0; tick < 50; tick++) {
      long dtsMicros = tick * 100_000L;
      publisher.sample(Gop.picture(dtsMicros, tick % 20 == 0));
      Sample sound = Gop.sound(dtsMicros);
      publisher.sample(sound);
      publisher.sample(new Sample(3, dtsMicros, 0, true, sound.payload().retainedDuplicate()));
    }
    XmlElement mpd =
        XmlElement.parse(body(get("/dash/live/index.mpd?trickmode=1")).getBytes(UTF_8));
    List<XmlElement> sets = mpd.all("Period").getFirst().all("AdaptationSet");
    assertThat(sets)
        .extracting(
            set -> set.attribute("contentType"),
            set -> set.attribute("lang"),
            set -> value(set, "Role"),
            set -> value(set, "EssentialProperty"))
        .containsExactly(
            tuple("video", null, "main", null),
            tuple("audio", "en", "main", null),
            tuple("audio", "nl", "alternate", null),
            tuple("video", null, null, "0")); // first pictures of set 0
    assertThat(sets)
        .extracting(set -> set.all("Representation").getFirst().attribute("codecs"))
        .containsExactly("avc1.42001e", "mp4a.40.2", "mp4a.40.2", "avc1.42001e");
    assertThat(sets.subList(0, 3))
        .allSatisfy(set -> {
          assertThat(set.all("ProducerReferenceTime")).hasSize(1);
          assertThat(set.all("Resync").getFirst().number("dT", 0)).isPositive();
        });
    XmlElement service = mpd.all("ServiceDescription").getFirst();
    assertThat(service.all("Latency").getFirst().number("target", 0)).isEqualTo(1500);
    assertThat(service.all("PlaybackRate")).hasSize(1);
    assertThat(value(mpd, "UTCTiming")).isEqualTo("http://x/time");
    String hls = get("/cmaf/live/index.m3u8");
    assertThat(hls)
        .contains("LANGUAGE=\"en\"", "LANGUAGE=\"nl\"", "URI=\"1/index.m3u8\"")
        .contains("URI=\"3/index.m3u8\"");
    assertThat(hls.lines().filter(line -> line.contains("TYPE=AUDIO,"))).hasSize(2);
    assertThat(hls.lines().filter(line -> line.contains("DEFAULT=YES"))).hasSize(1);
  }

  /// Of the element of that name; null if there is none.
  private static @Nullable String value(XmlElement in, String name) {
    XmlElement found = in.first(name);
    return found == null ? null : found.attribute("value");
  }

  private static void renditions(Publisher publisher, int from, int to, int... tracks) {
    for (int tick = from * 10; tick < to * 10; tick++) {
      long dtsMicros = tick * 100_000L;
      boolean keyframe = tick % 20 == 0;
      for (int track : tracks) {
        Sample picture = Gop.picture(dtsMicros, keyframe);
        publisher.sample(new Sample(track, dtsMicros, 0, keyframe, picture.payload()));
      }
      publisher.sample(Gop.sound(dtsMicros));
    }
  }

  /// RFC 8216bis 6.2.1: players then go on with another rendition.
  @Test
  void aRenditionThatHasStoppedIsNotFoundUntilItIsBack() throws Exception {
    int small = 9;
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    publisher.track(Track.of(small, Gop.video(160, 96).codec()));
    renditions(publisher, 0, 5, Gop.VIDEO, small);
    String open = uri(last(get("/cmaf/live/9/index.m3u8"), "PRELOAD-HINT"));
    long next = Long.parseLong(open.replaceAll("chunk_(\\d+)\\..*", "$1")) + 1;
    try (RawPeer waiting = server.connect()) {
      waiting.send(request("/cmaf/live/9/index.m3u8?_HLS_msn=" + next));
      renditions(publisher, 5, 10, Gop.VIDEO);
      assertThat(waiting.readAll()).startsWith("HTTP/1.1 404 ").contains("The track has stopped");
    }
    assertThat(get("/cmaf/live/9/index.m3u8")).startsWith("HTTP/1.1 404 ").contains("no-cache");
    assertThat(get("/cmaf/live/2/index.m3u8")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/cmaf/live/1/index.m3u8")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/cmaf/live/index.m3u8")).contains("\n2/index.m3u8").doesNotContain("\n9/");
    renditions(publisher, 10, 15, Gop.VIDEO, small);
    assertThat(get("/cmaf/live/9/index.m3u8")).startsWith("HTTP/1.1 200 ").contains("#EXT-X-GAP");
    assertThat(get("/cmaf/live/index.m3u8")).contains("\n9/index.m3u8");
  }

  /// Pictures may pause for a few seconds.
  @Test
  void picturesThatHaveStoppedAreNotFoundWhereSoundGoesOn() throws Exception {
    Publisher publisher = publish(5);
    String open = uri(last(get("/cmaf/live/2/index.m3u8"), "PRELOAD-HINT"));
    long next = Long.parseLong(open.replaceAll("chunk_(\\d+)\\..*", "$1")) + 1;
    for (int tick = 50; tick < 95; tick++) {
      publisher.sample(Gop.sound(tick * 100_000L));
    }
    assertThat(get("/cmaf/live/2/index.m3u8")).startsWith("HTTP/1.1 200 ");
    try (RawPeer waiting = server.connect()) {
      waiting.send(request("/cmaf/live/2/index.m3u8?_HLS_msn=" + next));
      for (int tick = 95; tick < 150; tick++) {
        publisher.sample(Gop.sound(tick * 100_000L));
      }
      assertThat(waiting.readAll()).startsWith("HTTP/1.1 404 ").contains("The track has stopped");
    }
    assertThat(get("/cmaf/live/index.m3u8")).contains("\n1/index.m3u8").doesNotContain("2/");
    assertThat(get("/cmaf/live/1/index.m3u8")).startsWith("HTTP/1.1 200 ");
    streams.pass(Duration.ofSeconds(11));
    Gop.seconds(publisher, 16, 21, 2);
    assertThat(get("/cmaf/live/index.m3u8")).contains("\n2/index.m3u8");
    assertThat(get("/cmaf/live/2/index.m3u8")).startsWith("HTTP/1.1 200 ");
  }

  /// A microphone may be muted for a few seconds.
  @Test
  void soundThatHasStoppedIsNotFoundWherePicturesGoOn() throws Exception {
    Publisher publisher = publish(5);
    for (int tick = 50; tick < 90; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 20 == 0));
    }
    assertThat(get("/cmaf/live/1/index.m3u8")).startsWith("HTTP/1.1 200 ").contains("GAP=YES");
    for (int tick = 90; tick < 120; tick++) {
      publisher.sample(Gop.picture(tick * 100_000L, tick % 20 == 0));
    }
    assertThat(get("/cmaf/live/1/index.m3u8")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/cmaf/live/2/index.m3u8")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/cmaf/live/index.m3u8")).doesNotContain("AUDIO");
    streams.pass(Duration.ofSeconds(7));
    Gop.seconds(publisher, 12, 17, 2);
    assertThat(get("/cmaf/live/1/index.m3u8")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/cmaf/live/index.m3u8")).contains("AUDIO");
  }

  /// Where the clock was set back, the dates of media are ahead of it.
  @Test
  void theTimeOfDatesThatAreAheadIsTold() throws Exception {
    Instant before = Instant.now();
    Instant told = Instant.parse(body(get("/time?ahead=3600")));
    assertThat(told).isAfter(before.plusSeconds(3599));
    assertThat(Instant.parse(body(get("/time?ahead=-3600")))).isBefore(before);
    assertThat(Instant.parse(body(get("/time?ahead=9999999999")))).isBefore(told);
  }

  private String getRange(String path, String range) throws IOException {
    String lines = request(path).replace("Host: x", "Host: x\r\nRange: " + range);
    try (RawPeer peer = server.connect()) {
      return peer.send(lines).readAll();
    }
  }

  /// The header, a part, a segment of several parts.
  private static List<String> aPieceOfEachKind(String playlist) {
    return List.of(
        uri(last(playlist, "MAP")),
        uri(last(playlist, "EXT-X-PART:")),
        playlist.lines().filter(line -> line.endsWith(".m4s")).findFirst().orElseThrow());
  }

  @Test
  void rangesOfPiecesAreSent() throws Exception {
    publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    for (String uri : aPieceOfEachKind(playlist)) {
      String path = "/cmaf/live/2/" + uri;
      String whole = get(path);
      int size = body(whole).length();
      assertThat(whole).contains("Accept-Ranges: bytes\r\n");
      String some = getRange(path, "bytes=3-" + (size - 2));
      assertThat(some)
          .startsWith("HTTP/1.1 206 ")
          .contains("Content-Range: bytes 3-%d/%d\r\n".formatted(size - 2, size))
          .contains("content-length: " + (size - 4) + "\r\n");
      assertThat(body(some)).isEqualTo(body(whole).substring(3, size - 1));
      assertThat(body(getRange(path, "bytes=-5"))).isEqualTo(body(whole).substring(size - 5));
      assertThat(getRange(path, "bytes=" + size + "-"))
          .startsWith("HTTP/1.1 416 ")
          .contains("Content-Range: bytes */" + size + "\r\n");
      assertThat(getRange(path, "bytes=0-1\r\nIf-Range: \"x\"")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void ofASegmentThatGrowsNobodyKnowsTheRanges() throws Exception {
    Publisher publisher = publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    String open = uri(last(playlist, "PRELOAD-HINT")).replaceAll("chunk_(\\d+)\\..*", "$1");
    String path = "/cmaf/live/2/chunk_" + open + ".m4s";
    String lines = request(path).replace("Host: x", "Host: x\r\nRange: bytes=0-9");
    try (RawPeer peer = server.connect()) {
      String head = peer.send(lines).readUntil("moof");
      assertThat(head).startsWith("HTTP/1.1 200 ").doesNotContain("Accept-Ranges");
      Gop.seconds(publisher, 5, 7, 2);
      assertThat(peer.readAll()).endsWith("0\r\n\r\n");
    }
    assertThat(getRange(path, "bytes=0-9")).startsWith("HTTP/1.1 206 ");
  }

  @Test
  void segmentsCanBeNamedByTime() throws Exception {
    publish(5);
    String mpd = get("/dash/live/index.mpd?addressing=time");
    assertThat(mpd).contains("media=\"chunk_2_$Time$.m4s?addressing=time\"");
    String time = mpd.replaceAll("(?s).*?<S t=\"(\\d+)\".*", "$1");
    String number = mpd.replaceAll("(?s).*?startNumber=\"(\\d+)\".*", "$1");
    assertThat(body(get("/dash/live/chunk_2_" + time + ".m4s")))
        .isEqualTo(body(get("/dash/live/2/chunk_" + number + ".m4s")));
    assertThat(body(get("/dash/live/chunk_2_init.m4s")))
        .isEqualTo(body(get("/cmaf/live/2/init.m4s")));
  }

  /// RFC 8216bis 4.4.6.3: of the pictures alone.
  @Test
  void bandwidthOfFirstPicturesIsTheirs() throws Exception {
    WholeClip.publish(SampleMedia.H264_B_FRAMES_AAC, streams.publish("live"));
    int track = Integer.parseInt(get("/cmaf/live/index.m3u8").replaceAll(PICTURES, "$2"));
    double peak = 0;
    double seconds = 0;
    for (String line : body(get("/cmaf/live/" + track + "/iframes.m3u8")).lines().toList()) {
      if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.substring(8, line.length() - 1));
      } else if (!line.startsWith("#")) {
        String picture = get("/cmaf/live/" + track + "/" + line);
        long bytes = Long.parseLong(picture.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
        peak = Math.max(peak, bytes * 8 / seconds);
      }
    }
    double told = Double.parseDouble(get("/cmaf/live/index.m3u8").replaceAll(PICTURES, "$1"));
    assertThat(told).isBetween(peak, peak * 1.1);
    String mpd = get("/cmaf/live/index.mpd?trickmode=1");
    String trickMode =
        mpd.replaceAll("(?s).*<Representation id=\"\\d+-t\" bandwidth=\"(\\d+).*", "$1");
    assertThat(Double.parseDouble(trickMode)).isEqualTo(told);
  }

  /// MPDs told of more while it was being published.
  @Test
  void aSegmentThatAnEncoderLeftIsListedAsLongAsItIs() throws Exception {
    Publisher publisher = publish(5);
    assertThat(get("/cmaf/live/index.mpd")).contains("<S t=\"0\" d=\"180000\" r=\"2\"/>");
    publisher.close(CloseReason.PEER_FINISHED);
    assertThat(get("/cmaf/live/index.mpd"))
        .contains("type=\"dynamic\"")
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>\n<S t=\"360000\" d=\"90000\"/>");
    publish(5);
    assertThat(get("/cmaf/live/index.mpd"))
        .contains("<S t=\"0\" d=\"180000\" r=\"1\"/>\n<S t=\"360000\" d=\"90000\"/>")
        .containsPattern("(?s)<Period .*<Period ");
  }

  /// It is still connected, and may go on.
  @Test
  void aSegmentThatAnEncoderLeavesHangingIsListedAsLongAsItIs() throws Exception {
    Publisher publisher = publish(5);
    assertThat(get("/cmaf/live/index.mpd")).contains("<S t=\"0\" d=\"180000\" r=\"2\"/>");
    Await.until(
        "the length of what there is", Duration.ofSeconds(60), () -> listedOfOpen() <= 90_000);
    Gop.seconds(publisher, 5, 7, 2);
    assertThat(get("/cmaf/live/index.mpd")).contains("<S t=\"0\" d=\"180000\" r=\"");
  }

  /// How long the third segment is, if it is listed by itself.
  private long listedOfOpen() {
    try {
      Matcher open =
          Pattern.compile("<S t=\"360000\" d=\"(\\d+)\"/>").matcher(get("/cmaf/live/index.mpd"));
      return open.find() ? Long.parseLong(open.group(1)) : Long.MAX_VALUE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A cue that two segments have a part of, with another beside it for a while.
  @Test
  void cuesAreSamplesOfDash() throws Exception {
    Publisher publisher = streams.publish("live");
    Gop.announce(publisher);
    publisher.track(
        new Track(5, new Codec.Text(Codec.Text.Format.SUBRIP, Octets.EMPTY), "dut", null));
    Gop.seconds(publisher, 0, 1, 2);
    cue(publisher, 900_000, 500, "<b>Goedendag</b>");
    cue(publisher, 1_000_000, 2000, "Tot ziens");
    Gop.seconds(publisher, 1, 5, 2);
    String mpd = get("/dash/live/index.mpd");
    assertThat(mpd)
        .contains("mimeType=\"application/mp4\" lang=\"nl\"")
        .contains("codecs=\"wvtt\"");
    String template = mpd.substring(mpd.indexOf("codecs=\"wvtt\""));
    assertThat(template).contains("media=\"5/chunk_$Number$.m4s\"", "<S t=\"0\" d=\"180000\"");
    String number = template.replaceAll("(?s).*?startNumber=\"(\\d+)\".*", "$1");
    String header = template.replaceAll("(?s).*?initialization=\"([^\"]+)\".*", "$1");
    assertThat(cues(header, "5/chunk_" + number + ".m4s"))
        .containsExactly(
            "900 ms for 100 ms: <b>Goedendag</b>",
            "1000 ms for 400 ms: <b>Goedendag</b>\nTot ziens",
            "1400 ms for 600 ms: Tot ziens",
            "2000 ms for 1000 ms: Tot ziens");
  }

  private static void cue(Publisher publisher, long micros, int millis, String text) {
    ByteBuf payload = Unpooled.buffer();
    new Cue(millis, text).write(payload);
    publisher.sample(new Sample(5, micros, 0, true, payload));
  }

  /// What our own reader makes of a header and a segment.
  private List<String> cues(String header, String segment) throws IOException {
    List<String> found = new ArrayList<>();
    TrackSink sink =
        new TrackSink() {
          @Override
          public void track(Track track) {
            assertThat(track.codec().codecString()).isEqualTo("wvtt");
          }

          @Override
          public void sample(Sample sample) {
            Cue cue = Cue.read(sample.payload());
            found.add(
                "%d ms for %d ms: %s"
                    .formatted(
                        sample.ptsMicros() / 1000, cue.durationMillis(), cue.text().strip()));
          }
        };
    try (Mp4Demuxer demuxer = new Mp4Demuxer(sink)) {
      for (String path : List.of(header, segment)) {
        byte[] bytes = body(get("/dash/live/" + path)).getBytes(StandardCharsets.ISO_8859_1);
        demuxer.read(Unpooled.wrappedBuffer(bytes));
      }
      demuxer.end();
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_msn=-1",
        "_HLS_msn=9999999999999999999",
        "_HLS_msn=9000000000000000000",
        "_HLS_part=0",
        "_HLS_msn=0&_HLS_part=-5",
        "_HLS_msn=99999999&_HLS_part=1000000000"
      })
  void nonsenseIsRefusedWithASentence(String query) throws Exception {
    publish(5);
    String answer = get("/cmaf/live/2/index.m3u8?" + query);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(body(answer)).startsWith("_HLS_msn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index",
        "index.m3u8/",
        "2",
        "2/",
        "x/index.m3u8",
        "99/index.m3u8",
        "99/init.m4s",
        "2/init_1.m4s",
        "2/chunk_0.m4s",
        "chunk_2_1.m4s",
        "chunk_2_999999999999999.m4s",
        "chunk_2_999999999999999999.m4s",
        "chunk_99_0.m4s",
        "chunk_99_init.m4s",
        "chunk_2_-1.m4s",
        "2/chunk_0.0.m4s",
        "2/chunk_999999999999.m4s",
        "2/iframe_0.m4s",
        "1/iframe_0.m4s",
        "2/chunk_0.vtt",
        "1/iframes.m3u8",
        "2/2/index.m3u8",
        "9999999999/init.m4s"
      })
  void whatIsNotThereIsNotFoundWithASentence(String path) throws Exception {
    publish(5);
    get("/cmaf/live/index.m3u8");
    String answer = get("/cmaf/live/" + path);
    assertThat(answer).as(path).startsWith("HTTP/1.1 404 ");
    assertThat(body(answer)).containsPattern("\\w+ \\w+");
  }

  @Test
  void variablesGoAlongButNotThoseOfOneRequest() throws Exception {
    publish(5);
    assertThat(get("/cmaf/live/2/index.m3u8?tkn=a%26b&_HLS_skip=YES&llhls=0"))
        .contains("m4s?tkn=a%26b&llhls=0\n")
        .doesNotContain("_HLS_skip", "EXT-X-PART");
    assertThat(get("/cmaf/live/index.mpd?x=%22%3C&a=b")).contains("m4s?x=%22%3C&amp;a=b\"");
  }

  @Test
  void tokensAreWrittenIntoAddressesWhereTheModeSays() throws Exception {
    publish(5);
    assertThat(getWithCookie("/cmaf/live/index.m3u8", "4711")).contains("\n2/index.m3u8\n");
    streams.writeTokens(true);
    assertThat(getWithCookie("/cmaf/live/index.m3u8?a=b", "4711"))
        .contains("\n2/index.m3u8?a=b&tkn=4711\n", "URI=\"1/index.m3u8?a=b&tkn=4711\"");
    assertThat(getWithCookie("/cmaf/live/2/index.m3u8", "\"<$&"))
        .contains("m4s?tkn=%22%3C%24%26\"", ".m4s?tkn=%22%3C%24%26\n");
    assertThat(getWithCookie("/cmaf/live/index.mpd", "\"<$&")).contains("m4s?tkn=%22%3C%24%26\"");
    assertThat(getWithCookie("/cmaf/live/index.m3u8?jwt=7", "4711"))
        .as("the address has one")
        .contains("\n2/index.m3u8?jwt=7\n");
    String made = get("/cmaf/live/index.m3u8");
    String cookie = made.replaceAll("(?s).*Set-Cookie: (tkn=[0-9]+);.*", "$1");
    assertThat(cookie).hasSizeLessThan(20);
    assertThat(made).contains("\n2/index.m3u8?" + cookie + "\n");
  }

  @Test
  void whoeverComesWithoutATokenIsSomebodyNewUnlessHeIsOnTheSameConnection() throws Exception {
    publish(5);
    streams.writeTokens(true);
    String path = "/cmaf/live/index.mpd";
    try (RawPeer peer = server.connect()) {
      String first = token(peer.send(request(path, "A", false)).readUntil("</MPD>\n"));
      assertThat(token(peer.send(request(path, "A", false)).readUntil("</MPD>\n")))
          .isEqualTo(first);
      assertThat(token(peer.send(request(path, "B", false)).readUntil("</MPD>\n")))
          .as("a proxy has one connection for many")
          .isNotEqualTo(first);
      try (RawPeer other = server.connect()) {
        assertThat(token(other.send(request(path, "A", true)).readAll())).isNotEqualTo(first);
      }
    }
    String given = get(path + "?tkn=4711");
    assertThat(token(given)).isEqualTo("4711");
    assertThat(given).doesNotContain("<Location>");
  }

  private static String request(String path, String player, boolean last) {
    String end = last ? "Connection: close\r\n" : "";
    return "GET %s HTTP/1.1\r\nHost: x\r\nUser-Agent: %s\r\n%s\r\n".formatted(path, player, end);
  }

  /// The only one that there is in a manifest.
  private static String token(String manifest) {
    List<String> tokens =
        Pattern.compile("[?&;]tkn=([0-9]+)")
            .matcher(manifest)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(tokens).hasSize(1);
    return tokens.getFirst();
  }

  @Test
  void whatCachesGiveToOthersNamesNobody() throws Exception {
    publish(5);
    String playlist = get("/cmaf/live/2/index.m3u8");
    assertThat(playlist).contains("Set-Cookie: tkn=", "Cache-Control: no-cache");
    String sequence = last(playlist, "MEDIA-SEQUENCE").replaceAll(".*:", "");
    String path = "/cmaf/live/2/index.m3u8?_HLS_msn=" + sequence;
    assertThat(get(path)).contains("Cache-Control: public").doesNotContain("Set-Cookie");
    assertThat(get(path + "&tkn=7")).contains("Cache-Control: public", "m4s?tkn=7\n");
    streams.writeTokens(true);
    assertThat(get(path)).contains("Cache-Control: private, no-cache\r\n", "m4s?tkn=");
    assertThat(get(path + "&tkn=7")).contains("Cache-Control: private, max-age=", "m4s?tkn=7\n");
  }
}
