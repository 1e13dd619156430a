package dev.weir.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvReader;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SyncPoints;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.Tool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FFmpeg and GStreamer decode what [MatroskaMuxer] writes of real media.
class MatroskaMuxerInteropIT {
  private static final Path FLV = Path.of("src", "test", "resources", "flv");

  @TempDir private Path directory;

  private Path remux(Path flv) throws IOException {
    MatroskaMuxer muxer = new MatroskaMuxer(DocType.MATROSKA);
    ByteBuf out = Unpooled.buffer();
    TrackSink tracks =
        new TrackSink() {
          @Override
          public void track(Track track) {
            muxer.track(track, out);
          }

          @Override
          public void sample(Sample sample) {}
        };
    TrackSink samples = TrackSink.ofSamples(sample -> muxer.sample(sample, out));
    read(flv, tracks);
    muxer.header(out);
    read(flv, samples);
    Path file = directory.resolve("out.mkv");
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return Files.write(file, bytes);
  }

  private static void read(Path flv, TrackSink sink) throws IOException {
    try (FlvReader reader = new FlvReader(sink)) {
      reader.read(Unpooled.wrappedBuffer(Files.readAllBytes(flv)));
    }
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac", "h263-mp3", "screen-adpcm", "speex", "mulaw", "alaw", "pcm"})
  void ffmpegDecodesEveryFrame(String name) throws IOException {
    Path flv = FLV.resolve(name + ".flv");
    FfmpegViewer.Received got = FfmpegInput.of(remux(flv)).decode();
    Frames original = FfmpegInput.of(flv).decode().frames();
    assertThat(got.exitCode()).isZero();
    assertThat(hashes(got.frames().video())).isEqualTo(hashes(original.video()));
    if (!got.frames().audio().isEmpty()) {
      assertThat(hashes(got.frames().audio())).isEqualTo(hashes(original.audio()));
    }
    assertThat(got.frames().all()).isNotEmpty();
  }

  /// As a viewer of a live stream gets it: the header as it is now, and all since the newest sample
  /// that viewers start with.
  @ParameterizedTest
  @ValueSource(ints = {1, 50, 51, 130})
  void whoJoinsSoundAloneGetsClustersThatAreNotEmpty(int written) throws IOException {
    Track track = Track.of(1, new Codec.Pcm(16, false, false, 8000, 1));
    MatroskaMuxer muxer = new MatroskaMuxer(DocType.MATROSKA);
    SyncPoints starts = new SyncPoints();
    ByteBuf since = Unpooled.buffer();
    muxer.track(track, since);
    int blocks = 0;
    for (int i = 0; i < written; i++) {
      ByteBuf silence = Unpooled.wrappedBuffer(new byte[320]);
      Sample sample = new Sample(1, i * 20_000L, 0, true, silence);
      if (starts.isNext(track, sample)) {
        since.clear();
        blocks = 0;
      }
      muxer.sample(sample, since);
      blocks++;
    }
    ByteBuf file = Unpooled.buffer();
    muxer.header(file);
    file.writeBytes(since);
    Path path = Files.write(directory.resolve("joined.mkv"), Octets.copyOf(file).toByteArray());

    assertThat(elements(path)).isEqualTo("cluster" + " block".repeat(blocks));
    Frames frames = FfmpegInput.of(path).decode().frames();
    assertThat(frames.audio()).hasSize(blocks);
    assertThat(frames.audio().getLast().ptsMicros()).isEqualTo((written - 1) * 20_000L);
  }

  /// The clusters and blocks in a file, as mkvinfo sees them.
  private static String elements(Path file) {
    try (ChildProcess mkvinfo =
        ChildProcess.start(List.of(Tool.MKVINFO.path().toString(), "-a", file.toString()))) {
      assertThat(mkvinfo.awaitEnd(Duration.ofSeconds(60))).isZero();
      return mkvinfo.output().stream()
          .filter(line -> line.contains("+ Cluster") || line.contains("+ Simple block"))
          .filter(line -> !line.contains("timestamp: "))
          .map(line -> line.contains("+ Cluster") ? "cluster" : "block")
          .collect(Collectors.joining(" "));
    }
  }

  @Test
  void gstreamerDecodesEveryPicture() throws IOException {
    Path flv = FLV.resolve("h264-aac.flv");
    try (GStreamer player = GStreamer.play(remux(flv).toUri().toString())) {
      Played played = player.awaitEnd(Duration.ofSeconds(60));
      assertThat(played.errors()).isEmpty();
      assertThat(played.pictures()).hasSize(15);
    }
  }
}
