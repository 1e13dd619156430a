package dev.weir.mp4;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.testkit.ChildProcess;
import dev.weir.testkit.Tool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Real samples: FFmpeg encodes into MP4 or QuickTime, ffprobe says where in the file each sample
/// lies, and the sample entries tell the codecs.
public final class FfmpegSamples {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final byte[] file;
  private final List<Track> tracks = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();

  /// Encodes `seconds` of 320x180 at 25 frames a second and a tone with these options after the
  /// inputs.
  public FfmpegSamples(Path directory, String extension, int seconds, List<String> options) {
    Path media = directory.resolve("source." + extension);
    List<String> command = new ArrayList<>(List.of(Tool.FFMPEG.path().toString()));
    command.addAll(List.of("-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i"));
    command.add("testsrc2=size=320x180:rate=25:duration=" + seconds);
    command.addAll(List.of("-f", "lavfi", "-i"));
    command.add("sine=frequency=440:sample_rate=48000:duration=" + seconds);
    command.addAll(options);
    command.add(media.toString());
    run(command);
    try {
      file = Files.readAllBytes(media);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (ByteBuf stsd :
        BoxTree.all(Unpooled.wrappedBuffer(file), "moov/trak/mdia/minf/stbl/stsd")) {
      stsd.skipBytes(12);
      tracks.add(Track.of(1 + tracks.size(), SampleEntry.read(stsd.readInt(), 0, stsd).codec()));
    }
    // Packets with side data are followed by an empty line.
    run(
            List.of(
                Tool.FFPROBE.path().toString(),
                "-v",
                "error",
                "-show_entries",
                "packet=stream_index,pts_time,dts_time,size,pos,flags",
                "-of",
                "csv=p=0",
                media.toString()))
        .stream()
        .filter(line -> !line.isEmpty())
        .forEach(this::add);
    samples.sort(Comparator.comparingLong(Sample::dtsMicros));
  }

  // stream_index, pts_time, dts_time, size, pos, flags
  private void add(String line) {
    String[] fields = line.split(",", -1);
    long pts = micros(fields[1]);
    long dts = micros(fields[2]);
    int size = Integer.parseInt(fields[3]);
    int position = Integer.parseInt(fields[4]);
    samples.add(
        new Sample(
            1 + Integer.parseInt(fields[0]),
            dts,
            (int) (pts - dts),
            fields[5].startsWith("K"),
            Unpooled.wrappedBuffer(file, position, size)));
  }

  private static long micros(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1e6);
  }

  /// Runs a program, which must succeed; what it wrote.
  public static List<String> run(List<String> command) {
    try (ChildProcess process = ChildProcess.start(command)) {
      if (process.awaitEnd(LIMIT) != 0) {
        throw new AssertionError("%s: %s".formatted(command, process.log()));
      }
      return process.output();
    }
  }

  /// The tracks, with the ids 1, 2, ….
  public List<Track> tracks() {
    return tracks;
  }

  /// All samples in the order of decoding time.
  public List<Sample> samples() {
    return samples;
  }

  /// All samples, this much later.
  List<Sample> samplesAfter(Duration time) {
    long micros = time.toNanos() / 1000;
    return samples.stream()
        .map(sample ->
            new Sample(
                sample.trackId(),
                sample.dtsMicros() + micros,
                sample.ptsOffsetMicros(),
                sample.keyframe(),
                sample.payload()))
        .toList();
  }

  /// How many samples a track has.
  public long count(int trackId) {
    return samples.stream().filter(sample -> sample.trackId() == trackId).count();
  }
}
