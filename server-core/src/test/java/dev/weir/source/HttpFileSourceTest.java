package dev.weir.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.fetch.Fetcher;
import dev.weir.media.MediaFile;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.OnDemandSource;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpFileSourceTest {
  private final Fetcher fetcher = new Fetcher();
  private final HttpFileSource source = new HttpFileSource(fetcher);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private volatile SampleMedia film = SampleMedia.HEVC_AAC; // whatever its name says
  private volatile boolean ranges = true;
  private volatile String tag = "\"1\"";

  HttpFileSourceTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    try (exchange) {
      Path file = film.file();
      if (!exchange.getRequestURI().getPath().endsWith("film.mp4")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] all = Files.readAllBytes(file);
      exchange.getResponseHeaders().set("ETag", tag);
      String range = exchange.getRequestHeaders().getFirst("Range");
      if (range == null || !ranges) {
        exchange.sendResponseHeaders(200, all.length);
        exchange.getResponseBody().write(all);
        return;
      }
      String[] parts = range.substring("bytes=".length()).split("-", -1);
      int first = Integer.parseInt(parts[0]);
      int last = Math.min(all.length - 1, Integer.parseInt(parts[1]));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + first + "-" + last + "/" + all.length);
      exchange.sendResponseHeaders(206, last - first + 1);
      exchange.getResponseBody().write(all, first, last - first + 1);
    }
  }

  private StreamSource file(String path) {
    return new StreamSource.HttpFile(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
  }

  private static int samples(MediaFile media, int from) throws IOException {
    int[] count = new int[1];
    try (MediaFile.Cursor cursor = media.open(from)) {
      TrackSink sink = TrackSink.ofSamples(sample -> count[0]++);
      while (cursor.read(sink)) {
        // Counted.
      }
    }
    return count[0];
  }

  /// MP4, FLV, WebM, Matroska and MP3.
  @ParameterizedTest
  @EnumSource(names = {"HEVC_AAC", "H264_AAC", "VP9_OPUS", "H264_OPUS", "MP3_ONLY"})
  void readsAFileByItsRanges(SampleMedia media) throws IOException {
    film = media;
    StreamName name = new StreamName("far", "");
    try (MediaFile file = source.open(name, file("film.mp4")).orElseThrow().media()) {
      assertThat(file.tracks().stream().anyMatch(Track::isVideo)).isEqualTo(media.hasVideo());
      assertThat(samples(file, 0)).isEqualTo(file.index().count()).isGreaterThan(300);
      assertThat(samples(file, 200)).isEqualTo(file.index().count() - 200);
    }
  }

  @Test
  void noticesAnotherFile() {
    StreamName name = new StreamName("far", "");
    OnDemandSource.Look first = source.look(name, file("film.mp4"));
    assertThat(first).isInstanceOf(OnDemandSource.Look.There.class);
    assertThat(source.look(name, file("film.mp4"))).isEqualTo(first);
    tag = "\"2\"";
    assertThat(source.look(name, file("film.mp4"))).isNotEqualTo(first);
  }

  @Test
  void saysWhatCannotBeHad() {
    StreamName name = new StreamName("far", "");
    assertThat(source.look(name, file("none.mp4"))).asString().contains("cannot be had");
    ranges = false;
    assertThat(source.look(name, file("film.mp4"))).asString().contains("cannot be had");
    assertThatThrownBy(() -> source.open(name, file("film.mp4"))).isInstanceOf(IOException.class);
  }

  @Test
  void aWildcardIsOnePieceOfTheAddress() {
    source.look(new StreamName("far", "a b?c#d&e"), file("$wildcard/film.mp4"));
    assertThat(asked).containsExactly("/a%20b%3Fc%23d%26e/film.mp4");
    source.look(new StreamName("far", "../secret"), file("$wildcard/film.mp4"));
    source.look(new StreamName("far", "%2e%2e/secret"), file("$wildcard/film.mp4"));
    assertThat(asked).hasSize(1); // those were not asked for
  }
}
