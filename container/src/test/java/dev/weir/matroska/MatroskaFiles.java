package dev.weir.matroska;

import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Matroska files of the tests, and what can be done with them.
final class MatroskaFiles {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "matroska");

  private MatroskaFiles() {}

  /// The names of all files.
  static Stream<String> names() {
    return Stream.of(
        "alaw.mkv",
        "ass.mkv",
        "av1-opus.webm",
        "dts.mkv",
        "eac3.mkv",
        "gst-h264-opus.mkv",
        "gst-vp8-vorbis.webm",
        "h264-aac.mkv",
        "hevc-flac.mkv",
        "mkvmerge-compressed.mkv",
        "mkvmerge-h264-vtt.mkv",
        "mkvmerge-laced.mkv",
        "mpeg2-mp2.mkv",
        "mpeg4-mp3.mkv",
        "mulaw.mkv",
        "pcm-f32le.mkv",
        "pcm-s16le.mkv",
        "pcm-s24be.mkv",
        "srt.mkv",
        "theora-ac3.mkv",
        "vp8-vorbis-live.webm",
        "vp9-opus.webm",
        "webvtt.webm",
        "x264.mkv");
  }

  static byte[] load(String name) {
    return load(DIRECTORY.resolve(name));
  }

  static byte[] load(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads `mkv` in one piece; returns how much could not be used.
  static long read(byte[] mkv, TrackSink sink) {
    try (MatroskaDemuxer demuxer = new MatroskaDemuxer(sink)) {
      demuxer.read(Unpooled.wrappedBuffer(mkv));
      demuxer.end();
      return demuxer.dropped();
    }
  }

  static String dump(byte[] mkv) {
    StringBuilder text = new StringBuilder();
    read(mkv, new SampleDump(text));
    return text.toString();
  }

  /// Reads `mkv` and writes it again as if it were live: all tracks in the header, then all
  /// samples, `laterMicros` later.
  static byte[] remux(byte[] mkv, DocType type, long laterMicros) {
    MatroskaMuxer muxer = new MatroskaMuxer(type);
    ByteBuf out = Unpooled.buffer();
    read(
        mkv,
        new TrackSink() {
          @Override
          public void track(Track track) {
            muxer.track(track, out);
          }

          @Override
          public void sample(Sample sample) {}
        });
    muxer.header(out);
    read(
        mkv,
        TrackSink.ofSamples(s -> {
          long dts = s.dtsMicros() + laterMicros;
          muxer.sample(
              new Sample(s.trackId(), dts, s.ptsOffsetMicros(), s.keyframe(), s.payload()), out);
        }));
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    return written;
  }

  /// A line of a dump with its times rounded to milliseconds, which is what blocks have.
  static String inMillis(String line) {
    return Pattern.compile("ts (-?\\d+\\.\\d{6})")
        .matcher(line)
        .replaceAll(time -> "ts " + Math.round(Double.parseDouble(time.group(1)) * 1000));
  }

  /// The lines of a dump about one track, or about tracks.
  static List<String> linesOf(String dump, String start) {
    return dump.lines().filter(line -> line.startsWith(start)).toList();
  }
}
