package dev.weir.media.file;

import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MemoryFile;
import dev.weir.media.MemorySource;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// One track of a file of the corpus, by itself: what the formats are tried with.
///
/// @param file where it comes from
/// @param selector what FFmpeg calls the stream among those of its input
/// @param track with the id 1
/// @param samples all of them
record Clip(Path file, String selector, Track track, List<Sample> samples) {

  private static final List<String> SOURCES =
      List.of(
          "matroska/h264-aac.mkv v",
          "matroska/hevc-flac.mkv v",
          "rawvideo/order-hevc.mkv v", // leading pictures: RASL behind CRA,
          "rawvideo/order-radl.mkv v", // and RADL behind IDR
          "matroska/av1-opus.webm v",
          "matroska/vp8-vorbis-live.webm v",
          "matroska/vp9-opus.webm v",
          "matroska/theora-ac3.mkv v",
          "matroska/mpeg2-mp2.mkv v",
          "matroska/mpeg4-mp3.mkv v",
          "mp4/jpeg.mov v",
          "flv/h263-mp3.flv v",
          "flv/screen-adpcm.flv v",
          "flv/screen2-nellymoser.flv v",
          "matroska/h264-aac.mkv a",
          "matroska/av1-opus.webm a",
          "matroska/vp8-vorbis-live.webm a",
          "matroska/mpeg4-mp3.mkv a",
          "flv/h263-mp3.flv a", // of a rate that FLV knows
          "matroska/mpeg2-mp2.mkv a",
          "matroska/theora-ac3.mkv a",
          "matroska/eac3.mkv a",
          "matroska/dts.mkv a",
          "matroska/hevc-flac.mkv a",
          "matroska/alaw.mkv a",
          "matroska/mulaw.mkv a",
          "matroska/pcm-s16le.mkv a",
          "flv/pcm.flv a", // so is this
          "matroska/pcm-s24be.mkv a",
          "matroska/pcm-f32le.mkv a",
          "flv/screen-adpcm.flv a",
          "flv/screen2-nellymoser.flv a",
          "flv/speex.flv a",
          "mp4/alac.m4a a",
          "matroska/srt.mkv s",
          "matroska/webvtt.webm s",
          "mp4/text.mp4 s",
          "matroska/ass.mkv s");

  /// One of each codec of pictures, sound and text of which there is an encoder.
  static List<Clip> all() {
    return SOURCES.stream().map(source -> of(source.split(" ", -1))).toList();
  }

  private static Clip of(String[] source) {
    Codec.Kind kind =
        switch (source[1]) {
          case "v" -> Codec.Kind.VIDEO;
          case "a" -> Codec.Kind.AUDIO;
          default -> Codec.Kind.TEXT;
        };
    MemoryFile all = read(DemuxerFacts.load(source[0]), source[0]);
    Track track = first(kind, all);
    Path file = Path.of("src", "test", "resources").resolve(source[0]);
    return new Clip(
        file, source[1] + ":0", Track.of(1, track.codec()), fromZero(all.samplesOf(track.id(), 1)));
  }

  /// Live streams have no time before 0.
  private static List<Sample> fromZero(List<Sample> samples) {
    long shift = Math.max(0, -samples.getFirst().dtsMicros());
    return samples.stream()
        .map(s ->
            new Sample(1, s.dtsMicros() + shift, s.ptsOffsetMicros(), s.keyframe(), s.payload()))
        .toList();
  }

  private static Track first(Codec.Kind kind, MemoryFile file) {
    return file.tracks().stream()
        .filter(each -> each.codec().kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " among " + file.tracks()));
  }

  /// The first track of this kind in another file, as Weir reads it.
  ///
  /// @param ending what its name ends with
  MemoryFile in(byte[] bytes, String ending) {
    MemoryFile file = read(bytes, "a." + ending);
    Track found = first(codec().kind(), file);
    if (!(codec() instanceof Codec.Text) && !found.codec().name().equals(codec().name())) {
      throw new AssertionError(found.codec().name() + " instead of " + codec().name());
    }
    return new MemoryFile(List.of(found), file.samplesOf(found.id(), 1));
  }

  /// All that Weir reads of a file.
  ///
  /// @param name decides which reader, where the bytes do not
  static MemoryFile read(byte[] bytes, String name) {
    MemoryFile.Kept kept = new MemoryFile.Kept();
    MediaFormat format = MediaFormat.of(Unpooled.wrappedBuffer(bytes), name);
    if (format == null) {
      throw new AssertionError(name + " is of no format that is read");
    }
    try {
      format.readAll(new MemorySource(bytes), kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kept.file();
  }

  /// From the start of the first sample to that of the last.
  long durationMicros() {
    return samples.getLast().dtsMicros() - samples.getFirst().dtsMicros();
  }

  Codec codec() {
    return track.codec();
  }

  /// What tables call the codec.
  String label() {
    return label(codec());
  }

  /// What tables call a codec.
  static String label(Codec codec) {
    return switch (codec) {
      case Codec.Text text -> text.format().name();
      case Codec.Pcm pcm when !pcm.floating() ->
          "PCM %d %s".formatted(pcm.bits(), pcm.bigEndian() ? "be" : "le");
      default -> codec.name();
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
