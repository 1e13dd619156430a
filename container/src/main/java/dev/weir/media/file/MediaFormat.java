package dev.weir.media.file;

import dev.weir.aac.Adts;
import dev.weir.av1.ObuReader;
import dev.weir.flac.FlacReader;
import dev.weir.flv.FlvReader;
import dev.weir.h26x.AnnexBReader;
import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaFile;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.mp4.Mp4Demuxer;
import dev.weir.mp4.Mp4File;
import dev.weir.mpegaudio.Mp3;
import dev.weir.ogg.OggReader;
import dev.weir.subtitle.SubtitleReader;
import dev.weir.ts.TsDemuxer;
import dev.weir.vpx.IvfReader;
import dev.weir.wav.WavReader;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The formats that Weir reads from files, processes and HTTP, and how each is told from the
/// others.
///
/// Those whose first bytes say more come first.
@SuppressWarnings("ImmutableEnumChecker") // The functions are method references without state.
public enum MediaFormat {
  /// MP4, QuickTime, 3GP, Smooth Streaming.
  MP4(
      Signature::isMp4,
      Mp4Demuxer::new,
      List.of(
          "mp4", "m4v", "m4a", "mov", "qt", "3gp", "3g2", "ismv", "isma", "cmfv", "cmfa", "m4s")),
  /// Flash Video.
  FLV(Signature::isFlv, FlvReader::new, List.of("flv")),
  /// Matroska and WebM.
  MATROSKA(
      Signature::isMatroska, MatroskaDemuxer::new, List.of("mkv", "webm", "mka", "mks", "mk3d")),
  /// Ogg, with Opus, Vorbis, FLAC, Theora, VP8.
  OGG(Signature::isOgg, OggReader::new, List.of("ogg", "oga", "ogv", "opus", "spx")),
  /// WAV, also RF64.
  WAV(Signature::isWav, WavReader::new, List.of("wav", "wave", "rf64")),
  /// FLAC by itself.
  FLAC(Signature::isFlac, FlacReader::new, List.of("flac")),
  /// WebVTT.
  WEBVTT(Signature::isWebVtt, SubtitleReader::webVtt, List.of("vtt", "webvtt")),
  /// IVF, with VP8, VP9 or AV1.
  IVF(Signature::isIvf, IvfReader::new, List.of("ivf")),
  /// MPEG transport stream, of packets of 188, 192 or 204 bytes.
  TS(Signature::isTs, TsDemuxer::new, List.of("ts", "m2ts", "mts", "m2t")),
  /// AAC with an ADTS header before each frame.
  ADTS(Signature::isAdts, Adts::reader, List.of("aac", "adts")),
  /// MPEG audio, layers II and III.
  MP3(Signature::isMpegAudio, Mp3::reader, List.of("mp3", "mp2", "mpa")),
  /// H.265 in annex B.
  HEVC(Signature::isHevc, AnnexBReader::hevc, List.of("h265", "265", "hevc")),
  /// H.264 in annex B.
  H264(Signature::isAvc, AnnexBReader::avc, List.of("h264", "264", "avc")),
  /// AV1 temporal units, as they are or in annex B of its specification.
  OBU(Signature::isObu, ObuReader::new, List.of("obu", "av1")),
  /// SubRip.
  SUBRIP(Signature::isSubRip, SubtitleReader::subRip, List.of("srt"));

  /// How many bytes of the start are enough to tell.
  public static final int PROBE_BYTES = 4096;

  private final Predicate<ByteBuf> signature;
  private final Function<TrackSink, Demuxer> demuxer;
  private final List<String> extensions;

  MediaFormat(
      Predicate<ByteBuf> signature, Function<TrackSink, Demuxer> demuxer, List<String> extensions) {
    this.signature = signature;
    this.demuxer = demuxer;
    this.extensions = extensions;
  }

  /// Tells the format.
  ///
  /// @param start the first bytes, [#PROBE_BYTES] or all there are; no index is moved
  /// @param name of the file, which decides where the bytes do not
  /// @return null if it is none of these
  public static @Nullable MediaFormat of(ByteBuf start, String name) {
    for (MediaFormat format : values()) {
      if (format.signature.test(start)) {
        return format;
      }
    }
    return ofName(name);
  }

  /// Tells the format by the name of a file alone; null if its extension is none of these.
  public static @Nullable MediaFormat ofName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (MediaFormat format : values()) {
      if (format.extensions.contains(extension)) {
        return format;
      }
    }
    return null;
  }

  /// How names of such files end, without the dot.
  public List<String> extensions() {
    return extensions;
  }

  /// A reader of bytes as they come.
  public Demuxer demuxer(TrackSink sink) {
    return demuxer.apply(sink);
  }

  /// What makes readers of one program.
  ///
  /// @param program its program_number, or [TsDemuxer#ANY_PROGRAM] for the usual readers
  /// @throws UnsupportedMediaException if this format has no programs to choose from
  public Function<TrackSink, Demuxer> demuxers(int program) {
    if (program == TsDemuxer.ANY_PROGRAM) {
      return demuxer;
    }
    if (this != TS) {
      throw new UnsupportedMediaException(
          "the file is %s: program %d can be chosen of a transport stream alone"
              .formatted(this, program));
    }
    return sink -> new TsDemuxer(sink, program);
  }

  /// Whether files of this format tell where each sample is, so that [#open] reads only a part.
  public boolean hasIndex() {
    return this == MP4;
  }

  /// Opens a file to be read at any place; without an index of its own it is read to its end first.
  public MediaFile open(ByteSource source) throws IOException {
    return hasIndex() ? Mp4File.open(source) : IndexedFile.read(source, demuxer);
  }

  /// Gives all tracks and samples of a file to `sink`.
  ///
  /// @throws dev.weir.media.MediaException if it is not of this format, after what comes before
  public void readAll(ByteSource source, TrackSink sink) throws IOException {
    if (!hasIndex()) {
      try (Demuxer reader = demuxer.apply(sink)) {
        IndexedFile.readAll(source, reader);
      }
      return;
    }
    MediaFile file = Mp4File.open(source);
    file.tracks().forEach(sink::track);
    try (MediaFile.Cursor cursor = file.open(0)) {
      while (cursor.read(sink)) {
        // Until there are no more.
      }
    }
  }
}
