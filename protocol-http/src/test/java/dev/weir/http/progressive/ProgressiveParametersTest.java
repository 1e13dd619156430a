package dev.weir.http.progressive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.http.HttpLimits;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parameters that all progressive outputs have in common: each row is tried with every format,
/// of a film and of the same film as the past of a live stream.
class ProgressiveParametersTest {
  private static final int FRAMES = 3; // that sound and picture may differ by
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Each format with a film that it can hold.
  private static final Map<ProgressiveFormat, SampleMedia> FILMS =
      Map.of(
          ProgressiveFormat.MP4, SampleMedia.H264_AAC,
          ProgressiveFormat.FLV, SampleMedia.H264_AAC,
          ProgressiveFormat.TS, SampleMedia.H264_AAC,
          ProgressiveFormat.MKV, SampleMedia.H264_AAC,
          ProgressiveFormat.H264, SampleMedia.H264_AAC,
          ProgressiveFormat.AAC, SampleMedia.H264_AAC,
          ProgressiveFormat.WEBM, SampleMedia.VP8_OPUS,
          ProgressiveFormat.OGG, SampleMedia.VP8_OPUS,
          ProgressiveFormat.MP3, SampleMedia.H264_MP3,
          ProgressiveFormat.WAV, SampleMedia.H264_MP3);

  /// What reads each format again.
  private static final Map<ProgressiveFormat, MediaFormat> READERS =
      Map.of(
          ProgressiveFormat.MP4, MediaFormat.MP4,
          ProgressiveFormat.FLV, MediaFormat.FLV,
          ProgressiveFormat.TS, MediaFormat.TS,
          ProgressiveFormat.MKV, MediaFormat.MATROSKA,
          ProgressiveFormat.H264, MediaFormat.H264,
          ProgressiveFormat.AAC, MediaFormat.ADTS,
          ProgressiveFormat.WEBM, MediaFormat.MATROSKA,
          ProgressiveFormat.OGG, MediaFormat.OGG,
          ProgressiveFormat.MP3, MediaFormat.MP3,
          ProgressiveFormat.WAV, MediaFormat.WAV);

  private static final List<SampleMedia> LIVE =
      List.of(SampleMedia.H264_AAC, SampleMedia.VP8_OPUS, SampleMedia.H264_MP3);

  private final TestStreams streams = new TestStreams();
  private final TestServer server =
      new TestServer(
          HttpLimits.DEFAULT,
          null,
          ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    streams.close();
    server.close();
  }

  private static String live(SampleMedia media) {
    return "live+" + media.name();
  }

  /// All of the films at once; they go on, as far as anybody knows.
  private void publish() throws IOException {
    for (SampleMedia media : LIVE) {
      Publisher publisher = streams.publish(live(media));
      try (LocalFile bytes = LocalFile.open(media.file());
          MediaFile film = format(media).open(bytes);
          MediaFile.Cursor cursor = film.open(0)) {
        film.tracks().forEach(publisher::track);
        TrackSink sink = TrackSink.ofSamples(sample -> publisher.sample(sample));
        while (cursor.read(sink)) {
          // Published.
        }
      }
    }
  }

