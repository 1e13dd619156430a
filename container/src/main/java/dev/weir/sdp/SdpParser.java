package dev.weir.sdp;

import dev.weir.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads session descriptions line by line.
///
/// Cameras leave out `v=`, `o=` or `t=`, mix line ends, and add lines that no standard has: lines
/// of unknown types and without `=` are passed over.
final class SdpParser {
  private static final int MAX_CHARS = 1 << 18;
  private static final int MAX_LINES = 8_192;
  private static final int MAX_MEDIA = 128;
  private static final int MAX_FORMATS = 256; // of one media line
  private static final int MAX_PORT = 0xFFFF;

  private String origin = "- 0 0 IN IP4 0.0.0.0";
  private String name = "-";
  private @Nullable String sessionConnection;
  private final List<Attributes.Attribute> sessionAttributes = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();

  // Of the media being read; mediaLine is null before the first.
  private @Nullable String mediaLine;
  private @Nullable String connection;
  private List<String> bandwidths = new ArrayList<>();
  private List<Attributes.Attribute> attributes = new ArrayList<>();

  private SdpParser() {}

  static SessionDescription parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new MalformedMediaException(
          "SDP of " + text.length() + " characters is over the limit of " + MAX_CHARS);
    }
    SdpParser parser = new SdpParser();
    int lines = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (++lines > MAX_LINES) {
        throw new MalformedMediaException("SDP of over " + MAX_LINES + " lines");
      }
      parser.readLine(line.strip());
    }
    return parser.result();
  }

  private void readLine(String line) {
    if (line.length() < 2 || line.charAt(1) != '=') {
      return;
    }
    String value = line.substring(2).strip();
    switch (line.charAt(0)) {
      case 'o' -> origin = value;
      case 's' -> name = value;
      case 'c' -> {
        if (mediaLine == null) {
          sessionConnection = value;
        } else {
          connection = value;
        }
      }
      case 'b' -> bandwidths.add(value);
      case 'a' ->
          (mediaLine == null ? sessionAttributes : attributes)
              .add(Attributes.Attribute.parse(value));
      case 'm' -> {
        endMedia();
        mediaLine = value;
      }
      default -> {}
    }
  }

  private void endMedia() {
    if (mediaLine != null) {
      if (media.size() == MAX_MEDIA) {
        throw new MalformedMediaException("SDP of over " + MAX_MEDIA + " media");
      }
      media.add(readMedia(mediaLine));
    }
    connection = null;
    bandwidths = new ArrayList<>();
    attributes = new ArrayList<>();
  }

  // m=<media> <port>[/<ports>] <protocol> <format> ...
  private MediaDescription readMedia(String line) {
    List<String> words = List.of(line.split("[ \t]+", -1));
    if (words.size() < 3) {
      throw new MalformedMediaException("SDP: m=" + line + " has no port and protocol");
    }
    List<String> formats = words.subList(3, words.size());
    if (formats.size() > MAX_FORMATS) {
      throw new MalformedMediaException(
          "SDP: media of " + formats.size() + " formats, limit " + MAX_FORMATS);
    }
    return new MediaDescription(
        words.get(0),
        port(words.get(1)),
        words.get(2),
        formats,
        connection,
        bandwidths,
        new Attributes(attributes));
  }

  private static int port(String word) {
    int slash = word.indexOf('/');
    int port = TransportParameters.number(slash < 0 ? word : word.substring(0, slash), MAX_PORT);
    if (port < 0) {
      throw new MalformedMediaException("SDP: port " + word + " is not in 0.." + MAX_PORT);
    }
    return port;
  }

  private SessionDescription result() {
    endMedia();
    return new SessionDescription(
        origin, name, sessionConnection, new Attributes(sessionAttributes), media);
  }
}
