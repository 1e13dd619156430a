package dev.weir.http.segmented.smooth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.http.LiveClip;
import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.segmented.DoorServer;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.playlist.XmlElement;
import dev.weir.stream.Publisher;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What GStreamer's `mssdemux` makes of our Smooth Streaming, and FFmpeg of its fragments.
class SmoothInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<SampleMedia> ALL =
      List.of(SampleMedia.H264_AAC, SampleMedia.H264_B_FRAMES_AAC, SampleMedia.H264_ONLY);

  private final DoorServer server =
      new DoorServer(TestStreams.segments(1000, 60_000), door -> new SmoothHandler(door).routes());
  private final TestStreams streams = server.streams();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    server.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /// Closed behind the test.
  private GStreamer opened(GStreamer player) {
    open.add(player);
    return player;
  }

  @Test
  void gstreamerFollowsLiveStreams() throws Exception {
    for (SampleMedia media : ALL) {
      open.add(new LiveClip(media, streams.publish("live+" + media)));
    }
    Map<SampleMedia, GStreamer> players = new EnumMap<>(SampleMedia.class);
    for (SampleMedia media : ALL) {
      players.put(media, opened(GStreamer.follow(url("/smooth/live+" + media + ".ism/Manifest"))));
    }
    players.forEach((media, player) -> {
      Duration sound = media.hasAudio() ? Duration.ofSeconds(4) : Duration.ZERO;
      Played played = player.await(100, sound, LIMIT);
      assertThat(played.errors()).isEmpty();
      assertThat(played.warnings()).isEmpty();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/smooth/%s.ism/Manifest", "/cmaf/%s/Manifest"})
  void gstreamerPlaysFiles(String path) {
    String stream = TestStreams.film(SampleMedia.H264_B_FRAMES_AAC);
    Played played = opened(GStreamer.play(url(path.formatted(stream)))).awaitEnd(LIMIT);
    assertThat(played.errors()).isEmpty();
    assertThat(played.pictures()).hasSize(SampleMedia.PICTURES);
    assertThat(played.soundMicros()).isGreaterThan(7_500_000);
  }

  @Test
  void gstreamerPlaysAllOfWhatHasEnded() throws Exception {
    Publisher publisher = streams.publish("live");
    WholeClip.publish(SampleMedia.H264_B_FRAMES_AAC, publisher);
    server.stores().of(publisher.stream());
    publisher.close(TestStreams.OVER);
    Played played = opened(GStreamer.play(url("/cmaf/live/Manifest"))).awaitEnd(LIMIT);
    assertThat(played.errors()).isEmpty();
    assertThat(played.pictures()).hasSize(SampleMedia.PICTURES);
    assertThat(played.soundMicros()).isGreaterThan(7_500_000);
  }

  /// What players that know of these codecs put together: a header of their own, and fragments.
  /// (GStreamer knows neither in Smooth Streaming.)
  @ParameterizedTest
  @CsvSource({"HEVC_AAC, video", "HEVC_AAC, audio", "H264_MP3, audio"})
  void theFragmentsOfATrackAreItsFilm(SampleMedia media, String type, @TempDir Path folder)
      throws Exception {
    String film = url("/smooth/" + TestStreams.film(media) + ".ism/");
    XmlElement manifest = XmlElement.parse(get(film + "Manifest"));
    XmlElement index =
        manifest.all("StreamIndex").stream()
            .filter(each -> type.equals(each.attribute("Type")))
            .findFirst()
            .orElseThrow();
    XmlElement quality = index.all("QualityLevel").getFirst();
    long bitRate = quality.number("Bitrate", 0);
    int trackId = (int) (bitRate % 1000);
    StreamName name = StreamName.clean(TestStreams.film(media)).orElseThrow();
    Track track =
        server.stores().find(name).orElseThrow().tracks().stream()
            .filter(each -> each.id() == trackId)
            .findFirst()
            .orElseThrow();
    ByteBuf header = Unpooled.buffer();
    InitSegment.write(track, SmoothWrapping.TIMESCALE, header);
    Path file = folder.resolve("film.mp4");
    try (OutputStream out = Files.newOutputStream(file)) {
      header.readBytes(out, header.readableBytes());
      String kind = type.equals("video") ? "V" : "A";
      for (XmlElement chunk : index.all("c")) {
        out.write(get(film + "Q(%d)/%s(%d)".formatted(bitRate, kind, chunk.number("t", -1))));
      }
    }
    FfmpegViewer.Received decoded = FfmpegInput.of(file).decode();
    assertThat(decoded.log().errors()).isEmpty();
    Frames all = FfmpegInput.of(media.file()).decode().frames();
    if (type.equals("video")) {
      assertThat(hashes(decoded.frames().video())).isEqualTo(hashes(all.video()));
    } else {
      assertThat(decoded.frames().audio())
          .hasSizeBetween(all.audio().size() - 2, all.audio().size() + 2);
    }
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  private static byte[] get(String url) throws IOException {
    try (var in = URI.create(url).toURL().openStream()) {
      return in.readAllBytes();
    }
  }
}
