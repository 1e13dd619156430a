package dev.weir.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sources that Weir fetches from elsewhere, as they are written.
///
/// ```
/// rtmp://HOST/APP/STREAM  rtmps://…          RTMP
/// http://….m3u8  .m3u  http-hls://…  /….m3u8  HLS; https alike
/// http://….mp4 .mkv .ogg …    http-file://   a file; https alike
/// http://….ts  .flv  http-ts://…  http-flv:// one body without an end; https alike
/// tsudp://[ADDRESS]:PORT[/INTERFACE,…]        datagrams of MPEG-TS
///         …#program=NUMBER                    one program of a transport stream, HTTP and files too
/// ts-exec:PROGRAM ARGUMENTS  mkv- h264-       what a program prints
/// ```
final class PullText {
  static final String LEGAL =
      "rtmp://…, http(s)://….m3u8, .ts, .flv or .mp4, http(s)-hls://, -ts://, -flv:// or -file://…,"
          + " tsudp://[ADDRESS]:PORT, ts-exec:…, mkv-exec:…, h264-exec:…";

  /// What the schema says of them, between alternatives.
  static final String PATTERN =
      "rtmps?://|https?(-hls|-ts|-flv|-file)?://|tsudp://|(ts|mkv|h264)-exec:";

  /// What stands before the number of a program, at the end of a source.
  static final String PROGRAM_ENDING = "#program=";

