package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a media playlist.
final class MediaPlaylistParser {
  private static final int MAX_OTHERS = 10_000; // hints, reports, date ranges: of each
  private static final int MAX_KEYS = 16; // for one segment
  private static final long MAX_BYTES = 1L << 50;
  private static final long MAX_SKIPPED = 10_000_000;

  private final List<MediaPlaylist.Segment> segments = new ArrayList<>();
  private final List<AttributeList> hints = new ArrayList<>();
  private final List<AttributeList> reports = new ArrayList<>();
  private final List<AttributeList> dateRanges = new ArrayList<>();
  private final Map<String, Long> rangeEnds = new HashMap<>(); // of the newest range of a resource

  // Of the playlist, each once its tag was seen:
  private int version = 1;
  private long targetMicros = -1;
  private long mediaSequence;
  private long discontinuitySequence;
  private @Nullable String type;
  private boolean ended;
  private boolean independent;
  private boolean iFramesOnly;
  private long partTargetMicros;
  private AttributeList serverControl = AttributeList.NONE;
  private int skipped;

  // In force until the next of their tags:
  private MediaPlaylist.@Nullable Init map;
  private List<MediaPlaylist.Key> keys = new ArrayList<>();
  private boolean keysUsed; // by a segment: the next key is another, not one more
  private long discontinuities;

  // Of the next segment:
  private long durationMicros = -1;
  private @Nullable String byteRange;
  private boolean discontinuity;
  private boolean gap;
  private @Nullable Instant dateTime;
  private List<MediaPlaylist.Part> parts = new ArrayList<>();

  private MediaPlaylistParser() {}

  static MediaPlaylist parse(List<PlaylistLine> lines) {
    MediaPlaylistParser parser = new MediaPlaylistParser();
    for (PlaylistLine line : lines) {
      switch (line.tag()) {
        case "EXT-X-DISCONTINUITY-SEQUENCE" ->
            parser.discontinuitySequence = Numbers.integer(line, line.value());
        case "EXT-X-MEDIA-SEQUENCE" -> parser.mediaSequence = Numbers.integer(line, line.value());
        default -> {}
      }
    }
    parser.discontinuities = parser.discontinuitySequence;
    lines.forEach(parser::read);
    return parser.result();
  }

  private void read(PlaylistLine line) {
    switch (line.tag()) {
      case "" -> segment(line);
      case "EXTINF" -> durationMicros = duration(line);
      case "EXT-X-BYTERANGE" -> byteRange = line.value();
      case "EXT-X-DISCONTINUITY" -> discontinuity = true;
      case "EXT-X-GAP" -> gap = true;
      case "EXT-X-PROGRAM-DATE-TIME" -> dateTime = Numbers.instant(line, line.value());
      case "EXT-X-KEY" -> key(line);
      case "EXT-X-MAP" -> map(line);
      case "EXT-X-PART" -> part(line);
      case "EXT-X-PRELOAD-HINT" -> add(line, hints);
      case "EXT-X-RENDITION-REPORT" -> add(line, reports);
      case "EXT-X-DATERANGE" -> add(line, dateRanges);
      default -> header(line);
    }
  }

  private void header(PlaylistLine line) {
    switch (line.tag()) {
      case "EXT-X-VERSION" -> version = (int) Math.min(99, Numbers.integer(line, line.value()));
      case "EXT-X-TARGETDURATION" -> targetMicros = Numbers.micros(line, line.value());
      case "EXT-X-PLAYLIST-TYPE" -> type = line.value();
      case "EXT-X-ENDLIST" -> ended = true;
      case "EXT-X-INDEPENDENT-SEGMENTS" -> independent = true;
      case "EXT-X-I-FRAMES-ONLY" -> iFramesOnly = true;
      case "EXT-X-SERVER-CONTROL" -> serverControl = line.attributes();
      case "EXT-X-PART-INF" -> {
        AttributeList attributes = line.attributes();
        partTargetMicros = Numbers.micros(line, attributes.require(line, "PART-TARGET"));
      }
      case "EXT-X-SKIP" -> {
        AttributeList attributes = line.attributes();
        String count = attributes.require(line, "SKIPPED-SEGMENTS");
        skipped = (int) Math.min(MAX_SKIPPED, Numbers.integer(line, count));
      }
      default -> {}
    }
  }

