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
          "Matroska ALAC",
          "Matroska WEBVTT",
          "WebM WEBVTT");

  /// By column, the codecs that Chromium of Debian 12 has a decoder for; it takes Matroska for
  /// WebM.
  static final Map<String, String> CHROMIUM_PLAYS =
      Map.of(
          "MP4",
              "H264, AV1, VP8, VP9, AAC, opus, MP3, FLAC, ALAW, ULAW, PCM 16 le, PCM 24 be, FLOAT",
          "Matroska",
              "H264, AV1, VP8, VP9, AAC, opus, vorbis, MP3, FLAC, ALAW, ULAW, PCM 16 le, PCM 24 be,"
                  + " FLOAT",
          "WebM", "AV1, VP8, VP9, opus, vorbis",
          "Ogg", "VP8, opus, vorbis, FLAC",
          "WAV", "MP3, ALAW, ULAW, PCM 16 le, PCM 24 be, FLOAT",
          "MP3", "MP3",
          "ADTS", "AAC",
          "FLAC", "FLAC");

  /// The same of Firefox, whose H.264 and H.265 are those of the system.
  static final Map<String, String> FIREFOX_PLAYS =
      Map.of(
          "MP4", "H264, HEVC, AV1, VP9, AAC, opus, MP3, FLAC",
          "Matroska", "H264, HEVC, AV1, VP8, VP9, AAC, opus, vorbis",
          "WebM", "AV1, VP8, VP9, opus, vorbis",
          "Ogg", "opus, vorbis, FLAC",
          "WAV", "MP3, ALAW, ULAW, PCM 16 le, PCM 24 be, FLOAT",
          "MP3", "MP3",
          "ADTS", "AAC",
          "FLAC", "FLAC");

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

  /// What makes GStreamer write a format, and of which codecs. What is not here it has no pads for
  /// (MP4 of FLAC and E-AC-3, transport streams of E-AC-3 and AV1, Matroska of ALAC, FLV of
  /// enhanced codecs, WAV of big-endian sound, IVF), but for these: VP9 ends mp4mux and qtmux with
  /// a segmentation fault, AC-3 in fragments is not written at all.
  private static String gstreamerWriting(WrittenFormat format) {
    return switch (format) {
      case FLV ->
          "flvmux: H264, H263, ScreenVideo1, AAC, MP3, ALAW, ULAW, PCM 16 le, ADPCM, Nellymoser,"
              + " Speex";
      case MP4_LIVE ->
          "qtmux fragment-duration=100: H264, HEVC, AV1, VP8, MPEG4, JPEG, AAC, opus, MP3, MP2,"
              + " ALAC, ALAW, ULAW, PCM 16 le, PCM 24 be";
      case MP4_FILE -> "mp4mux: H264, HEVC, AV1, MPEG4, AAC, opus, MP3, MP2, AC3, ALAC";
      case TS -> "mpegtsmux: H264, HEVC, MPEG2, AAC, opus, MP3, MP2, AC3";
      case MATROSKA_FILE ->
          "matroskamux: H264, HEVC, AV1, VP8, VP9, theora, MPEG2, MPEG4, JPEG, AAC, opus, vorbis,"
              + " MP3, MP2, AC3, EAC3, DTS, FLAC, ALAW, ULAW, PCM 16 le, PCM 24 be, FLOAT, SUBRIP";
      case WEBM_FILE -> "webmmux: AV1, VP8, VP9, opus, vorbis";
      case OGG_FILE -> "oggmux: VP8, theora, opus, vorbis, FLAC";
      case WAV -> "wavenc: ALAW, ULAW, PCM 16 le, FLOAT";
      case MP3 -> "xingmux: MP3";
      case ADTS -> "aacparse ! audio/mpeg,stream-format=adts: AAC";
      case FLAC -> "flacparse: FLAC";
      case H264 -> "video/x-h264,stream-format=byte-stream: H264";
      case H265 -> "video/x-h265,stream-format=byte-stream: HEVC";
      case SUBRIP -> "srtenc: SUBRIP, WEBVTT, TX3G, ASS";
      case WEBVTT -> "webvttenc: SUBRIP, WEBVTT, TX3G, ASS";
      case MATROSKA_LIVE, WEBM_LIVE, OGG_LIVE, IVF, JSON -> ": "; // as the files, or not at all
    };
  }

  private FormatPeers() {}

  static boolean ffmpegReads(FormatCell cell) {
    return !FFMPEG_CANNOT_READ.contains(cell.name());
  }

  static boolean gstreamerReads(FormatCell cell) {
    return !GSTREAMER_CANNOT_READ.contains(cell.name());
  }

  static boolean ffmpegWrites(FormatCell cell) {
    return !FFMPEG_CANNOT_WRITE.getOrDefault(cell.format(), Set.of()).contains(cell.clip().label());
  }

  static boolean gstreamerWrites(FormatCell cell) {
    String codecs = gstreamerWriting(cell.format()).split(": ", 2)[1];
    // The rates that the header of a tag can say.
    boolean unknownRate =
        cell.format() == WrittenFormat.FLV
            && cell.clip().codec() instanceof Codec.Mp3 mp3
            && mp3.sampleRate() != FLV_RATE;
    return !unknownRate && isAmong(codecs, cell.clip().label());
  }

  /// Whether a list with commas has `label`.
  static boolean isAmong(String list, String label) {
    return List.of(list.split(", ")).contains(label);
  }

  /// What GStreamer is given the samples in. Its reader of Matroska tells its muxers no decoding
  /// times, which they guess wrongly then, takes the first packet of Opus for one before the start,
  /// and does not know all that FLV has. From MP4 its Ogg muxer writes no Opus.
  static WrittenFormat gstreamerSource(FormatCell cell) {
    Codec codec = cell.clip().codec();
    return switch (cell.clip().label()) {
      case "SUBRIP", "WEBVTT", "TX3G", "ASS" -> WrittenFormat.SUBRIP;
      case "H264", "HEVC", "ALAC" -> WrittenFormat.MP4_FILE;
      case "opus" ->
          cell.format() == WrittenFormat.OGG_FILE ? WrittenFormat.OGG_FILE : WrittenFormat.MP4_FILE;
      default ->
          cell.format() == WrittenFormat.FLV && WrittenFormat.FLV.carries(codec)
              ? WrittenFormat.FLV
              : WrittenFormat.MATROSKA_FILE;
    };
  }

  /// What reads the cues of a file for GStreamer's writers of text.
  static List<String> gstreamerTextReader(FormatCell cell) {
    String words =
        switch (cell.format().column() + " " + cell.clip().label()) {
          case "Matroska ASS" -> "matroskademux ! ssaparse";
          case "Matroska SUBRIP", "Matroska TX3G" -> "matroskademux";
          case "MP4 WEBVTT" -> "qtdemux ! subparse";
          case "MP4 SUBRIP", "MP4 TX3G" -> "qtdemux";
          default -> "subparse";
        };
    return List.of(words.split(" ", -1));
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
    return List.of(gstreamerWriting(format).split(": ", 2)[0].split(" ", -1));
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
