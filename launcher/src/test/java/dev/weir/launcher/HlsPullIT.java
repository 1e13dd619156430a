package dev.weir.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Nginx;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// HLS of FFmpeg's making as the source of a stream, from the disk and over HTTP.
class HlsPullIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MEDIA = SampleMedia.H264_AAC.file().toString();
  private static final String LIVE = "-hls_time 1 -hls_list_size 6 -hls_flags delete_segments";

  @TempDir Path folder;
  private final List<Server> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(Server::close);
  }

  private Server start(String source, String more) throws IOException {
    Server started =
        Servers.with(
            """
            {"config": {"protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": 0}]},
             "streams": {"cam": {"source": "%s"%s}}}
            """
                .formatted(source, more),
            Transport.Kind.AUTO);
    servers.add(started);
    return started;
  }

  private static String address(Server of) {
    return "http://127.0.0.1:" + of.listeners().getFirst().address().getPort() + "/cam.flv";
  }

  /// FFmpeg packages over and over, in real time.
  private static Ffmpeg pack(Path into, String options) {
    List<String> words = new ArrayList<>(List.of("-stream_loop", "-1", "-i", MEDIA, "-c", "copy"));
    words.addAll(List.of("-f", "hls"));
    words.addAll(List.of(options.split(" ")));
    Ffmpeg packager = Ffmpeg.publish(words.toArray(String[]::new));
    Await.until("a playlist", LIMIT, () -> Files.exists(into.resolve("index.m3u8")));
    return packager;
  }

  private static void assertPlays(Server of) {
    FfmpegViewer.Received received = FfmpegInput.of(address(of)).seconds(4).decode();
    assertThat(received.log().errors()).isEmpty();
    assertThat(received.frames().video()).hasSizeGreaterThan(90);
    assertThat(received.frames().audio()).hasSizeGreaterThan(150);
  }

  @Test
  void playsLiveFolders() {
    AtOnce.each(
        List.of(
            "-hls_segment_filename DIR/%d.ts",
            "-hls_segment_type fmp4 -hls_segment_filename DIR/%d.m4s",
            "-hls_key_info_file DIR/key.info -hls_segment_filename DIR/%d.ts",
            "-hls_segment_filename DIR/a[b]_%d.ts"),
        this::playsALiveFolder);
  }

  private void playsALiveFolder(String options) throws IOException {
    Path own = Files.createTempDirectory(folder, "live");
    Files.write(own.resolve("key.bin"), "0123456789abcdef".getBytes(UTF_8));
    Files.writeString(own.resolve("key.info"), "key.bin\n" + own.resolve("key.bin") + "\n");
    String all = LIVE + " " + options + " DIR/index.m3u8";
    try (Ffmpeg _ = pack(own, all.replace("DIR", own.toString()))) {
      assertPlays(start(own + "/index.m3u8", ""));
    }
  }

  @Test
  void playsOverHttpWithGzipAndTakesSoundFromItsOwnPlaylist() throws Exception {
    int port = Ports.freeTcp();
    String blocks =
        "http { %s gzip on; gzip_min_length 1; gzip_types *; server { listen 127.0.0.1:%d; root %s; } }"
            .formatted(Nginx.HTTP_PATHS, port, folder);
    try (Nginx _ = Nginx.start(port, blocks);
        Ffmpeg _ = packVariants()) {
      Server started = start("http://127.0.0.1:" + port + "/index.m3u8", "");
      assertPlays(started);
      assertThat(tracks(started)).anyMatch(track -> track.startsWith("audio_AAC"));
    }
  }

  private Ffmpeg packVariants() {
    Ffmpeg packager =
        Ffmpeg.publish(
            "-stream_loop",
            "-1",
            "-i",
            MEDIA,
            "-map",
            "0:v",
            "-map",
            "0:a",
            "-c",
            "copy",
            "-f",
            "hls",
            "-hls_time",
            "1",
            "-hls_list_size",
            "6",
            "-var_stream_map",
            "v:0,agroup:snd a:0,agroup:snd,language:en",
            "-master_pl_name",
            "index.m3u8",
            "-hls_segment_filename",
            folder + "/%v_%d.ts",
            folder + "/%v.m3u8");
    Await.until("a playlist", LIMIT, () -> Files.exists(folder.resolve("index.m3u8")));
    return packager;
  }

  private static List<String> tracks(Server of) {
    try (ApiClient api = new ApiClient(of)) {
      JsonNode health =
          api.ask("{'active_streams':{'fields':['health'],'longform':true}}")
              .path("active_streams")
              .path("cam")
              .path("health");
      List<String> names = new ArrayList<>();
      health.path("tracks").forEach(name -> names.add(name.asText()));
      return names;
    }
  }

  @Test
  void subtitlesBecomeATrackAtTheTimesOfTheMedia() throws Exception {
    Path words = folder.resolve("words.srt");
    Files.writeString(
        words,
        "1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:05,000 --> 00:00:06,000\nWorld\n");
    try (Ffmpeg packager = packWithSubtitles(words)) {
      packager.awaitEnd(LIMIT);
    }
    Server started = start(folder + "/index.m3u8", "");
    try (InputStream text =
        URI.create(address(started).replace(".flv", ".vtt")).toURL().openStream()) {
      assertThat(new String(text.readAllBytes(), UTF_8))
          .containsPattern("00:01\\.0\\d\\d --> (00:)?00:03\\.0\\d\\d\\s+Hello")
          .containsPattern("00:05\\.0\\d\\d --> (00:)?00:06\\.0\\d\\d\\s+World");
    }
  }

  /// Players would see the last three seconds of it.
  @Test
  void aPlaylistThatGrowsBringsItsPastAlong() throws Exception {
    pack("-hls_time", "1", "-hls_playlist_type", "event");
    Path list = folder.resolve("index.m3u8");
    Files.writeString(list, Files.readString(list).replace("#EXT-X-ENDLIST", ""));
    Server started = start(list.toString(), ", \"always_on\": true");
    try (ApiClient api = new ApiClient(started)) {
      Await.until(
          "six seconds of the past",
          LIMIT,
          () -> {
            JsonNode stream =
                api.ask("{'active_streams':{'fields':['firstms','lastms'],'longform':true}}")
                    .path("active_streams")
                    .path("cam");
            return stream.path("lastms").asLong() - stream.path("firstms").asLong() > 6000;
          });
    }
  }

  /// Makes `index.m3u8` of the clip.
  private void pack(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-i", MEDIA, "-c", "copy", "-f", "hls"));
    arguments.addAll(List.of(options));
    arguments.add(folder + "/index.m3u8");
    try (Ffmpeg packager = Ffmpeg.start(arguments.toArray(String[]::new))) {
      packager.awaitEnd(LIMIT);
    }
  }

  private Ffmpeg packWithSubtitles(Path words) {
    return Ffmpeg.start(
        "-i",
        MEDIA,
        "-i",
        words.toString(),
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        "webvtt",
        "-f",
        "hls",
        "-hls_time",
        "2",
        "-hls_playlist_type",
        "vod",
        "-var_stream_map",
        "v:0,a:0,s:0,sgroup:words,language:en",
        "-master_pl_name",
        "index.m3u8",
        "-hls_segment_filename",
        folder + "/%v_%d.ts",
        folder + "/%v.m3u8");
  }

  @Test
  void aFilmIsPlayedFromAnyPlace() throws Exception {
    pack("-hls_time", "2", "-hls_playlist_type", "vod");
    int port = Ports.freeTcp();
    String blocks =
        "http { %s server { listen 127.0.0.1:%d; root %s; } }"
            .formatted(Nginx.HTTP_PATHS, port, folder);
    try (Nginx _ = Nginx.start(port, blocks)) {
      String flv = address(start("http://127.0.0.1:" + port + "/index.m3u8", ""));
      for (String url : List.of(flv.replace(".flv", ".mp4"), flv.replace(".flv", ".mkv"))) {
        FfmpegViewer.Received end = FfmpegInput.of(url).with("-ss", "6").decode();
        assertThat(end.log().errors()).isEmpty();
        assertThat(end.frames().video()).as(url).hasSize(50);
      }
      String hls = flv.replace("cam.flv", "hls/cam/index.m3u8");
      for (String url : List.of(flv + "?rate=0", hls)) {
        FfmpegViewer.Received all = FfmpegInput.of(url).copy();
        assertThat(all.log().errors()).isEmpty();
        assertThat(all.frames().video()).as(url).hasSize(SampleMedia.PICTURES);
      }
      assertThat(FfmpegInput.of(flv + "?start=6100&rate=0").copy().frames().video()).hasSize(50);
    }
  }

  @Test
  void aFilmPlaysOnceInRealTimeAndEndsIfItIsWantedSo() throws Exception {
    pack("-hls_time", "2", "-hls_playlist_type", "vod", "-hls_flags", "single_file");
    Server started = start(folder + "/index.m3u8", ", \"realtime\": true");
    long startNanos = System.nanoTime();
    FfmpegViewer.Received received = FfmpegInput.of(address(started)).decode();
    assertThat(System.nanoTime() - startNanos).isGreaterThan(Duration.ofSeconds(6).toNanos());
    assertThat(received.log().errors()).isEmpty();
    assertThat(received.frames().video()).hasSize(SampleMedia.PICTURES);
  }

  @Test
  void comesBackWhenThePackagerIsKilledAndRestarted() throws Exception {
    String options = LIVE + " -hls_segment_filename " + folder + "/%d.ts " + folder + "/index.m3u8";
    Server started;
    try (Ffmpeg _ = pack(folder, options)) {
      started = start(folder + "/index.m3u8", ", \"always_on\": true");
      assertPlays(started);
    }
    try (Ffmpeg _ = pack(folder, options)) {
      assertPlays(started);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#EXTM3U\\n#EXT-X-TARGETDURATION:1\\n#EXTINF:1,\\n/etc/passwd\\n | not below its folder",
        "#EXTM3U\\n#EXT-X-TARGETDURATION:1\\n#EXTINF:1,\\n../../etc/passwd\\n | below its folder",
        "#EXTM3U\\n#EXT-X-TARGETDURATION:1\\n#EXTINF:1,\\nhttp://169.254.169.254/x\\n | it may not",
        "#EXTM3U\\n#EXT-X-TARGETDURATION:1\\n#EXTINF:1,\\ngopher://x/x\\n"
            + " | may not point at gopher",
        "#EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1\\nindex.m3u8\\n | lists playlists where",
        "#EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1\\n | lists nothing",
        "<html></html> | HLS playlist"
      })
  void aHostilePlaylistIsToldOfAndReachesNothing(String text, String error) throws Exception {
    Files.writeString(folder.resolve("index.m3u8"), text.replace("\\n", "\n"));
    Server started = start(folder + "/index.m3u8", ", \"always_on\": true");
    Await.until("an error with \"" + error + "\"", LIMIT, () -> error(started).contains(error));
  }

  private static String error(Server of) {
    try (ApiClient api = new ApiClient(of)) {
      return api.ask("{'streams':true}").path("streams").path("cam").path("error").asText("");
    }
  }
}
