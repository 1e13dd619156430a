package dev.weir.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A GStreamer pipeline at work in the background: a player whose demuxers, protocol clients and
/// H.264 timing share nothing with FFmpeg's.
///
/// What it decoded is told by its elements `videoanalyse` and `level`, which post a message for
/// each picture and each tenth of a second of sound; [#play(String, String...)] has them in place.
/// (Counting the lines of `fakesink silent=false -v` does not work: its messages overtake each
/// other.) Closing kills it.
public final class GStreamer implements AutoCloseable {
  /// Takes pictures as they come and has each weighed; for `video-sink` or the end of a branch.
  public static final String VIDEO_SINK = "videoconvert ! videoanalyse ! fakesink sync=false";

  /// Takes sound as it comes and has each 100 ms measured; for `audio-sink` or the end of a branch.
  public static final String AUDIO_SINK =
      "audioconvert ! level interval=100000000 ! fakesink sync=false";

  /// The words of a source that makes the whole pipeline a live one, see [#follow].
  public static final List<String> LIVE_SOURCE =
      List.of("audiotestsrc", "is-live=true", "!", "fakesink");

  private final ChildProcess process;

  private GStreamer(ChildProcess process) {
    this.process = process;
  }

  /// Runs `gst-launch-1.0` with these words as the pipeline.
  public static GStreamer start(String... pipeline) {
    return new GStreamer(
        ChildProcess.start(
            Stream.concat(Stream.of(Tool.GST_LAUNCH.path().toString(), "-m"), Stream.of(pipeline))
                .toList()));
  }

  /// Plays a URI (`http`, `rtmp`, `rtsp`, `srt`, `file`) with whatever elements claim it, as fast
  /// as it comes; `properties` are further properties of `playbin`.
  public static GStreamer play(String uri, String... properties) {
    List<String> pipeline = new ArrayList<>(List.of("playbin", "uri=" + uri));
    pipeline.addAll(List.of("video-sink=" + VIDEO_SINK, "audio-sink=" + AUDIO_SINK));
    pipeline.addAll(List.of(properties));
    return start(pipeline.toArray(String[]::new));
  }

  /// Plays a live URI as it comes, like [#play].
  ///
  /// `gst-launch-1.0` pauses whenever a queue runs low, which at the live edge is after each
  /// segment, and goes on when seconds are there again; so it plays seconds of a minute. With a
  /// live source beside it, the pipeline is a live one, and it does not.
  public static GStreamer follow(String uri) {
    return play(uri, LIVE_SOURCE.toArray(String[]::new));
  }

  /// What was decoded so far.
  public Played played() {
    return Played.parse(lines().toList());
  }

  /// What the element of this name, a `videoanalyse` or `level` of a pipeline with several, has
  /// told so far.
  public Played played(String element) {
    return Played.parse(
        lines().filter(line -> line.contains("from element \"" + element + "\"")).toList());
  }

  private Stream<String> lines() {
    return Stream.concat(process.output().stream(), process.log().stream());
  }

  /// Waits until it has decoded so many pictures and so much sound.
  ///
  /// @throws AssertionError if it ends before, or not enough came within `limit`
  public Played await(int pictures, Duration sound, Duration limit) {
    Await.until(
        "decoding of %d pictures and %s of sound".formatted(pictures, sound),
        limit,
        () -> {
          boolean running = process.isRunning();
          Played played = played();
          if (played.pictures().size() >= pictures
              && played.soundMicros() >= sound.toNanos() / 1000) {
            return true;
          }
          if (!running) {
            throw process.failure("ended too early");
          }
          return false;
        });
    return played();
  }

  /// Waits until it ends by itself: end of stream, or an error.
  ///
  /// @throws AssertionError if it still runs after `limit`; it is then killed
  public Played awaitEnd(Duration limit) {
    process.awaitEnd(limit);
    return played();
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
