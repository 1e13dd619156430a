package dev.weir.ts;

import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real samples: FFmpeg encodes test pictures and tones into MP4, whose samples have the form that
/// Weir has inside, and says where in the file each one is.
final class Mp4Samples {
  private final byte[] file;
  private final List<Sample> samples = new ArrayList<>();

  /// Encodes with these options after the inputs: video first, then audio. Track ids count from 1.
  Mp4Samples(Path directory, List<String> options) {
    try {
      Path mp4 = Files.createTempFile(directory, "source", ".mp4");
      List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
      command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4"));
      command.addAll(
          List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4"));
      command.addAll(options);
      command.add(mp4.toString());
      run(command);
      file = Files.readAllBytes(mp4);
      String packets =
          run(
              List.of(
                  "ffprobe",
                  "-v",
                  "error",
                  "-show_entries",
                  "packet=stream_index,pts_time,dts_time,size,pos,flags",
                  "-of",
                  "csv=p=0",
                  mp4.toString()));
      // Packets with side data are followed by an empty line.
      packets.lines().filter(line -> !line.isEmpty()).forEach(this::add);
      samples.sort(Comparator.comparingLong(Sample::dtsMicros));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /// All samples in the order of decoding time.
  List<Sample> all() {
    return samples;
  }

  /// The body of the first box of `type`, found by its name alone.
  Octets box(String type) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf(type);
    int size = Unpooled.wrappedBuffer(file).getInt(at - 4);
    return Octets.copyOf(Unpooled.wrappedBuffer(file), at + 4, size - 8);
  }

  /// Runs a program for at most a minute; its output of both kinds.
  static String run(List<String> command) {
    try {
      Path output = Files.createTempFile("weir", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + command);
      }
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      Files.delete(output);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