  private static final Pattern WEB =
      Pattern.compile("(https?)(?:-(hls|ts|flv|file))?://(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern RTMP =
      Pattern.compile(
          "rtmps?://(\\[[0-9a-fA-F:.]+]|[^:/\\[\\s]+)(:\\d{1,5})?/[^/\\s]+(/\\S*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UDP =
      Pattern.compile(
          "tsudp://(?:\\[([0-9a-fA-F:.%a-z]+)]|([^:/\\[\\]]*)):(\\d{1,5})(?:/([^/#]*))?(#.*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PROGRAM = Pattern.compile(PROGRAM_ENDING + "(\\d{1,5})");
  private static final int MAX_PROGRAM = 0xFFFF;

  /// What a URL of a file that can be read at any place ends with.
  private static final List<String> FILES =
      List.of(
          "mp4", "m4v", "m4a", "mov", "3gp", "mkv", "mka", "webm", "ogg", "oga", "ogv", "opus",
          "wav", "mp3", "flac", "aac");

  private static final Map<String, StreamSource.Program.Output> PROGRAMS =
      Map.of(
          "ts-exec:", StreamSource.Program.Output.TS,
          "mkv-exec:", StreamSource.Program.Output.MATROSKA,
          "h264-exec:", StreamSource.Program.Output.H264);

  private PullText() {}

  /// The source; null if it is another kind, or was refused.
  static @Nullable StreamSource read(String text, Place place, Problems problems) {
    Matcher web = WEB.matcher(text);
    if (web.matches()) {
      return web(web, place, problems);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("rtmp")) {
      if (RTMP.matcher(text).matches()) {
        return new StreamSource.Rtmp(text);
      }
      problems.add(place, "is not of the form rtmp://HOST[:PORT]/APP/STREAM");
      return null;
    }
    if (lower.startsWith("tsudp:")) {
      return udp(text, place, problems);
    }
    for (Map.Entry<String, StreamSource.Program.Output> kind : PROGRAMS.entrySet()) {
      if (lower.startsWith(kind.getKey())) {
        return program(text.substring(kind.getKey().length()), kind.getValue(), place, problems);
      }
    }
    // The text is not shown: sources of other kinds carry passwords.
    problems.add(
        place,
        "this kind of source is not supported yet; legal: push://…, demo:, /FILE, /FOLDER/, "
            + LEGAL);
    return null;
  }

  /// Whether a local path is a playlist of HLS.
  static boolean isPlaylist(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.endsWith(".m3u8") || lower.endsWith(".m3u");
  }

  private static @Nullable StreamSource web(Matcher web, Place place, Problems problems) {
    String url = web.group(1).toLowerCase(Locale.ROOT) + "://" + web.group(3);
    if (web.group(3).replaceFirst("[/?#].*", "").indexOf('$') >= 0) {
      problems.add(place, "a variable may not stand in the host of a URL");
      return null;
    }
    try {
      // Variables are filled in when the stream starts, percent-encoded.
      URI uri = new URI(url.replaceAll("\\$(\\{\\w+}|\\w+)", "x"));
      if (uri.getHost() == null) {
        problems.add(place, "is a URL without a host");
        return null;
      }
    } catch (URISyntaxException e) {
      problems.add(place, "is not a URL: " + Printable.of(String.valueOf(e.getReason())));
      return null;
    }
    // What ends with .ts or .flv goes on, unless it is said to be a file.
    String kind = web.group(2) == null ? ending(url) : web.group(2).toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "hls", "m3u8", "m3u" -> new StreamSource.Hls(url);
      case "ts", "m2ts" -> transportStream(url, place, problems);
      case "flv" -> new StreamSource.Http(url, StreamSource.Http.Body.FLV, 0);
      case "file" -> new StreamSource.HttpFile(url);
      case String ending when FILES.contains(ending) -> new StreamSource.HttpFile(url);
      default -> {
        problems.add(
            place,
            "the end of the URL does not say what is there; legal: .m3u8, .ts, .flv, "
                + String.join(", ", FILES)
                + ", or http-hls://, http-ts://, http-flv://, http-file:// (https- alike)");
        yield null;
      }
    };
  }

  private static @Nullable StreamSource transportStream(
      String url, Place place, Problems problems) {
    int end = url.indexOf('#');
    int program = end < 0 ? 0 : program(url.substring(end), place, problems);
    return program < 0
        ? null
        : new StreamSource.Http(
            end < 0 ? url : url.substring(0, end), StreamSource.Http.Body.TS, program);
  }

  /// The program_number that a fragment names, or −1 if it names none.
  static int program(String fragment, Place place, Problems problems) {
    Matcher named = PROGRAM.matcher(fragment);
    int program = named.matches() ? Integer.parseInt(named.group(1)) : 0;
    if (program < 1 || program > MAX_PROGRAM) {
      problems.add(place, "behind # may stand program=1 to program=" + MAX_PROGRAM);
      return -1;
    }
    return program;
  }

  private static String ending(String url) {
    String path = url.replaceFirst("[?#].*", "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable StreamSource udp(String text, Place place, Problems problems) {
    Matcher parts = UDP.matcher(text);
    int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
    if (port < 1 || port > 0xFFFF) {
      problems.add(
          place, "is not of the form tsudp://[ADDRESS]:PORT[/INTERFACE,…][#program=NUMBER]");
      return null;
    }
    String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
    if (!address.isEmpty() && AddressRange.parse(address).isEmpty()) {
      problems.add(place, '"' + Printable.of(address) + "\" is not an IP address");
      return null;
    }
    String interfaces = parts.group(4) == null ? "" : parts.group(4);
    int program = parts.group(5) == null ? 0 : program(parts.group(5), place, problems);
    if (program < 0) {
      return null;
    }
    return new StreamSource.Udp(
        address,
        port,
        Arrays.stream(interfaces.split(",", -1)).filter(name -> !name.isEmpty()).toList(),
        program);
  }

  private static @Nullable StreamSource program(
      String line, StreamSource.Program.Output output, Place place, Problems problems) {
    Optional<List<String>> words = CommandLine.split(line);
    if (words.isEmpty() || !words.get().getFirst().startsWith("/")) {
      problems.add(place, "is no command; legal: the whole path of a program and its arguments");
      return null;
    }
    if (words.get().getFirst().indexOf('$') >= 0) {
      problems.add(place, "a variable may not say which program is run");
      return null;
    }
    return new StreamSource.Program(output, words.get());
  }
}
