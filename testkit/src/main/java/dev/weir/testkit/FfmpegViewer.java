package dev.weir.testkit;

import java.time.Duration;

/// FFmpeg receiving in the background; see [FfmpegInput]. Closing kills it.
public final class FfmpegViewer implements AutoCloseable {
  private final ChildProcess process;

  FfmpegViewer(ChildProcess process) {
    this.process = process;
  }

  /// What came of a reception that has ended; `exitCode` is 0 if FFmpeg saw nothing fatal.
  public record Received(Frames frames, FfmpegLog log, int exitCode) {}

  /// The frames received so far.
  public Frames frames() {
    return Frames.parse(process.output());
  }

  /// What it complained about so far.
  public FfmpegLog log() {
    return new FfmpegLog(process.log());
  }

  /// Waits until it has so many frames of video and so many of audio.
  ///
  /// @throws AssertionError if it ends before, or not enough came within `limit`
  public Frames await(int video, int audio, Duration limit) {
    Await.until(
        "reception of %d frames of video and %d of audio".formatted(video, audio),
        limit,
        () -> {
          boolean running = process.isRunning();
          Frames frames = frames();
          if (frames.video().size() >= video && frames.audio().size() >= audio) {
            return true;
          }
          if (!running) {
            throw process.failure("ended too early");
          }
          return false;
        });
    return frames();
  }

  /// Waits until it ends by itself: the sender closed, or it has had enough.
  ///
  /// @throws AssertionError if it still runs after `limit`; it is then killed
  public Received awaitEnd(Duration limit) {
    int exitCode = process.awaitEnd(limit);
    return new Received(frames(), log(), exitCode);
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
