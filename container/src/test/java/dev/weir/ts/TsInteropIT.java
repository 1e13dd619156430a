package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.FfmpegSamples;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Tool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TsInteropIT {
  @TempDir private Path directory;

  record Source(String video, String audio, List<String> options) {
    @Override
    public String toString() {
      return video + " " + audio;
    }
  }

  static Stream<Source> sources() {
    List<String> x264 = List.of("-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "2");
    List<String> x265 =
        List.of(
            "-c:v",
            "libx265",
            "-preset",
            "ultrafast",
            "-x265-params",
            "log-level=none:keyint=25:min-keyint=25:bframes=3:open-gop=0",
            "-tag:v",
            "hvc1");
    return Stream.of(
        new Source("h264", "aac", with(x264, "aac", 2)),
        new Source("hevc", "opus", with(x265, "libopus", 2)),
        new Source("h264", "ac3", with(x264, "ac3", 6)),
        new Source("h264", "eac3", with(x264, "eac3", 2)),
        new Source("h264", "mp3", with(x264, "libmp3lame", 2)),
        new Source("h264", "mp2", with(x264, "mp2", 2)));
  }

  private static List<String> with(List<String> video, String audio, int channels) {
    List<String> options = new ArrayList<>(List.of("-pix_fmt", "yuv420p"));
    options.addAll(video);
    options.addAll(List.of("-c:a", audio, "-ac", Integer.toString(channels)));
    return options;
  }

  /// An MP4 entry does not tell MP2 from MP3.
  private static List<Track> tracks(Source source, FfmpegSamples mp4) {
    Codec sound =
        source.audio.equals("mp2") ? new Codec.Mp3(2, 48_000, 2) : mp4.tracks().get(1).codec();
    return List.of(mp4.tracks().getFirst(), new Track(2, sound, "eng", null));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void ffmpegDecodesEverySampleOfAStream(Source source) throws IOException {
    FfmpegSamples mp4 = encode(source);
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    tracks(source, mp4).forEach(track -> muxer.track(track, out));
    mp4.samples().forEach(sample -> muxer.sample(sample, out));
    check(source, mp4, out);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void ffmpegSeesNoSeamBetweenSegments(Source source) throws IOException {
    FfmpegSamples mp4 = encode(source);
    List<Track> tracks = tracks(source, mp4);
    ByteBuf out = Unpooled.buffer();
    for (List<Sample> segment : segments(mp4.samples())) {
      TsSegmentWriter writer = new TsSegmentWriter();
      writer.begin(tracks, out);
      for (int i = 0; i < segment.size(); i++) {
        Sample sample = segment.get(i);
        boolean last =
            segment.subList(i + 1, segment.size()).stream()
                .noneMatch(later -> later.trackId() == sample.trackId());
        writer.sample(sample, last, out);
      }
      writer.end(out);
    }
    check(source, mp4, out);
  }

  private static List<List<Sample>> segments(List<Sample> samples) {
    List<List<Sample>> segments = new ArrayList<>();
    for (Sample sample : samples) {
      if (segments.isEmpty() || (sample.trackId() == 1 && sample.keyframe())) {
        segments.add(new ArrayList<>());
      }
      segments.getLast().add(sample);
    }
    assertThat(segments).hasSizeGreaterThan(3);
    return segments;
  }

  private void check(Source source, FfmpegSamples mp4, ByteBuf stream) throws IOException {
    Path file = directory.resolve("out.ts");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(stream.nioBuffer());
    }
    String name = file.toString();
    assertThat(complaints("-v", "warning", "-i", name, "-f", "null", "-")).isEmpty();
    // From its start to its end: when it looks for the duration in the middle, it may take any 0x47
    // for the beginning of a packet.
    assertThat(
            complaints(
                "-v", "debug", "-seekable", "0", "-i", name, "-c", "copy", "-f", "null", "-"))
        .doesNotContain("Continuity check failed", "PES packet size mismatch", "corrupt");
    assertThat(probe(name, "v")).isEqualTo(source.video + "," + mp4.count(1));
    // FFmpeg splits what a PES packet has into frames of its own; there are as many.
    assertThat(probe(name, "a")).isEqualTo(source.audio + "," + mp4.count(2));
  }

  private FfmpegSamples encode(Source source) {
    return new FfmpegSamples(directory, "mp4", 4, source.options);
  }

  private static String complaints(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Tool.FFMPEG.path().toString(), "-nostdin"));
    command.addAll(List.of(arguments));
    try (ChildProcess process = ChildProcess.start(command)) {
      assertThat(process.awaitEnd(Duration.ofSeconds(60))).isZero();
      return String.join("\n", process.log());
    }
  }

  private static String probe(String file, String kind) {
    List<String> command =
        List.of(
            Tool.FFPROBE.path().toString(),
            "-v",
            "error",
            "-select_streams",
            kind,
            "-count_frames",
            "-show_entries",
            "stream=codec_name,nb_read_frames",
            "-of",
            "csv=p=0",
            file);
    // A stream is listed in its program too.
    return FfmpegSamples.run(command).stream()
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("nothing");
  }
}
