package dev.weir.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// FFmpeg at work in the background: a publisher, or anything else its command line can say.
///
/// To receive with it, see [FfmpegInput]. Closing kills it.
public final class Ffmpeg implements AutoCloseable {
  private static final String POSITION = "out_time_us=";

  private final ChildProcess process;

  private Ffmpeg(ChildProcess process) {
    this.process = process;
  }

  /// Runs `ffmpeg` with these arguments, after ours for logging and progress.
  public static Ffmpeg start(String... args) {
    return start(FfmpegRelease.DISTRIBUTION, args);
  }

  /// The same with a release of choice.
  public static Ffmpeg start(FfmpegRelease release, String... args) {
    List<String> progress = List.of("-progress", "pipe:1", "-stats_period", "0.1");
    return new Ffmpeg(
        ChildProcess.start(
            Stream.of(release.command().stream(), progress.stream(), Stream.of(args))
                .flatMap(words -> words)
                .toList()));
  }

  /// Publishes in real time: `-re`, then these arguments (`-i ... -f flv rtmp://...`).
  public static Ffmpeg publish(String... args) {
    return start(Stream.concat(Stream.of("-re"), Stream.of(args)).toArray(String[]::new));
  }

  /// Publishes a file once in real time, unchanged, in FFmpeg's output format `format`.
  public static Ffmpeg publish(Path media, String format, String url) {
    return publish("-i", media.toString(), "-map", "0", "-c", "copy", "-f", format, url);
  }

  /// Publishes a file over and over in real time, unchanged; times go on rising.
  public static Ffmpeg publishForever(Path media, String format, String url) {
    return publish(
        "-stream_loop", "-1", "-i", media.toString(), "-map", "0", "-c", "copy", "-f", format, url);
  }

  /// Waits until it has sent this much media, counted from the first frame.
  ///
  /// @throws AssertionError if it ends before, or does not get there within a minute over that time
  public Ffmpeg awaitSent(Duration media) {
    Await.until(
        "that ffmpeg sends " + media,
        media.plusSeconds(60),
        () -> {
          boolean running = process.isRunning();
          if (sentMicros() >= media.toNanos() / 1000) {
            return true;
          }
          if (!running) {
            throw process.failure("ended before it had sent " + media);
          }
          return false;
        });
    return this;
  }

  private long sentMicros() {
    return process.output().reversed().stream()
        .filter(line -> line.startsWith(POSITION) && !line.endsWith("N/A"))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(POSITION.length())))
        .orElse(Long.MIN_VALUE);
  }

  /// Waits until it ends by itself; returns its exit code, 0 if all went well.
  ///
  /// @throws AssertionError if it still runs after `limit`; it is then killed
  public int awaitEnd(Duration limit) {
    return process.awaitEnd(limit);
  }

  /// Lets it say goodbye (SIGTERM): it writes trailers and closes its connection in order.
  public void stop() {
    process.stop();
  }

  /// What it complained about so far.
  public FfmpegLog log() {
    return new FfmpegLog(process.log());
  }

  /// The process, to freeze, thaw or kill it.
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
