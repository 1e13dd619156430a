package dev.weir.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.buffer.TrackBuffer;
import dev.weir.media.Codec;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackNames;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How well a stream is doing: the figures of its tracks, and what viewers will suffer from.
public final class Health {
  private static final int GROUPS = 16;
  private static final int LONGEST_FRAME_MILLIS = 500;
  private static final int FEWEST_FRAMES = 6;
  private static final int HIGH_JITTER_MILLIS = 500;
  private static final double UNSTABLE_KEYS = 1.3;

  /// What the newest groups of pictures of a track look like.
  ///
  /// @param shortestMillis from keyframe to keyframe
  /// @param longestMillis from keyframe to keyframe
  /// @param fewest frames in a group
  /// @param most frames in a group
  /// @param shortestFrameMillis mean of the group with the shortest frames
  /// @param longestFrameMillis mean of the group with the longest frames
  private record Groups(
      long shortestMillis,
      long longestMillis,
      long fewest,
      long most,
      long shortestFrameMillis,
      long longestFrameMillis) {}

  private Health() {}

  /// What there is to say of `stream` now; has a member `issues` if it is not well.
  public static ObjectNode of(Stream stream) {
    ObjectNode health = JsonNodeFactory.instance.objectNode();
    StringJoiner issues = new StringJoiner(" ");
    long bufferMillis = 0;
    long jitterMillis = 0;
    boolean video = false;
    boolean audio = false;
    ArrayNode names = health.putArray("tracks");
    List<TrackBuffer> buffers = stream.buffers();
    for (int i = 0; i < buffers.size(); i++) {
      TrackBuffer buffer = buffers.get(i);
      Codec codec = buffer.track().codec();
      video |= codec.kind() == Codec.Kind.VIDEO;
      audio |= codec.kind() == Codec.Kind.AUDIO;
      bufferMillis = Math.max(bufferMillis, bufferMillis(buffer));
      String name = TrackNames.of(codec, i);
      names.add(name);
      long jitterMicros = stream.jitterMicros(buffer.track().id());
      jitterMillis = Math.max(jitterMillis, TimeUnit.MICROSECONDS.toMillis(jitterMicros));
      health.set(name, track(buffer, i, jitterMicros, issues));
    }
    if (!video || !audio) {
      issues.add(video ? "HLS no audio!" : "HLS no video!");
    }
    if (jitterMillis > HIGH_JITTER_MILLIS) {
      issues.add("high jitter (" + jitterMillis + " ms)!");
    }
    health.put("buffer", bufferMillis).put("jitter", jitterMillis);
    if (issues.length() > 0) {
      health.put("issues", issues.toString());
    }
    return health;
  }

  private static ObjectNode track(
      TrackBuffer buffer, int index, long jitterMicros, StringJoiner issues) {
    Codec codec = buffer.track().codec();
    ObjectNode track =
        JsonNodeFactory.instance
            .objectNode()
            .put("idx", index)
            .put("id", buffer.track().id())
            .put("codec", codec.name())
            .put("kbits", buffer.bitsPerSecond() / 1000)
            .put("buffer", bufferMillis(buffer))
            .put("jitter", TimeUnit.MICROSECONDS.toMillis(jitterMicros));
    ObjectNode keys = track.putObject("keys");
    switch (codec) {
      case Codec.Video video -> {
        track.put("width", video.picture().width()).put("height", video.picture().height());
        track.put("fpks", Math.round(video.picture().framesPerSecond() * 1000));
        track.put("fps", video.picture().framesPerSecond());
        keys(buffer, keys, issues);
      }
      case Codec.Audio audio ->
          track.put("rate", audio.sampleRate()).put("channels", audio.channels());
      case Codec.Text _, Codec.Data _ -> {}
    }
    return track;
  }

  private static void keys(TrackBuffer buffer, ObjectNode keys, StringJoiner issues) {
    Groups groups = groups(buffer);
    if (groups == null) {
      return;
    }
    keys.put("ms_min", groups.shortestMillis).put("ms_max", groups.longestMillis);
    keys.put("frame_ms_min", groups.shortestFrameMillis);
    keys.put("frame_ms_max", groups.longestFrameMillis);
    keys.put("frames_min", groups.fewest).put("frames_max", groups.most);
    if (groups.longestFrameMillis > LONGEST_FRAME_MILLIS || groups.fewest < FEWEST_FRAMES) {
      issues.add("unstable connection (" + groups.longestFrameMillis + " ms frames)!");
    }
    if (groups.longestMillis > groups.shortestMillis * UNSTABLE_KEYS) {
      issues.add(
          "unstable key interval (%d-%d ms)!"
              .formatted(groups.shortestMillis, groups.longestMillis));
    }
  }

  private static @Nullable Groups groups(TrackBuffer buffer) {
    List<Long> keyframes = buffer.newestKeyframes(GROUPS);
    Groups sum = null;
    for (int i = 0; i + 1 < keyframes.size(); i++) {
      long frames = keyframes.get(i) - keyframes.get(i + 1);
      long from = buffer.dtsMicros(keyframes.get(i + 1));
      long millis = TimeUnit.MICROSECONDS.toMillis(buffer.dtsMicros(keyframes.get(i)) - from);
      if (from >= 0 && millis >= 0) {
        Groups one = new Groups(millis, millis, frames, frames, millis / frames, millis / frames);
        sum = sum == null ? one : merge(sum, one);
      }
    }
    return sum;
  }

  private static Groups merge(Groups a, Groups b) {
    return new Groups(
        Math.min(a.shortestMillis, b.shortestMillis),
        Math.max(a.longestMillis, b.longestMillis),
        Math.min(a.fewest, b.fewest),
        Math.max(a.most, b.most),
        Math.min(a.shortestFrameMillis, b.shortestFrameMillis),
        Math.max(a.longestFrameMillis, b.longestFrameMillis));
  }

  private static long bufferMillis(TrackBuffer buffer) {
    long first = buffer.firstDtsMicros();
    return first < 0 ? 0 : TimeUnit.MICROSECONDS.toMillis(buffer.lastDtsMicros() - first);
  }
}
