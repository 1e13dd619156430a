package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a multivariant playlist.
final class MultivariantParser {
  /// Only a multivariant playlist has these.
  static final Set<String> TAGS =
      Set.of("EXT-X-STREAM-INF", "EXT-X-I-FRAME-STREAM-INF", "EXT-X-MEDIA");

  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_SIDE = 1 << 16;

  private final List<MultivariantPlaylist.Variant> variants = new ArrayList<>();
  private final List<MultivariantPlaylist.Variant> iFrames = new ArrayList<>();
  private final List<MultivariantPlaylist.Rendition> renditions = new ArrayList<>();

  private int version = 1;
  private boolean independent; // once the tag was seen
  private @Nullable PlaylistLine open; // EXT-X-STREAM-INF, until its address comes

  private MultivariantParser() {}

  static MultivariantPlaylist parse(List<PlaylistLine> lines) {
    MultivariantParser parser = new MultivariantParser();
    lines.forEach(parser::read);
    return new MultivariantPlaylist(
        parser.version, parser.independent, parser.variants, parser.iFrames, parser.renditions);
  }

  private void read(PlaylistLine line) {
    if (variants.size() + iFrames.size() + renditions.size() > MAX_ENTRIES) {
      throw new MalformedMediaException(
          "HLS playlist %s: over the limit of %d entries".formatted(line, MAX_ENTRIES));
    }
    switch (line.tag()) {
      case "" -> address(line);
      case "EXT-X-VERSION" -> version = (int) Math.min(99, Numbers.integer(line, line.value()));
      case "EXT-X-INDEPENDENT-SEGMENTS" -> independent = true;
      case "EXT-X-STREAM-INF" -> open = line;
      case "EXT-X-I-FRAME-STREAM-INF" ->
          iFrames.add(variant(line, line.attributes().require(line, "URI")));
      case "EXT-X-MEDIA" -> renditions.add(rendition(line));
      default -> {}
    }
  }

  private void address(PlaylistLine line) {
    // An address that no tag announces is passed over, as players do.
    if (open != null) {
      variants.add(variant(open, line.value()));
      open = null;
    }
  }

  private static MultivariantPlaylist.Variant variant(PlaylistLine line, String uri) {
    AttributeList attributes = line.attributes();
    String resolution = attributes.find("RESOLUTION");
    String frameRate = attributes.find("FRAME-RATE");
    return new MultivariantPlaylist.Variant(
        line.number(),
        uri,
        attributes.integer(line, "BANDWIDTH", 0),
        attributes.integer(line, "AVERAGE-BANDWIDTH", 0),
        attributes.find("CODECS"),
        resolution == null ? 0 : side(line, resolution, 0),
        resolution == null ? 0 : side(line, resolution, 1),
        frameRate == null ? 0 : Numbers.micros(line, frameRate) / 1e6,
        attributes.find("AUDIO"),
        attributes.find("SUBTITLES"),
        attributes);
  }

  private static int side(PlaylistLine line, String resolution, int index) {
    String[] sides = resolution.split("x", -1);
    long side = sides.length == 2 ? Numbers.integer(line, sides[index]) : -1;
    if (side < 0 || side > MAX_SIDE) {
      throw Numbers.wrong(line, "a resolution such as 1280x720", resolution);
    }
    return (int) side;
  }

  private static MultivariantPlaylist.Rendition rendition(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    return new MultivariantPlaylist.Rendition(
        line.number(),
        attributes.require(line, "TYPE"),
        attributes.require(line, "GROUP-ID"),
        attributes.require(line, "NAME"),
        attributes.find("LANGUAGE"),
        attributes.find("URI"),
        attributes.yes("DEFAULT"),
        attributes);
  }
}
