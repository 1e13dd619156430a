package dev.weir.http.segmented.hds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.segmented.DoorServer;
import dev.weir.mp4.Bootstrap;
import dev.weir.stream.Publisher;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing plays HDS any more, but what its players did is simple: they put the media of the
/// fragments one behind another, and had FLV. FFmpeg reads that.
class HdsInteropIT {
  private static final byte[] FLV_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};
  private static final int BOX_HEADER_BYTES = 8;

  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 60_000), door -> new HdsHandler(door).routes());
  private final TestStreams streams = server.streams();

  @AfterEach
  void close() {
    server.close();
  }

  private ByteBuf get(String stream, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/dynamic/" + stream + "/" + path);
    try (var in = uri.toURL().openStream()) {
      return Unpooled.wrappedBuffer(in.readAllBytes());
    }
  }

  @Test
  void theFragmentsTogetherAreTheFilmForFfmpeg(@TempDir Path folder) throws Exception {
    Publisher publisher = streams.publish("live");
    WholeClip.publish(SampleMedia.H264_B_FRAMES_AAC, publisher);
    server.stores().of(publisher.stream());
    publisher.close(TestStreams.OVER);
    assertIsTheFilm("live", folder.resolve("film.flv"));
  }

  @Test
  void aFileIsTheFilmToo(@TempDir Path folder) throws Exception {
    String stream = TestStreams.film(SampleMedia.H264_B_FRAMES_AAC);
    assertIsTheFilm(stream, folder.resolve("film.flv"));
    HttpURLConnection none =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + "/dynamic/" + stream + "/1-Seg1-Frag0")
                .toURL()
                .openConnection();
    assertThat(none.getResponseCode()).isEqualTo(412);
  }

  private void assertIsTheFilm(String stream, Path film) throws Exception {
    String manifest = get(stream, "manifest.f4m").toString(StandardCharsets.UTF_8);
    assertThat(manifest).contains("<streamType>recorded</streamType>");
    int video = Integer.parseInt(manifest.replaceAll("(?s).*url=\"(\\d+)\\.abst\".*", "$1"));
    Bootstrap bootstrap = Bootstrap.read(get(stream, video + ".abst"));
    try (OutputStream out = Files.newOutputStream(film)) {
      out.write(FLV_HEADER);
      long first = bootstrap.fragments().getFirst().first();
      assertThat(first).isPositive();
      for (long number = first; number <= bootstrap.segments().getFirst().fragments(); number++) {
        ByteBuf fragment = get(stream, video + "-Seg1-Frag" + number);
        Bootstrap.read(fragment);
        fragment.skipBytes(BOX_HEADER_BYTES).readBytes(out, fragment.readableBytes());
      }
    }
    FfmpegViewer.Received decoded = FfmpegInput.of(film).decode();
    assertThat(decoded.log().errors()).isEmpty();
    assertThat(decoded.frames().video())
        .extracting(Frames.Frame::hash)
        .isEqualTo(
            FfmpegInput.of(SampleMedia.H264_B_FRAMES_AAC.file()).decode().frames().video().stream()
                .map(Frames.Frame::hash)
                .toList());
    assertThat(decoded.frames().audio().size())
        .isGreaterThanOrEqualTo(SampleMedia.H264_B_FRAMES_AAC.frames().audio().size() - 2);
  }
}
