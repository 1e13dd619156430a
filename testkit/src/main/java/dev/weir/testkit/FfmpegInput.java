package dev.weir.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A URL or file that FFmpeg shall receive, and how.
///
/// @param options FFmpeg's options for this input, such as `-rtsp_transport tcp`
/// @param stops options that end the reception early; see [#seconds(double)] and [#pictures(int)]
/// @param limit how long reception may take before the test fails
/// @param release which FFmpeg receives
public record FfmpegInput(
    String url, List<String> options, List<String> stops, Duration limit, FfmpegRelease release) {
  /// Copies the lists.
  public FfmpegInput {
    options = List.copyOf(options);
    stops = List.copyOf(stops);
  }

  /// All of a URL, within a minute.
  public static FfmpegInput of(String url) {
    return new FfmpegInput(
        url, List.of(), List.of(), Duration.ofSeconds(60), FfmpegRelease.DISTRIBUTION);
  }

  /// All of a file, within a minute.
  public static FfmpegInput of(Path file) {
    return of(file.toString());
  }

  /// Adds options for the input.
  public FfmpegInput with(String... more) {
    return new FfmpegInput(url, concat(options, more), stops, limit, release);
  }

  /// Receives with another release.
  public FfmpegInput by(FfmpegRelease other) {
    return new FfmpegInput(url, options, stops, limit, other);
  }

  /// Stops after so much media, by its own time stamps.
  public FfmpegInput seconds(double seconds) {
    return with("-t", Double.toString(seconds));
  }

  /// Stops after so many frames of video; audio is cut off then, too.
  public FfmpegInput pictures(int count) {
    return new FfmpegInput(
        url,
        options,
        concat(stops, "-frames:v", Integer.toString(count), "-shortest"),
        limit,
        release);
  }

  /// Fails the test unless reception ends within `duration`.
  public FfmpegInput within(Duration duration) {
    return new FfmpegInput(url, options, stops, duration, release);
  }

  /// Receives and decodes; the hashes are of pictures and of 16-bit sound.
  public FfmpegViewer.Received decode() {
    return receive(startDecoding());
  }

  /// Receives without decoding; the hashes are of coded frames as the container framed them.
  public FfmpegViewer.Received copy() {
    return receive(startCopying());
  }

  /// Begins [#decode()] in the background.
  public FfmpegViewer startDecoding() {
    // Times stay in the input's ticks, and no picture is doubled or dropped to keep a rate.
    return start("-fps_mode", "passthrough", "-enc_time_base:v", "-1");
  }

  /// Begins [#copy()] in the background.
  public FfmpegViewer startCopying() {
    return start("-c", "copy");
  }

  /// What `ffprobe` says of format and streams.
  ///
  /// @throws AssertionError if ffprobe fails
  public JsonNode probe() {
    List<String> command = new ArrayList<>(List.of(Tool.FFPROBE.path().toString(), "-v", "error"));
    command.addAll(options);
    command.addAll(List.of("-show_format", "-show_streams", "-of", "json", "-i", url));
    try (ChildProcess process = ChildProcess.start(command)) {
      if (process.awaitEnd(limit) != 0) {
        throw process.failure("failed");
      }
      return new ObjectMapper().readTree(String.join("\n", process.output()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("ffprobe wrote no JSON", e);
    }
  }

  private FfmpegViewer.Received receive(FfmpegViewer viewer) {
    try (viewer) {
      return viewer.awaitEnd(limit);
    }
  }

  private FfmpegViewer start(String... mode) {
    List<String> command = new ArrayList<>(release.command());
    command.add("-copyts");
    command.addAll(options);
    command.addAll(List.of("-i", url, "-map", "0:v?", "-map", "0:a?"));
    command.addAll(List.of(mode));
    command.addAll(stops);
    command.addAll(List.of("-flush_packets", "1", "-f", "framehash", "-hash", "md5", "-"));
    return new FfmpegViewer(ChildProcess.start(command));
  }

  private static List<String> concat(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toList();
  }
}
