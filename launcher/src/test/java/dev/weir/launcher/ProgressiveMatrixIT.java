package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Codec;
import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Browser;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Chromium;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegRelease;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every cell of the README's table of progressive outputs: FFmpeg, GStreamer and Chromium play
/// what is promised on demand and live, each as far as it knows it, and the rest is refused in
/// words.
class ProgressiveMatrixIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LONG_LIMIT = Duration.ofMinutes(3); // of all cells at once
  private static final int PICTURES = 50; // of a clip of two seconds
  private static final long SOUND_MICROS = 2_000_000; // of a clip
  private static final long SLACK_MICROS = 100_000; // what encoders put around it
  private static final int LIVE_FRAMES = 10;
  private static final long LIVE_SOUND_MICROS = 500_000;

  /// What FFmpeg encodes each codec of the table with.
  private static final Map<String, String> ENCODERS =
      Map.ofEntries(
          Map.entry("H264", "libx264 -preset veryfast -bf 0 -g 25"),
          Map.entry("HEVC", "libx265 -preset ultrafast -x265-params keyint=25:log-level=error"),
          Map.entry("AV1", "libaom-av1 -usage realtime -cpu-used 8 -g 25"),
          Map.entry("VP8", "libvpx -deadline realtime -cpu-used 8 -g 25"),
          Map.entry("VP9", "libvpx-vp9 -deadline realtime -cpu-used 8 -g 25"),
          Map.entry("theora", "libtheora -g 25"),
          Map.entry("AAC", "aac"),
          Map.entry("opus", "libopus"),
          Map.entry("vorbis", "libvorbis"),
          Map.entry("MP3", "libmp3lame"),
          Map.entry("MP2", "mp2"),
          Map.entry("AC3", "ac3"),
          Map.entry("EAC3", "eac3"),
          Map.entry("FLAC", "flac"),
          Map.entry("ALAW", "pcm_alaw -ar 8000 -ac 1"),
          Map.entry("ULAW", "pcm_mulaw -ar 8000 -ac 1"));

  /// What FFmpeg 8.1 cannot read, whoever wrote it: not played here.
  private static final Set<String> UNKNOWN_TO_FFMPEG = Set.of("FLV VP8", "TS AV1");

  /// What GStreamer cannot read, whoever wrote it: not played by it here.
  private static final Set<String> UNKNOWN_TO_GSTREAMER =
      Set.of(
          "FLV HEVC",
          "FLV AV1",
          "FLV VP8",
          "FLV VP9",
          "FLV opus",
          "FLV AC3",
          "FLV EAC3",
          "FLV FLAC",
          "TS AV1");

  /// What Chromium plays, by the names of formats and codecs.
  private static final Map<String, Set<String>> KNOWN_TO_CHROMIUM =
      Map.of(
          "MP4", Set.of("H264", "AV1", "VP9", "AAC", "opus", "MP3", "FLAC"),
          "WEBM", Set.of("AV1", "VP8", "VP9", "opus", "vorbis"),
          "MKV", Set.of("H264", "AV1", "VP8", "VP9", "AAC", "opus", "vorbis", "MP3", "FLAC"),
          "OGG", Set.of("opus", "vorbis", "FLAC"),
          "WAV", Set.of("ALAW", "ULAW"),
          "MP3", Set.of("MP3"),
          "AAC", Set.of("AAC"),
          "FLAC", Set.of("FLAC"));

  /// A browser has six connections to each host: cells are spread over those of this machine.
  private static final int CELLS_A_HOST = 5;

  /// Plays a file to its end, or a live stream for a while, and notes what was wrong.
  private static final String PLAY =
      """
      (url, name, live) => {
        const v = document.createElement('video');
        const seen = () => v.getVideoPlaybackQuality().totalVideoFrames;
        const over = word => {
          window.played[name] = word;
          clearInterval(timer);
          v.removeAttribute('src');
          v.load();
        };
        const timer = setInterval(() => {
          if (v.error) {
            over(v.error.message);
          } else if (live && v.currentTime > 0.2 && (seen() > 4 || v.webkitAudioDecodedByteCount)) {
            over('');
          } else if (v.ended) {
            over(seen() > 45 || v.webkitAudioDecodedByteCount ? '' : 'too little was decoded');
          }
        }, 50);
        v.muted = true;
        v.src = url;
        document.body.append(v);
        v.play().catch(() => {});
      }
      """;

  @TempDir private Path directory;

  /// A stream in a format.
  private record Cell(ProgressiveFormat format, Codec codec) {
    String name() {
      return format.name() + " " + codec.name();
    }

    boolean pictures() {
      return codec instanceof Codec.Video;
    }
  }

  private static List<Cell> cells(Predicate<Cell> condition) {
    return Arrays.stream(ProgressiveFormat.values())
        .flatMap(format -> Outputs.CODECS.stream().map(codec -> new Cell(format, codec)))
        .filter(cell -> cell.format.carries(cell.codec))
        .filter(condition)
        .toList();
  }

  /// One method, because the server is closed in it: what it leaked is counted after each.
  @Test
  void everyCellHoldsWhatItPromises() throws Exception {
    encode();
    String document =
        """
        {"config": {"protocols": [{"connector": "HTTP", "interface": "0.0.0.0", "port": 0}]},
         "streams": {%s}}\
        """
            .formatted(streams());
    try (Server server = Servers.with(document, Transport.Kind.AUTO);
        HttpClient client = HttpClient.newHttpClient()) {
      String base = "http://127.0.0.1:" + server.listeners().getFirst().address().getPort() + "/";
      for (ProgressiveFormat format : ProgressiveFormat.values()) {
        try (GStreamer live = live(base, format)) { // while FFmpeg plays
          plays(base, format);
          gstreamerPlaysLive(live, format);
        }
        refuses(client, base, format);
      }
      int port = server.listeners().getFirst().address().getPort();
      assertAll(() -> gstreamerPlaysFiles(base), () -> chromiumPlays(port));
    }
  }

  private String streams() throws IOException {
    StringBuilder streams =
        new StringBuilder("\"vod\": {\"source\": \"%s/\"}".formatted(directory));
    for (Codec codec : Outputs.CODECS) {
      Path list = directory.resolve(name(codec) + ".pls");
      Files.writeString(list, name(codec) + ".mkv\n");
      streams.append(", \"live%s\": {\"source\": \"%s\"}".formatted(name(codec), list));
    }
    return streams.toString();
  }

  private static String name(Codec codec) {
    return codec.name().toLowerCase(Locale.ROOT);
  }

  private static String encoder(Codec codec) {
    return Objects.requireNonNull(ENCODERS.get(codec.name()), codec.name());
  }

  private void encode() {
    List<String> command = new ArrayList<>(FfmpegRelease.DISTRIBUTION.command());
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=f=880:r=48000:d=2"));
    for (Codec codec : Outputs.CODECS) {
      boolean pictures = codec instanceof Codec.Video;
      command.addAll(List.of("-map", pictures ? "0:v" : "1:a", pictures ? "-c:v" : "-c:a"));
      command.addAll(List.of(encoder(codec).split(" ")));
      command.addAll(pictures ? List.of("-pix_fmt", "yuv420p") : List.of());
      command.add(directory.resolve(name(codec) + ".mkv").toString());
    }
    try (ChildProcess process = ChildProcess.start(command)) {
      assertThat(process.awaitEnd(LONG_LIMIT)).as("%s", process.log()).isZero();
    }
  }

  private static String file(Codec codec, ProgressiveFormat format) {
    return "vod+" + name(codec) + ".mkv." + format.endings().getFirst();
  }

  private static String live(Codec codec, ProgressiveFormat format) {
    return "live" + name(codec) + "." + format.endings().getFirst();
  }

  private static boolean isTried(ProgressiveFormat format, Codec codec) {
    return format.carries(codec) && !UNKNOWN_TO_FFMPEG.contains(format.name() + " " + codec.name());
  }

  /// The live streams of all codecs at once, and meanwhile the files, one after the other.
  private static void plays(String base, ProgressiveFormat format) {
    List<Codec> codecs = Outputs.CODECS.stream().filter(codec -> isTried(format, codec)).toList();
    Map<Codec, FfmpegViewer> viewers = new LinkedHashMap<>();
    try {
      for (Codec codec : codecs) {
        viewers.put(codec, input(base + live(codec, format)).startCopying());
      }
      for (Codec codec : codecs) {
        playsToTheEnd(base + file(codec, format) + "?rate=0", codec);
      }
      viewers.forEach((codec, viewer) -> {
        boolean pictures = codec instanceof Codec.Video;
        viewer.await(pictures ? LIVE_FRAMES : 0, pictures ? 0 : LIVE_FRAMES, LIMIT);
        assertThat(viewer.log().errors()).as(live(codec, format)).isEmpty();
      });
    } finally {
      viewers.values().forEach(FfmpegViewer::close);
    }
  }

  private static FfmpegInput input(String url) {
    return FfmpegInput.of(url).by(FfmpegRelease.RECENT).within(LIMIT);
  }

  private static void playsToTheEnd(String url, Codec codec) {
    FfmpegViewer.Received received = input(url).decode();
    assertThat(received.log().errors()).as(url).isEmpty();
    if (codec instanceof Codec.Video) {
      assertThat(received.frames().video()).as(url).hasSize(PICTURES);
    } else {
      long micros =
          received.frames().audio().stream().mapToLong(Frames.Frame::durationMicros).sum();
      assertThat(micros)
          .as(url)
          .isBetween(SOUND_MICROS - SLACK_MICROS, SOUND_MICROS + SLACK_MICROS);
    }
  }

  private static List<Cell> knownToGstreamer() {
    return cells(cell -> !UNKNOWN_TO_GSTREAMER.contains(cell.name()));
  }

  /// All files in one pipeline.
  private static void gstreamerPlaysFiles(String base) {
    List<Cell> cells = knownToGstreamer();
    List<String> urls =
        cells.stream().map(cell -> base + file(cell.codec, cell.format) + "?rate=0").toList();
    try (GStreamer files = GStreamer.start(pipeline(cells, urls))) {
      assertThat(files.awaitEnd(LONG_LIMIT).errors()).isEmpty();
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        Played played = files.played("cell" + i);
        if (cell.pictures()) {
          assertThat(played.pictures()).as(cell.name()).hasSize(PICTURES);
        } else {
          assertThat(played.soundMicros()) // but for what is no tenth of a second
              .as(cell.name())
              .isBetween(SOUND_MICROS - 2 * SLACK_MICROS, SOUND_MICROS + SLACK_MICROS);
        }
      }
    }
  }

  private static List<Cell> knownToGstreamer(ProgressiveFormat format) {
    return knownToGstreamer().stream().filter(cell -> cell.format == format).toList();
  }

  /// The live streams of a format in one pipeline.
  private static GStreamer live(String base, ProgressiveFormat format) {
    List<Cell> cells = knownToGstreamer(format);
    List<String> urls = cells.stream().map(cell -> base + live(cell.codec, cell.format)).toList();
    List<String> words = new ArrayList<>(GStreamer.LIVE_SOURCE);
    words.addAll(List.of(pipeline(cells, urls)));
    return GStreamer.start(words.toArray(String[]::new));
  }

  /// Waits until each has been seen or heard for a while.
  private static void gstreamerPlaysLive(GStreamer live, ProgressiveFormat format) {
    List<Cell> cells = knownToGstreamer(format);
    for (int i = 0; i < cells.size(); i++) {
      String element = "cell" + i;
      Await.until(
          "GStreamer plays live " + cells.get(i).name(),
          LIMIT,
          () -> {
            assertThat(live.played().errors()).isEmpty();
            Played played = live.played(element);
            return played.pictures().size() >= LIVE_FRAMES
                || played.soundMicros() >= LIVE_SOUND_MICROS;
          });
    }
  }

  private static String[] pipeline(List<Cell> cells, List<String> urls) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String sink = cell.pictures() ? GStreamer.VIDEO_SINK : GStreamer.AUDIO_SINK;
      String element = cell.pictures() ? "videoanalyse" : "level";
      words.addAll(List.of("uridecodebin", "uri=" + urls.get(i), "!"));
      words.addAll(List.of(sink.replace(element, element + " name=cell" + i).split(" ")));
    }
    return words.toArray(String[]::new);
  }

  /// All at once in one page.
  private static void chromiumPlays(int port) {
    List<Cell> cells =
        cells(cell ->
            KNOWN_TO_CHROMIUM
                .getOrDefault(cell.format.name(), Set.of())
                .contains(cell.codec.name()));
    try (Browser browser = Chromium.start()) {
      browser.evaluate("window.played = {}");
      int number = 0;
      for (Cell cell : cells) {
        for (String path : List.of(file(cell.codec, cell.format), live(cell.codec, cell.format))) {
          String host = "127.0.0." + (1 + number / CELLS_A_HOST);
          number++;
          browser.evaluate(
              "(%s)('http://%s:%d/%s', '%s', %b)"
                  .formatted(
                      PLAY, host, port, path.replace("+", "%2B"), path, path.startsWith("live")));
        }
      }
      int all = number;
      Await.until(
          "Chromium plays all",
          LONG_LIMIT,
          () -> {
            JsonNode played = browser.evaluate("played");
            played
                .properties()
                .forEach(cell -> assertThat(cell.getValue().asText()).as(cell.getKey()).isEmpty());
            return played.size() == all;
          });
    }
  }

  private static void refuses(HttpClient client, String base, ProgressiveFormat format)
      throws Exception {
    for (Codec codec : Outputs.CODECS) {
      if (!format.carries(codec)) {
        for (String path : List.of(file(codec, format), live(codec, format))) {
          HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
          HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(path).isEqualTo(404);
          assertThat(answer.body())
              .contains("No track of it that was asked for can be in " + format.name());
        }
      }
    }
  }
}
