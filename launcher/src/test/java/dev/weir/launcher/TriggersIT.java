package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What viewers, files and streams have handlers asked and told, over every protocol.
class TriggersIT extends TriggersAsked {
  TriggersIT() throws IOException {}

  @Test
  void aViewerIsAskedAboutStepByStep() throws Exception {
    String url = web("/demo.flv?user=1");
    HttpResponse<InputStream> answer = open("/demo.flv?user=1");
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> visit = List.of("demo", "127.0.0.1", "FLV", url);
    assertThat(asked.stream().map(Asked::trigger).filter(name -> !name.startsWith("OUTPUT")))
        .containsSubsequence(
            "CONN_OPEN", "PLAY_REWRITE", "STREAM_LOAD", "STREAM_SOURCE", "USER_NEW", "CONN_PLAY");
    assertThat(lines("CONN_OPEN")).isEqualTo(visit);
    assertThat(lines("PLAY_REWRITE")).isEqualTo(visit);
    assertThat(lines("CONN_PLAY")).isEqualTo(visit);
    assertThat(lines("STREAM_LOAD")).isEqualTo(List.of("demo"));
    assertThat(lines("STREAM_SOURCE")).isEqualTo(List.of("demo"));
    assertThat(lines("USER_NEW")).hasSize(6).startsWith("demo", "127.0.0.1");
    assertThat(lines("USER_NEW").subList(3, 5)).containsExactly("FLV", url);
    assertThat(await("STREAM_READY")).containsExactly("demo", "Demo");
    assertThat(await("STREAM_BUFFER")).hasSize(3).startsWith("demo", "FULL");
    assertThat(await("LIVE_TRACK_LIST")).hasSize(3).startsWith("demo").endsWith("");
    assertThat(await("OUTPUT_START").getFirst()).contains("\"connector\":");
    answer.body().close();
    assertThat(await("CONN_CLOSE")).isEqualTo(visit);
  }

  @Test
  void everyProtocolAsksInTheSameLines() throws Exception {
    Map<String, String> connectors =
        Map.ofEntries(
            Map.entry("/hls/demo/index.m3u8", "HLS"),
            Map.entry("/cmaf/demo/index.m3u8", "CMAF"),
            Map.entry("/cmaf/demo/index.mpd", "CMAF"),
            Map.entry("/dash/demo/index.mpd", "DASHMP4"),
            Map.entry("/smooth/demo.ism/Manifest", "HSS"),
            Map.entry("/dynamic/demo/manifest.f4m", "HDS"),
            Map.entry("/demo.flv", "FLV"),
            Map.entry("/demo.ts", "HTTPTS"),
            Map.entry("/demo.mp4", "MP4"),
            Map.entry("/demo.aac", "AAC"),
            Map.entry("/demo.h264", "H264"),
            Map.entry("/demo.mkv", "EBML"));
    for (Map.Entry<String, String> each : connectors.entrySet()) {
      aSessionIsToldFromItsBeginToItsEnd(each.getKey(), each.getValue());
    }
    asked.clear();
    String url = rtmp("demo") + "?user=1";
    try (Ffmpeg _ = Ffmpeg.start("-i", url, "-c", "copy", "-f", "null", "-")) {
      List<String> visit = List.of("demo", "127.0.0.1", "RTMP", url);
      assertThat(await("CONN_PLAY")).isEqualTo(visit);
      assertThat(lines("CONN_OPEN")).isEqualTo(visit);
      assertThat(lines("PLAY_REWRITE")).isEqualTo(visit);
      assertThat(lines("USER_NEW").subList(3, 5)).containsExactly("RTMP", url);
    }
    assertThat(await("CONN_CLOSE")).containsExactly("demo", "127.0.0.1", "RTMP", url);
    api.ask("{'stop_sessions':{'demo':'RTMP'}}");
    assertUserEnded(await("USER_END"), lines("USER_NEW"));
  }

