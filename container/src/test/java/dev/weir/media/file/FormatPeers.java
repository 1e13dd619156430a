package dev.weir.media.file;

import dev.weir.media.Codec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the programs that cells are tried with do not know. Each that is not named here is tried.
final class FormatPeers {
  /// By column and codec. Nobody has AV1 in a transport stream as AOM says yet, or VP8 in FLV.
  static final Set<String> FFMPEG_CANNOT_READ = Set.of("FLV VP8", "TS AV1", "MP4 WEBVTT");

  /// GStreamer 1.22 has nothing of enhanced FLV, and no other FourCC in Matroska than its own.
  static final Set<String> GSTREAMER_CANNOT_READ =
      Set.of(
          "FLV HEVC",
          "FLV AV1",
          "FLV VP8",
          "FLV VP9",
          "FLV ScreenVideo2",
          "FLV opus",
          "FLV AC3",
          "FLV EAC3",
          "FLV FLAC",
          "TS AV1",
          "Matroska ScreenVideo1",
          "Matroska Speex",
          "Matroska ALAC");

  /// By column, the codecs that Chromium of Debian 12 has a decoder for; it takes Matroska for
  /// WebM.
  static final Map<String, List<String>> CHROMIUM_PLAYS =
      Map.of(
          "MP4",
              List.of(
                  "H264",
                  "AV1",
                  "VP8",
                  "VP9",
                  "AAC",
                  "opus",
                  "MP3",
                  "FLAC",
                  "ALAW",
                  "ULAW",
                  "PCM 16 le",
                  "PCM 24 be",
                  "FLOAT"),
          "Matroska",
              List.of(
                  "H264",
                  "AV1",
                  "VP8",
                  "VP9",
                  "AAC",
                  "opus",
                  "vorbis",
                  "MP3",
                  "FLAC",
                  "ALAW",
                  "ULAW",
                  "PCM 16 le",
                  "PCM 24 be",
                  "FLOAT"),
          "WebM", List.of("AV1", "VP8", "VP9", "opus", "vorbis"),
          "Ogg", List.of("VP8", "opus", "vorbis", "FLAC"),
          "WAV", List.of("MP3", "ALAW", "ULAW", "PCM 16 le", "PCM 24 be", "FLOAT"),
          "MP3", List.of("MP3"),
          "ADTS", List.of("AAC"),
          "FLAC", List.of("FLAC"));

  /// The same of Firefox, whose H.264 and H.265 are those of the system.
  static final Map<String, List<String>> FIREFOX_PLAYS =
      Map.of(
          "MP4", List.of("H264", "HEVC", "AV1", "VP9", "AAC", "opus", "MP3", "FLAC"),
          "Matroska", List.of("H264", "HEVC", "AV1", "VP8", "VP9", "AAC", "opus", "vorbis"),
          "WebM", List.of("AV1", "VP8", "VP9", "opus", "vorbis"),
          "Ogg", List.of("opus", "vorbis", "FLAC"),
          "WAV", List.of("MP3", "ALAW", "ULAW", "PCM 16 le", "PCM 24 be", "FLOAT"),
          "MP3", List.of("MP3"),
          "ADTS", List.of("AAC"),
          "FLAC", List.of("FLAC"));

  private static final int FLV_RATE = 44_100;

  /// Of each format, the codecs that FFmpeg 8.1 does not write.
  private static final Map<WrittenFormat, Set<String>> FFMPEG_CANNOT_WRITE =
      Map.of(
          WrittenFormat.FLV, Set.of("VP8"),
          WrittenFormat.MP4_LIVE,
              Set.of("AV1", "VP8", "VP9", "opus", "FLAC", "SUBRIP", "WEBVTT"), // QuickTime
          WrittenFormat.MP4_FILE, Set.of("VP8", "ALAW", "ULAW"),
          WrittenFormat.TS, Set.of("AV1"), // it writes what no player reads
          WrittenFormat.MATROSKA_LIVE, Set.of("TX3G"),
          WrittenFormat.MATROSKA_FILE, Set.of("TX3G"),
          WrittenFormat.WAV, Set.of("PCM 24 be"),
          WrittenFormat.MP3, Set.of("MP2"),
          WrittenFormat.SUBRIP, Set.of("WEBVTT", "TX3G", "ASS"),
          WrittenFormat.WEBVTT, Set.of("SUBRIP", "TX3G", "ASS"));

