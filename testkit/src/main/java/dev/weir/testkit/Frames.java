package dev.weir.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What FFmpeg received, frame by frame in order of arrival: the text of its `framehash` muxer,
/// read.
///
/// Times are microseconds, rounded from the ticks of each stream, as the sender wrote them (FFmpeg
/// is told to shift nothing).
public record Frames(List<Stream> streams, List<Frame> all) {
  /// In place of a time that the sender did not give.
  public static final long NO_TIME_MICROS = Long.MIN_VALUE;

  private static final long MICROS_PER_SECOND = 1_000_000;

  /// One stream: `mediaType` and `codec` in FFmpeg's words ("video", "h264"; "rawvideo" if
  /// decoded).
  public record Stream(
      int index, String mediaType, String codec, long tickNumerator, long tickDenominator) {
    private long micros(String ticks) {
      // FFmpeg writes NOPTS for a time that is not known.
      return ticks.equals("NOPTS")
          ? NO_TIME_MICROS
          : Math.round(
              (double) Long.parseLong(ticks) * MICROS_PER_SECOND * tickNumerator / tickDenominator);
    }
  }

  /// One coded or decoded frame; `hash` is the MD5 of its bytes in hexadecimal.
  public record Frame(
      int stream,
      long dtsMicros,
      long ptsMicros,
      long durationMicros,
      int sizeBytes,
      String hash) {}

  /// Copies the lists.
  public Frames {
    streams = List.copyOf(streams);
    all = List.copyOf(all);
  }

  /// Reads the lines that `-f framehash -hash md5` wrote; the last may be cut short.
  public static Frames parse(List<String> lines) {
    Map<Integer, Map<String, String>> headers = new TreeMap<>();
    lines.stream().filter(line -> line.startsWith("#")).forEach(line -> readHeader(line, headers));
    List<Stream> streams = new ArrayList<>();
    headers.forEach((index, words) -> streams.add(stream(index, words)));
    List<Frame> frames = new ArrayList<>();
    for (String line : lines) {
      String[] columns = line.split(",", -1);
      if (!line.startsWith("#") && columns.length >= 6) {
        frames.add(frame(columns, streams));
      }
    }
    return new Frames(streams, frames);
  }

  /// Lines look like `#tb 0: 1/1000`, `#media_type 0: video`, `#codec_id 0: h264`.
  private static void readHeader(String line, Map<Integer, Map<String, String>> headers) {
    String[] words = line.substring(1).split("[ :]+", -1);
    if (List.of("tb", "media_type", "codec_id").contains(words[0])) {
      headers
          .computeIfAbsent(Integer.valueOf(words[1]), _ -> new TreeMap<>())
          .put(words[0], words[2]);
    }
  }

  private static Stream stream(int index, Map<String, String> words) {
    String[] tick = words.getOrDefault("tb", "1/1").split("/", -1);
    return new Stream(
        index,
        words.getOrDefault("media_type", ""),
        words.getOrDefault("codec_id", ""),
        Long.parseLong(tick[0]),
        Long.parseLong(tick[1]));
  }

  /// Columns are: stream, dts, pts, duration, size, hash; side data may follow.
  private static Frame frame(String[] columns, List<Stream> streams) {
    Stream stream = streams.get(Integer.parseInt(columns[0].strip()));
    return new Frame(
        stream.index(),
        stream.micros(columns[1].strip()),
        stream.micros(columns[2].strip()),
        stream.micros(columns[3].strip()),
        Integer.parseInt(columns[4].strip()),
        columns[5].strip());
  }

  /// The frames of the stream with this index.
  public List<Frame> ofStream(int index) {
    return all.stream().filter(frame -> frame.stream() == index).toList();
  }

  /// The frames of the first video stream; none if there is no such stream.
  public List<Frame> video() {
    return ofFirst("video");
  }

  /// The frames of the first audio stream; none if there is no such stream.
  public List<Frame> audio() {
    return ofFirst("audio");
  }

  private List<Frame> ofFirst(String mediaType) {
    return streams.stream()
        .filter(stream -> stream.mediaType().equals(mediaType))
        .findFirst()
        .map(stream -> ofStream(stream.index()))
        .orElse(List.of());
  }

  /// Fails unless these frames are, for video and audio alike, a gapless run of the `source`'s
  /// frames: same bytes, same order, and all times moved by one and the same amount, give or take
  /// `tolerance`.
  ///
  /// Works on copied frames, and on decoded ones if the decoder needs no past at the first frame:
  /// video at a keyframe does not, audio does for a frame or two (see [#withoutAudio(int)]).
  public void assertRunOf(Frames source, Duration tolerance) {
    new FrameRun(this, source, false).assertGapless(tolerance);
  }

  /// The same of a source that is published over and over, as [Ffmpeg#publishForever] does: behind
  /// its last frame comes its first, with times moved by as long as it lasts.
  public void assertRunOfLoop(Frames source, Duration tolerance) {
    new FrameRun(this, source, true).assertGapless(tolerance);
  }

  /// These frames without the first `count` of audio.
  public Frames withoutAudio(int count) {
    List<Frame> audio = audio();
    Set<Frame> dropped = new HashSet<>(audio.subList(0, Math.min(count, audio.size())));
    return new Frames(streams, all.stream().filter(frame -> !dropped.contains(frame)).toList());
  }
}
