package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvMuxer;
import dev.weir.flv.FlvReader;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ports;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A film of as many segments as `weir.film.segments` says, on a server that has little memory: of
/// each segment 16 bytes are kept, and of its manifests what their receivers are about to take.
class LongFilmIT {
  private static final int SEGMENTS = Integer.getInteger("weir.film.segments", 100_000);
  private static final String HEAP = System.getProperty("weir.film.heap", "56m");
  private static final int SECOND = 1_000_000;
  private static final int SLOW = 50;

  @TempDir private Path folder;

  private final int port = Ports.freeTcp();

  /// A picture and a frame of sound each second, which are none, under the headers of a sample.
  private Path film() throws Exception {
    Path file = folder.resolve("film.flv");
    ByteBuf bytes = Unpooled.buffer(1 << 20);
    FlvMuxer muxer = new FlvMuxer();
    List<Track> tracks = tracks();
    tracks.forEach(track -> muxer.track(track, bytes));
    bytes.clear(); // it is all in the header
    muxer.header(bytes);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < SEGMENTS; i++) {
        for (Track track : tracks) {
          ByteBuf payload =
              Unpooled.wrappedBuffer(
                  track.isVideo() ? new byte[] {0, 0, 0, 3, 0x65, 1, 2} : new byte[] {33, 16, 4});
          muxer.sample(new Sample(track.id(), (long) i * SECOND, 0, true, payload), bytes);
        }
        if (i % 1000 == 0 || i == SEGMENTS - 1) {
          bytes.readBytes(out, bytes.readableBytes());
          bytes.clear();
        }
      }
    }
    return file;
  }

  private static List<Track> tracks() throws Exception {
    List<Track> found = new ArrayList<>();
    TrackSink sink =
        new TrackSink() {
          @Override
          public void track(Track track) {
            if (track.isVideo() || track.isAudio()) {
              found.add(track);
            }
          }

          @Override
          public void sample(Sample sample) {
            // Headers are enough.
          }
        };
    try (FlvReader reader = new FlvReader(sink)) {
      reader.read(Unpooled.wrappedBuffer(Files.readAllBytes(SampleMedia.H264_AAC.file())));
    }
    return found;
  }

  private InputStream open(String path) throws IOException {
    return URI.create("http://127.0.0.1:" + port + path).toURL().openStream();
  }

  private long count(String path, Charset charset, Predicate<String> wanted) throws IOException {
    try (var lines = new BufferedReader(new InputStreamReader(open(path), charset))) {
      return lines.lines().filter(wanted).count();
    }
  }

  private long count(String path, Predicate<String> wanted) throws IOException {
    return count(path, StandardCharsets.UTF_8, wanted);
  }

  private void assertSome(String path) throws IOException {
    try (InputStream in = open(path)) {
      assertThat(in.readAllBytes()).as(path).hasSizeBetween(100, 20_000);
    }
  }

  /// Asks for a manifest and takes the beginning of it, if he gets it; returns the status.
  private int slowReader(List<InputStream> slow) {
    URI address =
        URI.create("http://127.0.0.1:%d/cmaf/film/1/index.m3u8?%d".formatted(port, slow.size()));
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      if (connection.getResponseCode() == 200) {
        InputStream in = connection.getInputStream();
        assertThat(in.read()).isEqualTo('#');
        slow.add(in);
      } else {
        assertThat(connection.getHeaderField("Retry-After")).isEqualTo("5");
      }
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<InputStream> slowReaders() {
    List<InputStream> slow = new ArrayList<>();
    while (slow.size() < SLOW) {
      assertThat(slowReader(slow)).isEqualTo(200);
    }
    return slow;
  }

  /// Some who came at first may have been cut off meanwhile.
  private void assertOthersHaveToComeAgain(List<InputStream> slow) {
    int status = 200;
    for (int i = 0; i < 3 * SLOW && status == 200; i++) {
      status = slowReader(slow);
    }
    assertThat(status).isEqualTo(503);
  }

  @Test
  void isServedInEveryFormat() throws Exception {
    String config =
        """
        {"config": {
           "protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": %d}],
           "controller": {"interface": "127.0.0.1", "port": API}},
         "streams": {"film": {"source": "%s", "segmentsize": 1000}}}
        """
            .formatted(port, film());
    int last = SEGMENTS - 1;
    try (ServerProcess _ = new ServerProcess(folder, config, List.of(), List.of("-Xmx" + HEAP))) {
      List<InputStream> slow = slowReaders();
      String even = "r=\"" + (last - 1) + "\""; // but for the last one
      assertThat(count("/cmaf/film/index.mpd", line -> line.contains(even))).isPositive();
      assertSome("/dash/film/1/chunk_" + last + ".m4s");
      assertThat(count("/cmaf/film/index.m3u8", line -> line.contains("BANDWIDTH="))).isEqualTo(2);
      assertThat(count("/cmaf/film/1/index.m3u8", line -> line.startsWith("#EXTINF:")))
          .isEqualTo(SEGMENTS);
      assertThat(count("/hls/film/1_2/index.m3u8", line -> line.startsWith("#EXTINF:")))
          .isEqualTo(SEGMENTS);
      assertSome("/hls/film/1_2/" + last + ".ts");
      assertThat(
              count(
                  "/smooth/film.ism/Manifest",
                  StandardCharsets.UTF_16LE,
                  line -> line.startsWith("<c t=")))
          .isEqualTo(2L * SEGMENTS);
      assertSome("/smooth/film.ism/Q(1001)/V(" + last * 10L * SECOND + ")");
      assertSome("/dynamic/film/manifest.f4m");
      assertThat(count("/dynamic/film/1.abst", _ -> true)).isPositive();
      assertSome("/dynamic/film/1-Seg1-Frag" + SEGMENTS);
      assertOthersHaveToComeAgain(slow);
      for (InputStream in : slow) {
        in.close(); // they leave, with most of it not taken
      }
      assertSome("/cmaf/film/1/chunk_" + last + ".m4s");
      Await.until(
          "a place for one who comes again", Duration.ofSeconds(60), () -> slowReader(slow) == 200);
    }
  }
}
