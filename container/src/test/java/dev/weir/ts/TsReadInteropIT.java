package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.h26x.AnnexBMuxer;
import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.vpx.IvfMuxer;
import dev.weir.vpx.IvfReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was read and written again, FFmpeg decodes as it decodes the source.
class TsReadInteropIT {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  @TempDir private Path directory;

  /// Writes everything that it is given.
  private record Writing(Muxer muxer, ByteBuf out) implements TrackSink {
    @Override
    public void track(Track track) {
      muxer.track(track, out);
      if (!out.isReadable()) {
        muxer.header(out);
      }
    }

    @Override
    public void sample(Sample sample) {
      muxer.sample(sample, out);
    }
  }

  private Path rewrite(Path source, Function<TrackSink, Demuxer> format, Muxer muxer, String name)
      throws IOException {
    Writing writing = new Writing(muxer, Unpooled.buffer());
    try (Demuxer demuxer = format.apply(writing)) {
      demuxer.read(Unpooled.wrappedBuffer(Files.readAllBytes(source)));
      demuxer.end();
      assertThat(demuxer.dropped()).isZero();
    }
    byte[] bytes = new byte[writing.out.readableBytes()];
    writing.out.readBytes(bytes);
    return Files.write(directory.resolve(name), bytes);
  }

  /// The same pictures and the same sound come out, and no complaint that the source does not
  /// deserve.
  private static void assertDecodesAlike(Path written, Path source) {
    FfmpegViewer.Received wanted = FfmpegInput.of(source).decode();
    FfmpegViewer.Received received = FfmpegInput.of(written).decode();
    assertThat(wanted.frames().all()).isNotEmpty();
    assertThat(received.log().lines()).hasSameSizeAs(wanted.log().lines());
    assertThat(hashes(received.frames().video())).isEqualTo(hashes(wanted.frames().video()));
    assertThat(hashes(received.frames().audio())).isEqualTo(hashes(wanted.frames().audio()));
  }

  private static List<String> hashes(List<Frames.Frame> frames) {
    return frames.stream().map(Frames.Frame::hash).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "h264-aac.ts",
    "hevc-ac3.ts",
    "mpeg2-mp2.ts",
    "eac3.ts",
    "opus.ts",
    "gst-h264-aac.ts"
  })
  void transportStreams(String name) throws IOException {
    Path source = RESOURCES.resolve("ts").resolve(name);
    assertDecodesAlike(rewrite(source, TsDemuxer::new, new TsMuxer(), "out.ts"), source);
  }

  @ParameterizedTest
  @CsvSource({"h264-aac.ts, out.h264", "hevc-ac3.ts, out.hevc"})
  void picturesWithoutAContainer(String name, String to) throws IOException {
    Path source = RESOURCES.resolve("ts").resolve(name);
    Path written = rewrite(source, TsDemuxer::new, new AnnexBMuxer(), to);
    assertThat(hashes(FfmpegInput.of(written).decode().frames().video()))
        .isEqualTo(hashes(FfmpegInput.of(source).decode().frames().video()));
  }

  @ParameterizedTest
  @CsvSource({"vp8.ivf", "vp9.ivf", "av1.ivf"})
  void ivf(String name) throws IOException {
    Path source = RESOURCES.resolve("rawvideo").resolve(name);
    assertDecodesAlike(rewrite(source, IvfReader::new, new IvfMuxer(), "out.ivf"), source);
  }
}