  @Test
  void aWebSocketThatIsLeftBeforeAnythingPlaysIsToldToItsEnd() {
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create(web("/demo.mp4").replace("http:", "ws:")), new WebSocket.Listener() {})
            .join();
    List<String> visit = lines("CONN_OPEN");
    assertThat(visit.subList(0, 3)).containsExactly("demo", "127.0.0.1", "MP4");
    assertThat(lines("CONN_PLAY")).isEqualTo(visit);
    socket.abort();
    assertThat(await("CONN_CLOSE")).isEqualTo(visit);
    api.ask("{'stop_sessions':{'demo':'MP4'}}");
    List<String> ended = await("USER_END");
    assertThat(ended.subList(1, 4)).containsExactly("demo", "MP4", "127.0.0.1");
    assertThat(ended.getLast()).isEqualTo(lines("USER_NEW").getLast());
  }

  /// Two connections of one session: each is asked about for itself, the session once.
  private void aSessionIsToldFromItsBeginToItsEnd(String address, String connector)
      throws IOException, InterruptedException {
    asked.clear();
    String path = address + "?tkn=" + address.replaceAll("[^a-z0-9]", "");
    List<String> visit = List.of("demo", "127.0.0.1", connector, web(path));
    for (int connection = 1; connection <= 2; connection++) {
      try (HttpClient player = HttpClient.newHttpClient()) {
        HttpResponse<InputStream> answer = open(player, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body().readNBytes(100)).as(path).hasSize(100);
        answer.body().close();
        player.shutdownNow();
      }
      int closed = connection;
      Await.until(path + " is closed", LIMIT, () -> count("CONN_CLOSE") == closed);
    }
    for (String of : List.of("CONN_OPEN", "PLAY_REWRITE", "CONN_PLAY", "CONN_CLOSE")) {
      assertThat(asked.stream().filter(one -> one.trigger().equals(of)).map(Asked::lines))
          .as(of)
          .containsExactly(visit, visit);
    }
    assertThat(count("USER_NEW")).as(path).isOne();
    List<String> begun = lines("USER_NEW");
    assertThat(begun.subList(0, 5))
        .containsExactly(
            "demo", "127.0.0.1", path.substring(path.indexOf('=') + 1), connector, web(path));
    assertThat(count("USER_END")).as("it lives on without a connection").isZero();
    api.ask("{'stop_sessid':'" + begun.get(5) + "'}");
    assertUserEnded(await("USER_END"), begun);
  }

  /// The twelve lines of a session of one host, stream and protocol.
  ///
  /// @param begun the lines of its USER_NEW
  private static void assertUserEnded(List<String> ended, List<String> begun) {
    assertThat(ended).hasSize(12);
    assertThat(ended.subList(0, 4))
        .containsExactly(begun.get(2), begun.get(0), begun.get(3), begun.get(1));
    assertThat(ended.subList(4, 7)).allMatch(number -> number.matches("[0-9]+"));
    assertThat(Long.parseLong(ended.get(5))).as("bytes up, which is to the viewer").isPositive();
    assertThat(ended.get(7)).as("tags").matches("(\\[.+])*");
    assertThat(ended.subList(8, 11)).allMatch(number -> number.matches("[0-9]+"));
    assertThat(ended.get(11)).isEqualTo(begun.get(5));
  }

  @Test
  void aHandlerShowsAnotherStream() throws Exception {
    answers.put("PLAY_REWRITE", "demo");
    HttpResponse<InputStream> answer = open("/secret.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
    assertThat(lines("USER_NEW").getFirst()).isEqualTo("demo");
  }

  @Test
  void aHandlerGivesAnyNameASource() throws Exception {
    answers.put("STREAM_SOURCE", "demo:");
    HttpResponse<InputStream> answer = open("/anything.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
  }

  @Test
  void aHandlerOffersADefault() throws Exception {
    answers.put("DEFAULT_STREAM", "demo");
    HttpResponse<InputStream> answer = open("/live.flv");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
    assertThat(lines("DEFAULT_STREAM"))
        .containsExactly("", "live", "127.0.0.1", "FLV", web("/live.flv"));
  }

  @Test
  void eachOfThemCanRefuseAViewer() throws Exception {
    for (String trigger : List.of("CONN_OPEN", "PLAY_REWRITE", "STREAM_LOAD", "CONN_PLAY")) {
      answers.put(trigger, trigger.equals("PLAY_REWRITE") ? "" : "0");
      HttpResponse<InputStream> answer = open("/demo.flv?test=" + trigger);
      answer.body().close();
      assertThat(answer.statusCode()).as(trigger).isEqualTo(404);
      answers.remove(trigger);
    }
  }

  @Test
  void theEndOfAStreamIsToldToWhoAskedAndAboutEachOfItsViewers() throws Exception {
    HttpResponse<InputStream> viewer = open("/demo.flv");
    assertThat(await("STREAM_TRACK_ADD")).hasSize(2).startsWith("demo");
    await("LIVE_BANDWIDTH");
    api.ask("{'nuke_stream':'demo'}");
    viewer.body().readAllBytes();
    viewer.body().close();
    assertThat(await("CONN_STOP")).containsExactly("demo", "127.0.0.1", "FLV", "");
    assertThat(await("STREAM_UNLOAD"))
        .containsExactly("demo", "Demo", "uncancelablean operator ended the stream");
    assertThat(await("STREAM_TRACK_REMOVE")).isEqualTo(lines("STREAM_TRACK_ADD"));
    Await.until("EMPTY", LIMIT, () -> states("demo").contains("EMPTY"));
    assertThat(states("demo")).startsWith("FULL").endsWith("EMPTY");
    List<String> over = await("USER_END");
    assertThat(over).hasSize(12);
    assertThat(over.subList(1, 4)).containsExactly("demo", "FLV", "127.0.0.1");
    assertThat(over.getLast()).isEqualTo(lines("USER_NEW").getLast());
    assertThat(await("STREAM_END")).hasSize(7).startsWith("demo");
  }

  @Test
  void aSourceThatNobodyWatchesStaysIfAHandlerSaysSo() throws Exception {
    answers.put("STREAM_UNLOAD", "0");
    api.ask("{'addstream':{'brief':{'source':'demo:','inputtimeout':1}}}");
    open("/brief.flv").body().close();
    Await.until("it is asked about twice", LIMIT, () -> count("STREAM_UNLOAD") >= 2);
    assertThat(lines("STREAM_UNLOAD"))
        .containsExactly("brief", "Demo", "cancelablenobody watches any more");
    assertThat(api.ask("{'active_streams':1}").toString()).contains("brief");
    answers.remove("STREAM_UNLOAD");
    Await.until(
        "it ends", LIMIT, () -> !api.ask("{'active_streams':1}").toString().contains("brief"));
  }

  @Test
  void aFileIsAskedAboutWhenItIsOpenedAndWhenNobodyViewsItAnyMore() throws Exception {
    answers.put("STREAM_SOURCE", SampleMedia.H264_AAC.file().toString());
    api.ask("{'addstream':{'film':{'source':'/there/is/none.mp4','inputtimeout':1}}}");
    for (Map.Entry<String, String> each :
        Map.of("mp4", "MP4", "mkv", "EBML", "ts?rate=0", "HTTPTS").entrySet()) {
      asked.removeIf(one -> one.trigger().equals("CONN_STOP"));
      open("/film." + each.getKey()).body().readAllBytes();
      assertThat(await("CONN_STOP")).containsExactly("film", "127.0.0.1", each.getValue(), "");
    }
    String url = rtmp("film");
    asked.removeIf(one -> one.trigger().equals("CONN_STOP"));
    try (Ffmpeg _ = Ffmpeg.start("-i", url, "-c", "copy", "-f", "null", "-")) {
      assertThat(await("CONN_STOP")).containsExactly("film", "127.0.0.1", "RTMP", "");
    }
    assertThat(lines("STREAM_LOAD")).containsExactly("film");
    assertThat(lines("STREAM_SOURCE")).containsExactly("film");
    assertThat(await("STREAM_READY").getFirst()).isEqualTo("film");
    assertThat(await("STREAM_UNLOAD").subList(0, 2)).isEqualTo(lines("STREAM_READY"));
    assertThat(lines("STREAM_UNLOAD").getLast()).isEqualTo("cancelablenobody watches any more");
    Await.until(
        "it is closed", LIMIT, () -> !api.ask("{'active_streams':1}").toString().contains("film"));
    answers.put("STREAM_READY", "0");
    open("/film.mp4").body().close();
    Await.until(
        "it is closed", LIMIT, () -> !api.ask("{'active_streams':1}").toString().contains("film"));
  }

  @Test
  void whoGetsTheLastSegmentOfAFilmHasComeToItsEnd() throws Exception {
    api.ask("{'addstream':{'film':{'source':'" + SampleMedia.H264_AAC.file() + "'}}}");
    for (Map.Entry<String, String> each :
        Map.of(
                "/hls/film/index.m3u8", "HLS",
                "/cmaf/film/index.m3u8", "CMAF",
                "/cmaf/film/index.mpd", "CMAF",
                "/dash/film/index.mpd", "DASHMP4")
            .entrySet()) {
      asked.clear();
      try (Ffmpeg player =
          Ffmpeg.start("-i", web(each.getKey()), "-c", "copy", "-f", "null", "-")) {
        assertThat(player.awaitEnd(LIMIT)).isZero();
      }
      assertThat(await("CONN_STOP")).containsExactly("film", "127.0.0.1", each.getValue(), "");
      assertThat(count("CONN_STOP")).as(each.getKey()).isOne();
    }
  }

  @Test
  void theSameHoldsForSmoothStreamingAndHds() throws Exception {
    api.ask("{'addstream':{'film':{'source':'" + SampleMedia.H264_AAC.file() + "'}}}");
    String manifest =
        new String(
            open("/smooth/film.ism/Manifest?tkn=1").body().readAllBytes(),
            StandardCharsets.UTF_16LE);
    String video =
        manifest.replaceAll("(?s).*(<StreamIndex Type=\"video\".*?</StreamIndex>).*", "$1");
    String rate = video.replaceAll("(?s).*Bitrate=\"(\\d+)\".*", "$1");
    List<String> times =
        Pattern.compile("<c t=\"(\\d+)\"").matcher(video).results().map(c -> c.group(1)).toList();
    String fragment = "/smooth/film.ism/Q(" + rate + ")/V(%s)?tkn=1";
    assertThat(open(fragment.formatted(times.getFirst())).body().readAllBytes()).isNotEmpty();
    assertThat(count("CONN_STOP")).isZero();
    assertThat(open(fragment.formatted(times.getLast())).body().readAllBytes()).isNotEmpty();
    assertThat(await("CONN_STOP")).containsExactly("film", "127.0.0.1", "HSS", "");
    asked.clear();
    String track = rate.substring(rate.length() - 3).replaceFirst("^0+", "");
    String hds = "/dynamic/film/" + track + "-Seg1-Frag%d?tkn=2";
    assertThat(open(hds.formatted(1)).body().readAllBytes()).isNotEmpty();
    assertThat(count("CONN_STOP")).isZero();
    int status = 200;
    for (int number = 2; status == 200; number++) {
      HttpResponse<InputStream> answer = open(hds.formatted(number));
      answer.body().readAllBytes();
      status = answer.statusCode();
    }
    assertThat(await("CONN_STOP")).containsExactly("film", "127.0.0.1", "HDS", "");
  }

  @Test
  void whoGetsTheLastSegmentOfAStreamThatHasEndedHasComeToItsEnd() throws Exception {
    String folder = "/hls/live/";
    String media;
    try (Ffmpeg _ = Ffmpeg.publishForever(SampleMedia.H264_AAC.file(), "flv", rtmp("live"))) {
      await("STREAM_READY");
      media = last(open(folder + "index.m3u8"));
      folder += media.substring(0, media.indexOf('/') + 1);
      media = folder + media.substring(media.indexOf('/') + 1);
      open(folder + last(open(media))).body().readAllBytes();
      assertThat(count("CONN_STOP")).as("more may come").isZero();
      api.ask("{'nuke_stream':'live'}");
    }
    String playlist = media;
    String ended = Await.value("the end of the playlist", LIMIT, () -> ended(playlist));
    open(folder + last(ended)).body().readAllBytes();
    assertThat(await("CONN_STOP")).containsExactly("live", "127.0.0.1", "HLS", "");
    open(playlist).body().readAllBytes();
    assertThat(count("CONN_STOP")).as("told once").isOne();
  }

  private Optional<String> ended(String playlist) {
    try {
      return Optional.of(text(open(playlist))).filter(now -> now.endsWith("ENDLIST\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String last(HttpResponse<InputStream> playlist) throws IOException {
    return last(text(playlist));
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// The address that a playlist names last.
  private static String last(String playlist) {
    return playlist.lines().filter(line -> !line.startsWith("#")).toList().getLast();
  }

  private List<String> states(String stream) {
    return asked.stream()
        .filter(
            one -> one.trigger().equals("STREAM_BUFFER") && one.lines().getFirst().equals(stream))
        .map(one -> one.lines().get(1))
        .toList();
  }

  @Test
  void everyFormatOfAFileIsAProtocol(@TempDir Path folder) throws Exception {
    Path film = Files.copy(SampleMedia.H264_AAC.file(), folder.resolve("film.flv"));
    Files.writeString(folder.resolve("film.srt"), "1\n00:00:00,000 --> 00:00:01,000\nhello\n");
    Map<Path, Map<String, String>> offered =
        Map.of(
            film,
            Map.of("flv", "FLV", "aac", "AAC", "h264", "H264", "srt", "SubRip", "vtt", "SubRip"),
            SampleMedia.MP3_ONLY.file(),
            Map.of("mp3", "MP3", "wav", "WAV"),
            SampleMedia.VP8_OPUS.file(),
            Map.of("webm", "EBML", "ogg", "OGG"));
    int number = 0;
    for (Map.Entry<Path, Map<String, String>> file : offered.entrySet()) {
      String stream = "film" + number++;
      api.ask("{'addstream':{'" + stream + "':{'source':'" + file.getKey() + "'}}}");
      for (Map.Entry<String, String> each : file.getValue().entrySet()) {
        asked.clear();
        String path = "/" + stream + "." + each.getKey() + "?rate=0&tkn=" + each.getKey();
        assertThat(open(path).body().readAllBytes()).as(path).isNotEmpty();
        List<String> visit = List.of(stream, "127.0.0.1", each.getValue(), web(path));
        assertThat(lines("CONN_OPEN")).isEqualTo(visit);
        assertThat(lines("PLAY_REWRITE")).isEqualTo(visit);
        assertThat(lines("CONN_PLAY")).isEqualTo(visit);
        assertThat(lines("USER_NEW").subList(2, 4)).containsExactly(each.getKey(), each.getValue());
        assertThat(await("CONN_STOP")).containsExactly(stream, "127.0.0.1", each.getValue(), "");
      }
    }
  }
}
