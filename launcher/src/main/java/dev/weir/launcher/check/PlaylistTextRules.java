package dev.weir.launcher.check;

import dev.weir.media.MalformedMediaException;
import dev.weir.playlist.AttributeList;
import dev.weir.playlist.AttributeList.Attribute;
import dev.weir.playlist.PlaylistLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is to be said of the lines of a playlist, of either kind.
final class PlaylistTextRules {
  private static final Set<String> TYPES = Set.of("application/vnd.apple.mpegurl", "audio/mpegurl");
  private static final Set<String> MEDIA_TAGS =
      Set.of(
          "EXTINF", "EXT-X-TARGETDURATION", "EXT-X-MEDIA-SEQUENCE", "EXT-X-PART", "EXT-X-ENDLIST");
  private static final Set<String> MULTIVARIANT_TAGS =
      Set.of("EXT-X-STREAM-INF", "EXT-X-MEDIA", "EXT-X-I-FRAME-STREAM-INF");
  private static final Set<String> LISTS =
      Set.of(
          "EXT-X-STREAM-INF",
          "EXT-X-MEDIA",
          "EXT-X-I-FRAME-STREAM-INF",
          "EXT-X-MAP",
          "EXT-X-KEY",
          "EXT-X-PART",
          "EXT-X-PART-INF",
          "EXT-X-SERVER-CONTROL",
          "EXT-X-PRELOAD-HINT",
          "EXT-X-RENDITION-REPORT",
          "EXT-X-DATERANGE",
          "EXT-X-SKIP");

  /// The attributes that are quoted strings; those of X- names may be either.
  private static final Set<String> QUOTED =
      Set.of(
          "URI",
          "CODECS",
          "SUPPLEMENTAL-CODECS",
          "AUDIO",
          "VIDEO",
          "SUBTITLES",
          "GROUP-ID",
          "NAME",
          "LANGUAGE",
          "ASSOC-LANGUAGE",
          "INSTREAM-ID",
          "CHARACTERISTICS",
          "CHANNELS",
          "ID",
          "CLASS",
          "START-DATE",
          "END-DATE",
          "KEYFORMAT",
          "KEYFORMATVERSIONS");

  private static final Set<String> BARE =
      Set.of(
          "BANDWIDTH",
          "AVERAGE-BANDWIDTH",
          "RESOLUTION",
          "FRAME-RATE",
          "TYPE",
          "METHOD",
          "IV",
          "DEFAULT",
          "AUTOSELECT",
          "FORCED",
          "INDEPENDENT",
          "GAP",
          "DURATION",
          "PART-TARGET",
          "CAN-BLOCK-RELOAD",
          "PART-HOLD-BACK",
          "HOLD-BACK",
          "CAN-SKIP-UNTIL",
          "LAST-MSN",
          "LAST-PART",
          "SKIPPED-SEGMENTS",
          "BYTERANGE-START",
          "BYTERANGE-LENGTH");

  /// The version that a tag needs (section 8).
  private static final Map<String, Integer> NEEDED_BY_TAG =
      Map.of(
          "EXT-X-BYTERANGE", 4,
          "EXT-X-I-FRAMES-ONLY", 4,
          "EXT-X-DEFINE", 8,
          "EXT-X-SKIP", 9);

  private static final int MAP_VERSION = 6;
  private static final int MAP_OF_PICTURES_VERSION = 5;

  private final String where;
  private final Findings findings;

  PlaylistTextRules(String where, Findings findings) {
    this.where = where;
    this.findings = findings;
  }

  /// Checks how a playlist was sent.
  void answer(Web.Reply reply) {
    findings.require(
        TYPES.contains(reply.contentType()),
        HlsRule.MEDIA_TYPE,
        where,
        "it is sent as \"%s\"".formatted(reply.contentType()));
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(reply.body())).toString();
      findings.require(!text.startsWith("\uFEFF"), HlsRule.TEXT, where, "a byte order mark");
      findings.require(
          text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r'),
          HlsRule.TEXT,
          where,
          "a control character");
    } catch (CharacterCodingException _) {
      findings.add(HlsRule.TEXT, where, "no valid UTF-8");
    }
  }

  void lines(List<PlaylistLine> lines) {
    Set<String> tags = new HashSet<>();
    lines.forEach(line -> tags.add(line.tag()));
    findings.require(
        MEDIA_TAGS.stream().noneMatch(tags::contains)
            || MULTIVARIANT_TAGS.stream().noneMatch(tags::contains),
        HlsRule.KIND,
        where,
        "there are both");
    lines.stream().filter(line -> LISTS.contains(line.tag())).forEach(this::attributes);
    version(lines, tags);
  }

  private void attributes(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    Set<String> names = new HashSet<>();
    for (Attribute attribute : attributes.all()) {
      String name = attribute.name();
      findings.require(
          names.add(name), HlsRule.ATTRIBUTE_ONCE, at(line), "%s stands again".formatted(name));
      boolean wrong = attribute.quoted() ? BARE.contains(name) : QUOTED.contains(name);
      findings.require(
          !wrong || (name.equals("VIDEO") && attribute.value().equals("NONE")),
          HlsRule.ATTRIBUTE_FORM,
          at(line),
          "%s %s quotation marks".formatted(name, attribute.quoted() ? "has" : "has no"));
    }
  }

  private String at(PlaylistLine line) {
    return where + " line " + line.number();
  }

  private void version(List<PlaylistLine> lines, Set<String> tags) {
    List<PlaylistLine> versions =
        lines.stream().filter(line -> line.tag().equals("EXT-X-VERSION")).toList();
    findings.require(versions.size() < 2, HlsRule.VERSION, where, "it stands twice");
    int said = versions.isEmpty() ? 1 : number(versions.getFirst());
    int needed = 1;
    for (PlaylistLine line : lines) {
      needed = Math.max(needed, needed(line, tags));
    }
    findings.require(
        said >= needed, HlsRule.VERSION, where, "it says %d and needs %d".formatted(said, needed));
  }

  private static int needed(PlaylistLine line, Set<String> tags) {
    return switch (line.tag()) {
      case "EXTINF" -> line.value().split(",", 2)[0].contains(".") ? 3 : 1;
      case "EXT-X-MAP" ->
          tags.contains("EXT-X-I-FRAMES-ONLY") ? MAP_OF_PICTURES_VERSION : MAP_VERSION;
      case "EXT-X-KEY" ->
          line.attributes().find("KEYFORMAT") != null
              ? 5
              : line.attributes().find("IV") != null ? 2 : 1;
      default -> NEEDED_BY_TAG.getOrDefault(line.tag(), 1);
    };
  }

  private static int number(PlaylistLine line) {
    try {
      return Integer.parseInt(line.value().strip());
    } catch (NumberFormatException _) {
      throw new MalformedMediaException("%s: \"%s\" is no number".formatted(line, line.value()));
    }
  }
}
