package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.ac3.Ac3SyncFrame;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TsInteropIT {
  @TempDir private Path directory;

  record Source(
      String video,
      String audio,
      List<String> options,
      Function<Mp4Samples, Codec> videoCodec,
      Function<Mp4Samples, Codec> audioCodec) {
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
    Function<Mp4Samples, Codec> avc = mp4 -> AvcConfiguration.parse(mp4.box("avcC"));
    Function<Mp4Samples, Codec> hevc = mp4 -> HevcConfiguration.parse(mp4.box("hvcC"));
    return Stream.of(
        new Source(
            "h264", "aac", with(x264, "aac", 2), avc, _ -> AudioSpecificConfig.of(2, 48_000, 2)),
        new Source("hevc", "opus", with(x265, "libopus", 2), hevc, _ -> OpusHead.of(2)),
        new Source("h264", "ac3", with(x264, "ac3", 6), avc, TsInteropIT::ac3),
        new Source("h264", "eac3", with(x264, "eac3", 2), avc, TsInteropIT::ac3),
        new Source(
            "h264", "mp3", with(x264, "libmp3lame", 2), avc, _ -> new Codec.Mp3(3, 48_000, 2)),
        new Source("h264", "mp2", with(x264, "mp2", 2), avc, _ -> new Codec.Mp3(2, 48_000, 2)));
  }

  private static List<String> with(List<String> video, String audio, int channels) {
    List<String> options = new ArrayList<>(List.of("-pix_fmt", "yuv420p"));
    options.addAll(video);
    options.addAll(List.of("-c:a", audio, "-ac", Integer.toString(channels)));
    return options;
  }

  private static Codec ac3(Mp4Samples mp4) {
    Sample first =
        mp4.all().stream().filter(sample -> sample.trackId() == 2).findFirst().orElseThrow();
    return Ac3SyncFrame.parse(first.payload()).codec();
  }

  private static List<Track> tracks(Source source, Mp4Samples mp4) {
    return List.of(
        Track.of(1, source.videoCodec.apply(mp4)),
        new Track(2, source.audioCodec.apply(mp4), "eng", null));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void ffmpegDecodesEverySampleOfAStream(Source source) throws IOException {
    Mp4Samples mp4 = new Mp4Samples(directory, source.options);
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    tracks(source, mp4).forEach(track -> muxer.track(track, out));
    mp4.all().forEach(sample -> muxer.sample(sample, out));
    check(source, mp4, out);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void ffmpegSeesNoSeamBetweenSegments(Source source) throws IOException {
    Mp4Samples mp4 = new Mp4Samples(directory, source.options);
    List<Track> tracks = tracks(source, mp4);
    ByteBuf out = Unpooled.buffer();
    for (List<Sample> segment : segments(mp4.all())) {
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

  private void check(Source source, Mp4Samples mp4, ByteBuf stream) throws IOException {
    Path file = directory.resolve("out.ts");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(stream.nioBuffer());
    }
    String name = file.toString();
    String errors =
        Mp4Samples.run(List.of("ffmpeg", "-v", "warning", "-i", name, "-f", "null", "-"));
    assertThat(errors).isEmpty();
    String log =
        Mp4Samples.run(
            List.of("ffmpeg", "-v", "debug", "-i", name, "-c", "copy", "-f", "null", "-"));
    assertThat(log)
        .doesNotContain("Continuity check failed", "PES packet size mismatch", "corrupt");
    assertThat(probe(name, "v")).isEqualTo(source.video + "," + count(mp4, 1));
    // FFmpeg splits what a PES packet has into frames of its own; there are as many.
    assertThat(probe(name, "a")).isEqualTo(source.audio + "," + count(mp4, 2));
  }

  private static String probe(String file, String kind) {
    List<String> command =
        List.of(
            "ffprobe",
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
    return Mp4Samples.run(command)
        .lines()
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("nothing");
  }

  private static long count(Mp4Samples mp4, int track) {
    return mp4.all().stream().filter(sample -> sample.trackId() == track).count();
  }
}