  /// GStreamer's muxers, with the codecs that each takes. What is not here it has no pads for (MP4
  /// of FLAC and E-AC-3, transport streams of E-AC-3 and AV1, Matroska of ALAC, FLV of enhanced
  /// codecs, WAV of big-endian sound), but for these: VP9 ends mp4mux and qtmux with a segmentation
  /// fault, AC-3 in fragments is not written at all.
  private static final Map<WrittenFormat, List<String>> GSTREAMER_WRITES =
      Map.of(
          WrittenFormat.FLV,
              List.of(
                  "flvmux",
                  "H264",
                  "H263",
                  "ScreenVideo1",
                  "AAC",
                  "MP3",
                  "ALAW",
                  "ULAW",
                  "ADPCM",
                  "Nellymoser",
                  "Speex"),
          WrittenFormat.MP4_LIVE,
              List.of(
                  "qtmux fragment-duration=100",
                  "H264",
                  "HEVC",
                  "AV1",
                  "VP8",
                  "MPEG4",
                  "JPEG",
                  "AAC",
                  "opus",
                  "MP3",
                  "MP2",
                  "ALAC",
                  "ALAW",
                  "ULAW",
                  "PCM 16 le",
                  "PCM 24 be"),
          WrittenFormat.MP4_FILE,
              List.of(
                  "mp4mux", "H264", "HEVC", "AV1", "MPEG4", "AAC", "opus", "MP3", "MP2", "AC3",
                  "ALAC"),
          WrittenFormat.WAV, List.of("wavenc", "ALAW", "ULAW", "PCM 16 le", "FLOAT"),
          WrittenFormat.TS,
              List.of("mpegtsmux", "H264", "HEVC", "MPEG2", "AAC", "opus", "MP3", "MP2", "AC3"),
          WrittenFormat.MATROSKA_FILE,
              List.of(
                  "matroskamux",
                  "H264",
                  "HEVC",
                  "AV1",
                  "VP8",
                  "VP9",
                  "theora",
                  "MPEG2",
                  "MPEG4",
                  "JPEG",
                  "AAC",
                  "opus",
                  "vorbis",
                  "MP3",
                  "MP2",
                  "AC3",
                  "EAC3",
                  "FLAC",
                  "ALAW",
                  "ULAW",
                  "PCM 16 le",
                  "PCM 24 be",
                  "FLOAT"),
          WrittenFormat.WEBM_FILE, List.of("webmmux", "AV1", "VP8", "VP9", "opus", "vorbis"),
          WrittenFormat.OGG_FILE, List.of("oggmux", "VP8", "theora", "opus", "vorbis", "FLAC"));

  private FormatPeers() {}

  static boolean ffmpegReads(FormatCell cell) {
    return !FFMPEG_CANNOT_READ.contains(cell.name());
  }

  static boolean gstreamerReads(FormatCell cell) {
    return !GSTREAMER_CANNOT_READ.contains(cell.name())
        && !(cell.clip().codec() instanceof Codec.Text);
  }

  static boolean ffmpegWrites(FormatCell cell) {
    return !FFMPEG_CANNOT_WRITE.getOrDefault(cell.format(), Set.of()).contains(cell.clip().label());
  }

  static boolean gstreamerWrites(FormatCell cell) {
    List<String> words = GSTREAMER_WRITES.getOrDefault(cell.format(), List.of());
    // The rates that the header of a tag can say.
    boolean unknownRate =
        cell.format() == WrittenFormat.FLV
            && cell.clip().codec() instanceof Codec.Mp3 mp3
            && mp3.sampleRate() != FLV_RATE;
    return !unknownRate && words.stream().skip(1).anyMatch(cell.clip().label()::equals);
  }

  /// What GStreamer is given the samples in. Its reader of Matroska tells its muxers no decoding
  /// times, which they guess wrongly then, takes the first packet of Opus for one before the start,
  /// and does not know all that FLV has. From MP4 its Ogg muxer writes no Opus.
  static WrittenFormat gstreamerSource(FormatCell cell) {
    Codec codec = cell.clip().codec();
    return switch (cell.clip().label()) {
      case "H264", "HEVC", "ALAC" -> WrittenFormat.MP4_FILE;
      case "opus" ->
          cell.format() == WrittenFormat.OGG_FILE ? WrittenFormat.OGG_FILE : WrittenFormat.MP4_FILE;
      default ->
          cell.format() == WrittenFormat.FLV && WrittenFormat.FLV.carries(codec)
              ? WrittenFormat.FLV
              : WrittenFormat.MATROSKA_FILE;
    };
  }

  /// What stands before the muxer: units behind lengths become units behind start codes for it.
  static List<String> gstreamerParser(Codec codec) {
    return switch (codec) {
      case Codec.Avc _ -> List.of("h264parse", "!");
      case Codec.Hevc _ -> List.of("h265parse", "!");
      default -> List.of();
    };
  }

  static List<String> gstreamerMuxer(WrittenFormat format) {
    String words = GSTREAMER_WRITES.getOrDefault(format, List.of("")).getFirst();
    return List.of(words.split(" ", -1));
  }

  /// FFmpeg's options for writing a format; MP4 as QuickTime too, for it differs.
  static List<String> ffmpegMuxer(WrittenFormat format) {
    return switch (format) {
      case FLV -> List.of("-f", "flv");
      case MP4_FILE -> List.of("-strict", "-2", "-f", "mp4");
      case MP4_LIVE -> List.of("-f", "mov", "-movflags", "+frag_every_frame+empty_moov");
      case TS -> List.of("-f", "mpegts");
      case MATROSKA_LIVE -> List.of("-f", "matroska", "-live", "1");
      case MATROSKA_FILE -> List.of("-f", "matroska");
      case WEBM_LIVE -> List.of("-f", "webm", "-live", "1");
      case WEBM_FILE -> List.of("-f", "webm");
      case OGG_LIVE -> List.of("-f", "ogg", "-page_duration", "1");
      case OGG_FILE -> List.of("-f", "ogg");
      case WAV -> List.of("-f", "wav");
      case MP3 -> List.of("-f", "mp3");
      case ADTS -> List.of("-f", "adts");
      case FLAC -> List.of("-f", "flac");
      case H264 -> List.of("-f", "h264");
      case H265 -> List.of("-f", "hevc");
      case IVF -> List.of("-f", "ivf");
      case SUBRIP -> List.of("-f", "srt");
      case WEBVTT -> List.of("-f", "webvtt");
      case JSON -> throw new IllegalArgumentException("FFmpeg writes no JSON");
    };
  }
}
