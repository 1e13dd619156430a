package dev.weir.control;

import dev.weir.config.StreamSource;
import dev.weir.media.file.MediaFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The kinds of sources, as `capabilities` names them: by the names that MistServer has for them.
enum SourceKinds {
  /// Publishers.
  BUFFER("Buffer", "publishers connect to the server", List.of("push://*")),
  /// The clip.
  DEMO("Demo", "the clip that comes with the server", List.of("demo:")),
  /// Another RTMP server.
  RTMP("RTMP", "a stream of another RTMP server is played", List.of("rtmp://*", "rtmps://*")),
  /// HLS.
  HLS(
      "HLS",
      "HLS, over HTTP or from this machine",
      List.of("/*.m3u8", "/*.m3u", "http-hls://*", "https-hls://*", "http://*.m3u8")),
  /// Files in turn.
  PLAYLIST("Playlist", "files one after the other, as live", List.of("/*.pls")),
  /// Many files.
  FOLDER("Folder", "the files of a folder, as STREAM+FILE", List.of("/*/")),
  /// Flash Video.
  FLV("FLV", "HTTP-FLV, and files", List.of("http-flv://*", "https-flv://*"), MediaFormat.FLV),
  /// MPEG-TS.
  TS(
      "TS",
      "MPEG-TS in datagrams, from programs, over HTTP, and files",
      List.of("tsudp://*", "ts-exec:*", "http-ts://*", "https-ts://*"),
      MediaFormat.TS),
  /// Matroska.
  EBML(
      "EBML",
      "Matroska and WebM files, and Matroska from programs",
      List.of("mkv-exec:*"),
      MediaFormat.MATROSKA),
  /// Raw H.264.
  H264("H264", "H.264 from programs, and files", List.of("h264-exec:*"), MediaFormat.H264),
  /// MP4.
  MP4("MP4", "MP4, QuickTime and 3GP files", List.of(), MediaFormat.MP4),
  /// Ogg.
  OGG("OGG", "Ogg files", List.of(), MediaFormat.OGG),
  /// WAV.
  WAV("WAV", "WAV files", List.of(), MediaFormat.WAV),
  /// FLAC.
  FLAC("FLAC", "FLAC files", List.of(), MediaFormat.FLAC),
  /// AAC.
  AAC("AAC", "AAC files", List.of(), MediaFormat.ADTS),
  /// MPEG audio.
  MP3("MP3", "MP3 and MP2 files", List.of(), MediaFormat.MP3),
  /// Subtitles.
  SUBRIP("SubRip", "subtitle files", List.of(), MediaFormat.SUBRIP, MediaFormat.WEBVTT),
  /// Raw video.
  RAW("Raw", "raw video files", List.of(), MediaFormat.HEVC, MediaFormat.IVF, MediaFormat.OBU);

  private final String shownName;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // copies that cannot be changed
  private final List<String> patterns;

  @SuppressWarnings("ImmutableEnumChecker") // likewise
  private final List<MediaFormat> files;

  SourceKinds(String shownName, String meaning, List<String> patterns, MediaFormat... files) {
    this.shownName = shownName;
    this.meaning = meaning;
    this.patterns = List.copyOf(patterns);
    this.files = List.of(files);
  }

  /// Which kind a source is; null for a file whose name does not say.
  static @Nullable SourceKinds of(StreamSource source) {
    return switch (source) {
      case StreamSource.Push _ -> BUFFER;
      case StreamSource.Demo _ -> DEMO;
      case StreamSource.Rtmp _ -> RTMP;
      case StreamSource.Hls _ -> HLS;
      case StreamSource.Playlist _ -> PLAYLIST;
      case StreamSource.Folder _ -> FOLDER;
      case StreamSource.Udp _ -> TS;
      case StreamSource.Http(String _, StreamSource.Http.Body body, int _) ->
          switch (body) {
            case FLV -> FLV;
            case TS -> TS;
          };
      case StreamSource.Program(StreamSource.Program.Output output, List<String> _) ->
          switch (output) {
            case TS -> TS;
            case MATROSKA -> EBML;
            case H264 -> H264;
          };
      case StreamSource.File(String path, int _) -> ofFile(path);
      case StreamSource.HttpFile(String url) -> ofFile(url.replaceFirst("[?#].*", ""));
    };
  }

  private static @Nullable SourceKinds ofFile(String name) {
    MediaFormat format = MediaFormat.ofName(name);
    return Arrays.stream(values())
        .filter(kind -> format != null && kind.files.contains(format))
        .findFirst()
        .orElse(null);
  }

  /// Its name in `inputs`.
  String shownName() {
    return shownName;
  }

  /// What it is, for people.
  String meaning() {
    return meaning;
  }

  /// What such sources look like, with `*` for anything.
  List<String> patterns() {
    Function<String, String> ending = extension -> "/*." + extension;
    List<String> all = new ArrayList<>(patterns);
    files.forEach(format -> format.extensions().stream().map(ending).forEach(all::add));
    return all;
  }
}
