package dev.weir.launcher.check;

/// Rules of HTTP Live Streaming, numbered as in draft-pantos-hls-rfc8216bis.
enum HlsRule implements Rule {
  SEGMENT_TYPE(
      "3.1", "segments are MPEG-TS, fragmented MP4, packed audio or WebVTT that can be read"),
  TS_TABLES("3.1.1a", "a transport stream segment starts with a PAT and a PMT"),
  TS_PACKETS(
      "3.1.1b", "a transport stream segment is whole packets, counted without a gap on each PID"),
  INIT_SECTION(
      "3.1.2a", "fragmented MP4 has an initialization section of one 'ftyp' and one 'moov'"),
  DECODE_TIME(
      "3.1.2b", "each track fragment has a 'tfdt' and data offsets that count from its 'moof'"),
  WEBVTT("3.1.4", "a WebVTT segment starts with WEBVTT and has a timestamp map"),
  PART_MEDIA("3.2", "the parts of a segment have the media of the segment"),
  READABLE("4", "a playlist starts with #EXTM3U and all its tags can be parsed"),
  MEDIA_TYPE("4a", "a playlist is sent as application/vnd.apple.mpegurl or audio/mpegurl"),
  TEXT("4b", "a playlist is UTF-8 without a byte order mark or control characters"),
  KIND("4.1", "tags of media and of multivariant playlists are not in one playlist"),
  ATTRIBUTE_ONCE("4.2a", "no attribute stands twice in one tag"),
  ATTRIBUTE_FORM("4.2b", "attributes have quotation marks where, and only where, they belong"),
  VERSION("4.4.1.2", "EXT-X-VERSION stands once and says what the other tags need"),
  INDEPENDENT(
      "4.4.2.1", "each segment starts with a keyframe if EXT-X-INDEPENDENT-SEGMENTS says so"),
  TARGET_DURATION("4.4.3.1a", "no EXTINF, rounded to seconds, is more than the target duration"),
  TARGET_CONSTANT("4.4.3.1b", "the target duration never changes"),
  SEQUENCE_PLACE("4.4.3.2", "sequence tags stand once, before the first segment"),
  ENDED("4.4.3.4", "nothing is added after EXT-X-ENDLIST"),
  TYPE("4.4.3.5", "VOD playlists do not change, EVENT playlists only grow"),
  PART_INF("4.4.3.7", "EXT-X-PART-INF stands where there are parts"),
  HOLD_BACK("4.4.3.8a", "HOLD-BACK is at least 3 target durations"),
  PART_HOLD_BACK(
      "4.4.3.8b", "PART-HOLD-BACK stands where there are parts, with at least twice their target"),
  SKIP_UNTIL("4.4.3.8c", "CAN-SKIP-UNTIL is at least 6 target durations"),
  DURATION("4.4.4.1", "EXTINF is how long the segment's media lasts"),
  DISCONTINUITY(
      "4.4.4.3",
      "a discontinuity stands where timestamps or tracks change, and only there is a gap"),
  MAP("4.4.4.5", "EXT-X-MAP stands before fragmented MP4"),
  DATE_TIME("4.4.4.6", "the dates of segments go on as their durations do"),
  PART_DURATION(
      "4.4.4.9a",
      "no part is longer than the part target, none but a segment's last under 85 % of it"),
  PART_SUM("4.4.4.9b", "the parts of a segment last as long as the segment"),
  PART_INDEPENDENT(
      "4.4.4.9c",
      "a part that is INDEPENDENT starts with a keyframe, and the first part that does is"),
  DATE_RANGE("4.4.5.1", "EXT-X-DATERANGE has ID and START-DATE, and the playlist has dates"),
  SPLICE(
      "4.4.5.1.1",
      "SCTE35-OUT, -IN and -CMD are whole splice_info_sections, and what ends begins before"),
  SKIP("4.4.5.2", "EXT-X-SKIP comes only in answer to _HLS_skip"),
  HINT("4.4.5.3", "what EXT-X-PRELOAD-HINT says comes next, comes next"),
  REPORT("4.4.5.4", "a low-latency playlist reports where every other rendition stands"),
  RENDITION(
      "4.4.6.1a", "EXT-X-MEDIA has TYPE, GROUP-ID and NAME, and an address unless it may not"),
  RENDITION_GROUP(
      "4.4.6.1b",
      "names in a group differ, one rendition at most is its default and that is selected"),
  BANDWIDTH("4.4.6.2a", "BANDWIDTH is at least the peak segment bit rate"),
  AVERAGE_BANDWIDTH("4.4.6.2b", "AVERAGE-BANDWIDTH is not more than BANDWIDTH"),
  CODECS("4.4.6.2c", "CODECS names all codecs of the variant, and no others"),
  RESOLUTION("4.4.6.2d", "RESOLUTION is that of the pictures"),
  FRAME_RATE("4.4.6.2e", "FRAME-RATE is that of the pictures"),
  GROUPS("4.4.6.2f", "each group that a variant names is there"),
  ADDRESS("4.4.6.2g", "an address stands behind each EXT-X-STREAM-INF"),
  SEGMENT_THERE("6.2.1a", "each resource that a playlist names can be fetched"),
  UNCHANGED("6.2.1b", "a segment stays what it was under its media sequence number"),
  SEQUENCE_GOES_UP("6.2.1c", "media and discontinuity sequence never go back"),
  UPDATE("6.2.1d", "a live playlist has a new segment within 1.5 target durations"),
  DISCONTINUITY_COUNTED("6.2.2a", "the discontinuity sequence counts those that have left"),
  WINDOW("6.2.2b", "no segment goes that leaves less than 3 target durations"),
  DELTA("6.2.5.1", "a delta update leaves out only what is older than the skip boundary"),
  BLOCKING("6.2.5.2a", "a request for a part or segment that comes next waits for it"),
  TOO_FAR(
      "6.2.5.2b", "a request that names no sequence number, or one far ahead, is refused with 400");

  private final String number;
  private final String says;

  HlsRule(String number, String says) {
    this.number = number;
    this.says = says;
  }

  @Override
  public String id() {
    return "RFC8216bis-" + number;
  }

  @Override
  public String says() {
    return says;
  }
}
