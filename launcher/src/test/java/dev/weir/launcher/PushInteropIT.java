package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegRelease;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings that FFmpeg reads, and restreams to other servers, of what FFmpeg publishes.
class PushInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TOLERANCE = Duration.ofMillis(2);

  @TempDir private Path folder;

  private final Server server = Servers.withDefaults();
  private final ApiClient api = new ApiClient(server);

  PushInteropIT() throws IOException {}

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  /// A stream, and the formats that it is recorded in.
  private record Recorded(SampleMedia media, FfmpegRelease release, List<String> formats) {
    String name() {
      return media.name().toLowerCase(Locale.ROOT);
    }
  }

  @Test
  void recordsEveryFrameInEveryFormat() {
    List<Recorded> all =
        List.of(
            new Recorded(
                SampleMedia.H264_B_FRAMES_AAC,
                FfmpegRelease.DISTRIBUTION,
                List.of("mp4", "mkv", "ts", "flv", "h264", "aac")),
            new Recorded(
                SampleMedia.H264_MP3,
                FfmpegRelease.DISTRIBUTION,
                List.of("mp4", "mkv", "ts", "flv", "mp3", "wav")),
            new Recorded(
                SampleMedia.VP9_OPUS, FfmpegRelease.RECENT, List.of("mp4", "mkv", "webm", "opus")));
    AtOnce.each(all, this::record);
    Await.until("the end of all recordings", LIMIT, () -> list().isNull());
    all.forEach(recorded -> recorded.formats.forEach(format -> assertAllFrames(recorded, format)));
  }

  private void record(Recorded recorded) {
    String stream = "live+" + recorded.name();
    try (Ffmpeg encoder = publish(recorded.release, recorded.media, stream)) {
      awaitOnline(stream);
      recorded.formats.forEach(format -> push(stream, folder + "/$wildcard." + format));
      assertThat(encoder.awaitEnd(LIMIT)).isZero();
    }
  }

  private void assertAllFrames(Recorded recorded, String format) {
    Frames frames = recorded.media.frames();
    Path file = folder.resolve(recorded.name() + "." + format);
    FfmpegViewer.Received decoded = FfmpegInput.of(file).by(FfmpegRelease.RECENT).decode();
    assertThat(decoded.log().errors()).as("%s", file).isEmpty();
    assertThat(decoded.exitCode()).as("%s", file).isZero();
    if (!List.of("aac", "mp3", "wav", "opus").contains(format)) {
      assertThat(decoded.frames().video()).as("%s", file).hasSize(SampleMedia.PICTURES);
    }
    if (!format.equals("h264")) {
      long all = frames.audio().size();
      assertThat((long) FfmpegInput.of(file).copy().frames().audio().size())
          .as("%s", file)
          .isBetween(
              all - 2, all); // some formats have no way to say what precedes the first picture
    }
    if (List.of("mp4", "mkv", "webm", "flv").contains(format)) {
      FfmpegInput.of(file).copy().frames().assertRunOf(frames, TOLERANCE);
    }
  }

  @Test
  void comesBackToNginxAfterItsOutages() throws Exception {
    ask("{'push_settings':{'wait':1}}");
    int port = Ports.freeTcp();
    String url = "rtmp://127.0.0.1:%d/live/copy".formatted(port);
    try (Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+n")) {
      awaitOnline("live+n");
      push("live+n", url + "?");
      Await.until("a refusal", LIMIT, () -> status().path("state").asText().equals("retrying"));
      assertThat(status().path("reason").asText()).contains("refused");
      for (int outage = 0; outage < 2; outage++) {
        try (Nginx _ = nginx(port)) {
          Await.until("the stream at nginx", LIMIT, this::active);
          assertPlays(FfmpegInput.of(url).seconds(2).decode());
        }
        Await.until(
            "the next try", LIMIT, () -> status().path("state").asText().equals("retrying"));
      }
      ask("{'push_stop':'live+n'}");
      Await.until("the end", LIMIT, () -> list().isNull());
    }
  }

  private static void assertPlays(FfmpegViewer.Received received) {
    assertThat(received.frames().video()).hasSizeGreaterThan(25);
    assertThat(received.frames().audio()).hasSizeGreaterThan(25);
    assertThat(received.log().errors()).isEmpty();
  }

  private static Nginx nginx(int port) {
    return Nginx.start(
        port,
        "rtmp { server { listen 127.0.0.1:%d; application live { live on; } } }".formatted(port));
  }

  @Test
  void isReceivedByFfmpegThatListens() throws Exception {
    int port = Ports.freeTcp();
    String url = "rtmp://127.0.0.1:%d/app/a/key?with=marks".formatted(port);
    ask("{'push_settings':{'wait':1}}");
    try (Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+f");
        FfmpegViewer listener =
            FfmpegInput.of(url).with("-listen", "1").seconds(3).startDecoding()) {
      awaitOnline("live+f");
      push("live+f", url + "?");
      assertPlays(listener.awaitEnd(LIMIT));
    }
  }

  @Test
  void startsByItselfAtASecondWeirAndEndsWithItsStream() throws Exception {
    try (Server second = Servers.withDefaults()) {
      String there = url(second, "live+copy");
      ask("{'push_auto_add':['live+','" + there + "']}");
      try (Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+w")) {
        Await.until("the copy", LIMIT, this::active);
        assertPlays(FfmpegInput.of(there).seconds(2).decode());
        JsonNode sessions = ask("{'clients':{'fields':['stream','protocol']}}").path("clients");
        assertThat(sessions.path("data").toString()).contains("[\"live+w\",\"OUTPUT:RTMP\"]");
      }
      ask("{'push_auto_remove':'live+'}");
      Await.until("the end", LIMIT, () -> list().isNull());
    }
  }

  @Test
  void publishesFilesAndThePastInRealTime() throws Exception {
    ask("{'addstream':{'film':{'source':'" + SampleMedia.H264_B_FRAMES_AAC.file() + "'}}}");
    try (Server second = Servers.withDefaults();
        Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+p")) {
      awaitOnline("live+p");
      push("film", url(second, "live+film") + "?recstart=3000");
      Await.until("the film", LIMIT, this::active);
      FfmpegViewer.Received received = FfmpegInput.of(url(second, "live+film")).copy();
      assertThat(received.frames().video()).hasSizeGreaterThan(25);
      received.frames().assertRunOf(SampleMedia.H264_B_FRAMES_AAC.frames(), TOLERANCE);
      Await.until("the end", LIMIT, () -> list().isNull());

      push("live+p", url(second, "live+late") + "?pushdelay=2&duration=6");
      Await.until("the delayed stream", LIMIT, this::active);
      assertThat(status().path("latency").asLong()).isGreaterThanOrEqualTo(2000);
      assertThat(FfmpegInput.of(url(second, "live+late")).copy().frames().video())
          .hasSizeGreaterThan(10);
      Await.until("the end", LIMIT, () -> list().isNull());
    }
  }

  @Test
  void uploadsOverHttpAndPipesIntoPrograms() throws Exception {
    int port = Ports.freeTcp();
    ask("{'config':{'programs':['/usr/bin/tee']}}");
    String dav =
        "http { %s server { listen 127.0.0.1:%d; root %s; client_max_body_size 0; location / { dav_methods PUT; } } }"
            .formatted(Nginx.HTTP_PATHS, port, folder);
    try (Nginx _ = Nginx.start(port, dav);
        Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+u")) {
      awaitOnline("live+u");
      push("live+u", "http://127.0.0.1:%d/up.ts".formatted(port));
      push("live+u", "mkv-exec:/usr/bin/tee " + folder + "/$wildcard\\ out.mkv");
      Await.until(
          "three seconds",
          LIMIT,
          () -> list().size() == 2 && list().get(0).get(5).path("media_tx").asLong() > 3000);
      ask("{'push_stop_graceful':'live+u'}");
      Await.until("the end", LIMIT, () -> list().isNull());
    }
    for (String name : List.of("up.ts", "u out.mkv")) {
      FfmpegViewer.Received decoded = FfmpegInput.of(folder.resolve(name)).decode();
      assertThat(decoded.frames().video()).as(name).hasSizeGreaterThan(60);
      assertThat(decoded.log().errors()).as(name).isEmpty();
    }
    assertThat(Files.exists(folder.resolve("u"))).isFalse();
  }

  @Test
  void sendsTransportStreamInDatagrams() throws Exception {
    int port = Ports.freeUdp();
    try (Ffmpeg _ = publishForever(SampleMedia.H264_AAC, "live+d")) {
      awaitOnline("live+d");
      try (FfmpegViewer listener =
          FfmpegInput.of("udp://127.0.0.1:%d?fifo_size=100000".formatted(port))
              .seconds(3)
              .startDecoding()) {
        Await.until("the socket", LIMIT, () -> listener.process().isRunning());
        push("live+d", "tsudp://127.0.0.1:" + port);
        listener.await(50, 50, LIMIT);
        Await.until(
            "its datagrams are counted",
            LIMIT,
            () ->
                api.ask("{'active_streams':['packsent','packloss']}")
                        .path("active_streams")
                        .path("live+d")
                        .path(0)
                        .asLong()
                    > 50);
      }
    }
  }

  private Ffmpeg publish(FfmpegRelease release, SampleMedia media, String stream) {
    return Ffmpeg.start(
        release,
        "-re",
        "-i",
        media.file().toString(),
        "-map",
        "0",
        "-c",
        "copy",
        "-f",
        "flv",
        url(server, stream));
  }

  private Ffmpeg publishForever(SampleMedia media, String stream) {
    return Ffmpeg.publishForever(media.file(), "flv", url(server, stream));
  }

  private static String url(Server at, String stream) {
    return "rtmp://127.0.0.1:%d/live/%s"
        .formatted(at.listeners().getFirst().address().getPort(), stream);
  }

  private void push(String stream, String target) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.putArray("push_start").add(stream).add(target);
    JsonNode answer = api.ask(request.toString());
    assertThat(answer.has("errors")).as(answer.toString()).isFalse();
  }

  private JsonNode ask(String command) {
    JsonNode answer = api.ask(command);
    assertThat(answer.has("errors")).as(answer.toString()).isFalse();
    return answer;
  }

  private JsonNode list() {
    return api.ask("{'push_list':1}").path("push_list");
  }

  private JsonNode status() {
    return list().path(0).path(5);
  }

  private boolean active() {
    return status().path("state").asText().equals("active") && status().path("bytes").asLong() > 0;
  }

  private void awaitOnline(String stream) {
    Await.until(
        stream,
        LIMIT,
        () ->
            api.ask("{'active_streams':['lastms']}").path("active_streams").has(stream)
                && api.ask("{'active_streams':{'fields':['status'],'longform':true}}")
                    .path("active_streams")
                    .path(stream)
                    .path("status")
                    .asText()
                    .equals("Online"));
  }
}
