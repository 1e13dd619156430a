package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpLimits;
import dev.weir.http.RawPeer;
import dev.weir.http.TestServer;
import dev.weir.http.TestStreams;
import dev.weir.http.TestTls;
import dev.weir.testkit.Await;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileOutputTest {
  private static final int RANGES = Integer.getInteger("weir.ranges", 240);
  private static final int DOZEN = 12;

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

  private URI address(SampleMedia media, String ending) {
    return URI.create("http://127.0.0.1:" + server.port() + "/" + TestStreams.film(media) + ending);
  }

  private HttpResponse<byte[]> ask(String method, URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String ending, String... headers) throws Exception {
    return ask("GET", address(SampleMedia.H264_AAC, ending), headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {".mp4", ".mkv", ".3gp"})
  void sendsAFileOfTheSizeThatItSays(String ending) throws Exception {
    HttpResponse<byte[]> head = ask("HEAD", address(SampleMedia.H264_AAC, ending));
    HttpResponse<byte[]> whole = get(ending);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(whole, "Content-Length")).isEqualTo("" + whole.body().length);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo("" + whole.body().length);
    assertThat(header(head, "ETag")).isEqualTo(header(whole, "ETag")).startsWith("\"");
  }

  @Test
  void whatIsSentHasEveryFrame(@TempDir Path folder) throws Exception {
    Path mp4 = Files.write(folder.resolve("film.mp4"), get(".mp4").body());
    assertThat(FfmpegInput.of(mp4).copy().frames().video()).hasSize(SampleMedia.PICTURES);
    Path mkv = Files.write(folder.resolve("film.mkv"), get(".mkv").body());
    assertThat(FfmpegInput.of(mkv).copy().frames().video()).hasSize(SampleMedia.PICTURES);
  }

  /// Made from groups of samples, and sent by the kernel as it lies in an MP4 file: ranges, mostly
  /// short ones, a dozen asked for at once. `-Dweir.ranges=5000` for the long run.
  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "HEVC_AAC"})
  void anyRangeIsThatPartOfTheWhole(SampleMedia media) throws Exception {
    byte[] whole = ask("GET", address(media, ".mp4")).body();
    String request =
        "GET /%s.mp4 HTTP/1.1\r\nHost: x\r\nRange: bytes=%d-%d\r\n\r\n"
            .replaceFirst("%s", TestStreams.film(media));
    Random random = new Random(11);
    try (RawPeer peer = server.connect()) {
      for (int asked = 0; asked < RANGES; asked += DOZEN) {
        int[] firsts = random.ints(DOZEN, 0, whole.length).toArray();
        int[] lasts = new int[DOZEN];
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < DOZEN; i++) {
          int longest = i == 0 ? 200_000 : 5000;
          lasts[i] = firsts[i] + random.nextInt(Math.min(longest, whole.length - firsts[i]));
          requests.append(request.formatted(firsts[i], lasts[i]));
        }
        peer.send(requests.toString());
        for (int i = 0; i < DOZEN; i++) {
          String range = "bytes %d-%d/%d".formatted(firsts[i], lasts[i], whole.length);
          assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 206").contains(range);
          byte[] part = peer.read(lasts[i] + 1 - firsts[i]);
          assertThat(Arrays.equals(part, 0, part.length, whole, firsts[i], lasts[i] + 1)).isTrue();
        }
      }
    }
  }

  @Test
  void overTlsAFileIsTheSame(@TempDir Path folder) throws Exception {
    byte[] whole = ask("GET", address(SampleMedia.HEVC_AAC, ".mp4")).body();
    assertThat(FfmpegInput.of(Files.write(folder.resolve("film.mp4"), whole)).copy().frames())
        .satisfies(frames -> assertThat(frames.video()).hasSize(SampleMedia.PICTURES));
    try (TestServer secure =
            new TestServer(
                HttpLimits.DEFAULT,
                TestTls.server(folder),
                ProgressiveOutput.routes(streams.admissions(), streams.feeds(), streams.blocks()));
        HttpClient trusting = HttpClient.newBuilder().sslContext(TestTls.trusting()).build()) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        URI film =
            URI.create(
                "https://localhost:%d/%s.mp4"
                    .formatted(secure.port(), TestStreams.film(SampleMedia.HEVC_AAC)));
        HttpRequest request = HttpRequest.newBuilder(film).version(version).build();
        assertThat(trusting.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void sendsTheEndWhenAskedForIt() throws Exception {
    byte[] whole = get(".mp4").body();
    HttpResponse<byte[]> end = get(".mp4", "Range", "bytes=-1000");
    assertThat(end.body()).isEqualTo(Arrays.copyOfRange(whole, whole.length - 1000, whole.length));
    HttpResponse<byte[]> all = get(".mp4", "Range", "bytes=0-");
    assertThat(all.statusCode()).isEqualTo(206);
    assertThat(all.body()).isEqualTo(whole);
  }

  @Test
  void saysHowMuchThereIsWhenNothingIsInTheRange() throws Exception {
    int size = get(".mp4").body().length;
    HttpResponse<byte[]> none = get(".mp4", "Range", "bytes=" + size + "-");
    assertThat(none.statusCode()).isEqualTo(416);
    assertThat(header(none, "Content-Range")).isEqualTo("bytes */" + size);
    assertThat(ask("HEAD", none.uri(), "Range", "bytes=" + size + "-").statusCode()).isEqualTo(416);
  }

  @Test
  void manyRangesAreTheWholeFileOnce() throws Exception {
    byte[] whole = get(".mp4").body();
    HttpResponse<byte[]> answer = get(".mp4", "Range", "bytes=0-0" + ",0-0".repeat(1000));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(whole);
  }

  @Test
  void aDownloadThatBrokeOffGoesOnWhereItWas() throws Exception {
    HttpResponse<byte[]> whole = get(".mkv");
    String tag = header(whole, "ETag");
    byte[] rest = get(".mkv", "Range", "bytes=70000-", "If-Range", tag).body();
    assertThat(rest).isEqualTo(Arrays.copyOfRange(whole.body(), 70_000, whole.body().length));
    HttpResponse<byte[]> changed = get(".mkv", "Range", "bytes=70000-", "If-Range", "\"old\"");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo(whole.body());
  }

  @Test
  void aCopyThatIsStillGoodIsNotSentAgain() throws Exception {
    String tag = header(get(".mp4"), "ETag");
    assertThat(get(".mp4", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(header(get(".mp4?audio=none"), "ETag")).isNotEqualTo(tag);
    assertThat(header(get(".mkv"), "ETag")).isNotEqualTo(tag);
  }

  @Test
  void choosesTracksAndAPartOfTheTime(@TempDir Path folder) throws Exception {
    Path part =
        Files.write(folder.resolve("part.mp4"), get(".mp4?audio=none&start=2500&stop=5000").body());
    assertThat(FfmpegInput.of(part).copy().frames().video()).hasSize(75); // 2 s to 5 s
    assertThat(FfmpegInput.of(part).copy().frames().audio()).isEmpty();
    assertThat(get(".mp4?start=2500&stop=5000", "Range", "bytes=0-99").body()).hasSize(100);
  }

  @Test
  void aFileOfTheSameFormatIsSentAsItLies() throws Exception {
    HttpResponse<byte[]> sound = ask("GET", address(SampleMedia.MP3_ONLY, ".mp3"));
    assertThat(sound.body()).isEqualTo(Files.readAllBytes(SampleMedia.MP3_ONLY.file()));
    assertThat(ask("GET", sound.uri(), "Range", "bytes=100-199").body())
        .isEqualTo(Arrays.copyOfRange(sound.body(), 100, 200));
  }

  @Test
  void saysWhatCannotBeHad() throws Exception {
    HttpResponse<byte[]> none = get(".mp4?video=none&audio=none");
    assertThat(none.statusCode()).isEqualTo(404);
    HttpResponse<byte[]> nothing = get(".mp4?start=1500&stop=500");
    assertThat(nothing.statusCode()).isEqualTo(404);
    URI missing =
        URI.create(address(SampleMedia.H264_AAC, "").resolve("/vod+none.mp4.mp4").toString());
    assertThat(new String(ask("GET", missing).body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("there is no such file");
    assertThat(ask("HEAD", missing).statusCode()).isEqualTo(404);
  }

  @Test
  void whoLeavesIsNotCountedAnyMore() throws Exception {
    try (RawPeer peer = server.connect()) {
      peer.send(
          "GET /%s.mp4 HTTP/1.1\r\nHost: x\r\n\r\n"
              .formatted(TestStreams.film(SampleMedia.H264_AAC)));
      peer.readUntil("\r\n\r\n");
    }
    Await.until(
        "leaving",
        Duration.ofSeconds(60),
        () -> streams.streams().onDemand().getFirst().viewers() == 0);
  }

  @Test
  void aConnectionServesOneRangeAfterTheOther() throws Exception {
    byte[] whole = get(".mp4").body();
    try (RawPeer peer = server.connect()) {
      String request = "GET /%s.mp4 HTTP/1.1\r\nHost: x\r\nRange: bytes=%d-%d\r\n\r\n";
      String film = TestStreams.film(SampleMedia.H264_AAC);
      peer.send(request.formatted(film, 0, 9) + request.formatted(film, 5, 6));
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 206").contains("0-9/");
      assertThat(peer.read(10)).isEqualTo(Arrays.copyOfRange(whole, 0, 10));
      assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 206").contains("5-6/");
      assertThat(peer.read(2)).isEqualTo(Arrays.copyOfRange(whole, 5, 7));
    }
  }
}