  private static MediaFormat format(SampleMedia media) {
    return media == SampleMedia.VP8_OPUS ? MediaFormat.MATROSKA : MediaFormat.FLV;
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/" + path))
            .timeout(LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /// What is in a body: pictures, or as many as there would be if it could hold any, and sound
  /// likewise.
  private record Counted(int pictures, double soundSeconds) {}

  private Counted counted(ProgressiveFormat format, SampleMedia media, String path)
      throws Exception {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    Counter counter = new Counter();
    try (Demuxer reader = Objects.requireNonNull(READERS.get(format)).demuxer(counter)) {
      reader.read(Unpooled.wrappedBuffer(answer.body()));
      reader.end();
    }
    double framesASecond =
        switch (media) {
          case VP8_OPUS -> 50;
          case H264_MP3 -> 48_000 / 1152.0;
          default -> 48_000 / 1024.0;
        };
    double seconds = counter.frames / framesASecond;
    return new Counted(
        hasPictures(format) ? counter.pictures : (int) Math.round(seconds * 25),
        format == ProgressiveFormat.H264 ? counter.pictures / 25.0 : seconds);
  }

  private static final class Counter implements TrackSink {
    private final Map<Integer, Track> tracks = new HashMap<>();

    private int pictures;
    private int frames;

    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
    }

    @Override
    public void sample(Sample sample) {
      Track track = tracks.get(sample.trackId());
      pictures += track != null && track.isVideo() ? 1 : 0;
      frames += track != null && track.isAudio() ? 1 : 0;
    }
  }

  private static boolean hasPictures(ProgressiveFormat format) {
    return switch (format) {
      case AAC, MP3, WAV -> false;
      default -> true;
    };
  }

  /// Times in seconds: where the film begins if it can begin anywhere, and at a keyframe; where it
  /// ends. A live stream without an end would go on for ever.
  @ParameterizedTest
  @CsvSource({
    "start=2500, 2.5, 2, 8",
    "start=2500&stop=5000, 2.5, 2, 5",
    "stop=1000, 0, 0, 1",
    "start=3100&stop=4000&duration=2, 3.1, 3, 5.1",
    "start=1.1e3&stop=2100.5, 1.1, 1, 2.1",
    "start=0&stop=many, 0, 0, 8",
    "start=NaN&stop=-1, 0, 0, 8",
    "start=0&duration=-3, 0, 0, 8",
    "waittrackcount=9&mintrackms=1&maxwaittrackms=1&waitkey=1&passthrough=1&stop=1000, 0, 0, 1",
  })
  void aPartOfTheTime(String query, double begins, double keyframe, double ends) throws Exception {
    publish();
    for (Map.Entry<ProgressiveFormat, SampleMedia> each : FILMS.entrySet()) {
      SampleMedia media = each.getValue();
      boolean isLong = ends == SampleMedia.DURATION.toSeconds();
      for (String name :
          isLong
              ? List.of(TestStreams.film(media))
              : List.of(TestStreams.film(media), live(media))) {
        ProgressiveFormat format = each.getKey();
        Counted counted = counted(format, media, address(name, format, query));
        double length = ends - (hasPictures(format) ? keyframe : begins);
        String what = name + " as " + format + ": " + query;
        assertThat(counted.pictures())
            .as(what)
            .isBetween((int) (length * 25) - FRAMES, (int) (length * 25) + FRAMES);
        assertThat(counted.soundSeconds()).as(what).isCloseTo(length, within(0.12));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "video=none, false, true",
    "audio=none, true, false",
    "video=-1&audio=all, false, true",
    "video=h264&audio=!aac, true, false",
    "video=i99&audio=AAC, false, true",
    "video=all&audio=nonsense, true, false",
    "video=<1kbps&audio=stereo, false, true",
    "video=~1x1&audio=none, true, false",
    "subtitle=all&meta=none, true, true",
  })
  void theTracksThatAreAskedFor(String query, boolean pictures, boolean sound) throws Exception {
    publish();
    SampleMedia media = SampleMedia.H264_AAC;
    for (ProgressiveFormat format :
        List.of(
            ProgressiveFormat.MP4,
            ProgressiveFormat.FLV,
            ProgressiveFormat.TS,
            ProgressiveFormat.MKV)) {
      for (String name : List.of(TestStreams.film(media), live(media))) {
        String encoded = query.replace("<", "%3C") + "&stop=1000";
        Counted counted = counted(format, media, address(name, format, encoded));
        assertThat(counted.pictures() > 20).as(format + ": " + query).isEqualTo(pictures);
        assertThat(counted.soundSeconds() > 0.8).as(format + ": " + query).isEqualTo(sound);
      }
    }
  }

  @Test
  void nothingIsLeftWhenNobodyWantsIt() throws Exception {
    publish();
    for (Map.Entry<ProgressiveFormat, SampleMedia> each : FILMS.entrySet()) {
      for (String name : List.of(TestStreams.film(each.getValue()), live(each.getValue()))) {
        String path = address(name, each.getKey(), "video=none&audio=none&meta=none&stop=1000");
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(new String(answer.body(), UTF_8)).contains("No track of it that was asked for");
      }
    }
  }

  @Test
  void aDownloadHasAName() throws Exception {
    publish();
    for (Map.Entry<ProgressiveFormat, SampleMedia> each : FILMS.entrySet()) {
      String live = live(each.getValue());
      String ending = each.getKey().endings().getFirst();
      for (String dl : List.of("1", "my.show", "../../x%0d%0aSet-Cookie:.y")) {
        HttpResponse<byte[]> answer =
            get(address(live, each.getKey(), "stop=500&dl=" + dl), "X-Mist-Rate", "0");
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
            .isEqualTo(
                "attachment; filename=\"%s\""
                    .formatted(
                        switch (dl) {
                          case "1" -> live + "." + ending;
                          case "my.show" -> "my.show";
                          default -> ".._.._x__Set-Cookie_.y";
                        }));
        assertThat(answer.headers().allValues("Set-Cookie"))
            .allMatch(cookie -> cookie.startsWith("tkn="));
      }
    }
  }

  private static String address(String name, ProgressiveFormat format, String query) {
    return "%s.%s?%s&rate=0".formatted(name, format.endings().getFirst(), query);
  }
}