  /// EXTINF:<duration>,[<title>]
  private static long duration(PlaylistLine line) {
    int comma = line.value().indexOf(',');
    String seconds = comma < 0 ? line.value() : line.value().substring(0, comma);
    return Numbers.micros(line, seconds.strip());
  }

  private void segment(PlaylistLine line) {
    if (durationMicros < 0) {
      throw new MalformedMediaException(
          "HLS playlist %s: no #EXTINF stands before it".formatted(line));
    }
    discontinuities += discontinuity ? 1 : 0;
    segments.add(
        new MediaPlaylist.Segment(
            line.number(),
            line.value(),
            range(line, line.value(), byteRange),
            durationMicros,
            mediaSequence + skipped + segments.size(),
            discontinuities,
            discontinuity,
            gap,
            dateTime,
            map,
            keys,
            parts));
    keysUsed = true;
    durationMicros = -1;
    byteRange = null;
    discontinuity = false;
    gap = false;
    dateTime = null;
    parts = new ArrayList<>();
  }

  private void part(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    String uri = attributes.require(line, "URI");
    parts.add(
        new MediaPlaylist.Part(
            line.number(),
            uri,
            range(line, uri, attributes.find("BYTERANGE")),
            Numbers.micros(line, attributes.require(line, "DURATION")),
            attributes.yes("INDEPENDENT"),
            attributes.yes("GAP")));
  }

  /// `<length>[@<offset>]`; without an offset it follows the newest range of the resource.
  private @Nullable ByteRange range(PlaylistLine line, String uri, @Nullable String text) {
    if (text == null) {
      return null;
    }
    int at = text.indexOf('@');
    long length = Numbers.integer(line, (at < 0 ? text : text.substring(0, at)).strip());
    long offset =
        at < 0
            ? rangeEnds.getOrDefault(uri, 0L)
            : Numbers.integer(line, text.substring(at + 1).strip());
    if (length > MAX_BYTES || offset > MAX_BYTES) {
      throw Numbers.wrong(line, "a byte range of at most 2^50", text);
    }
    rangeEnds.put(uri, offset + length);
    return new ByteRange(offset, length);
  }

  private void map(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    String uri = attributes.require(line, "URI");
    map = new MediaPlaylist.Init(uri, range(line, uri, attributes.find("BYTERANGE")), keys);
  }

  private void key(PlaylistLine line) {
    AttributeList attributes = line.attributes();
    String method = attributes.require(line, "METHOD");
    if (keysUsed || method.equals("NONE")) {
      keys = new ArrayList<>();
      keysUsed = false;
    }
    if (keys.size() == MAX_KEYS) {
      throw new MalformedMediaException(
          "HLS playlist %s: over the limit of %d keys for one segment".formatted(line, MAX_KEYS));
    }
    if (!method.equals("NONE")) {
      String format = attributes.find("KEYFORMAT");
      keys.add(
          new MediaPlaylist.Key(
              method,
              attributes.require(line, "URI"),
              iv(line, attributes.find("IV")),
              format == null ? "identity" : format));
    }
  }

  private static @Nullable Octets iv(PlaylistLine line, @Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!text.toLowerCase(Locale.ROOT).matches("0x[0-9a-f]{1,32}")) {
      throw Numbers.wrong(line, "0x and up to 32 hexadecimal digits", text);
    }
    return Octets.ofHex("0".repeat(34 - text.length()) + text.substring(2));
  }

  private static void add(PlaylistLine line, List<AttributeList> list) {
    if (list.size() == MAX_OTHERS) {
      throw new MalformedMediaException(
          "HLS playlist %s: over the limit of %d such tags".formatted(line, MAX_OTHERS));
    }
    list.add(line.attributes());
  }

  private MediaPlaylist result() {
    if (targetMicros < 0) {
      throw new MalformedMediaException("HLS playlist: #EXT-X-TARGETDURATION is missing");
    }
    return new MediaPlaylist(
        version,
        Math.max(TimeUnit.SECONDS.toMicros(1), targetMicros),
        mediaSequence,
        discontinuitySequence,
        type,
        ended,
        independent,
        iFramesOnly,
        partTargetMicros,
        serverControl,
        skipped,
        segments,
        parts,
        hints,
        reports,
        dateRanges);
  }
}
