package dev.weir.source.hls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The place of a segment of subtitles in its presentation (RFC 8216bis 3.1.4): its header maps a
/// time of its own to one of the media.
///
/// ```
/// WEBVTT
/// X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000
/// ```
final class TextSegment {
  private static final int MAX_HEADER_BYTES = 1024;
  private static final Pattern MAP = Pattern.compile("(?m)^X-TIMESTAMP-MAP=(.{1,200})$");
  private static final Pattern TICKS = Pattern.compile("MPEGTS:(\\d{1,12})");
  private static final Pattern LOCAL =
      Pattern.compile("LOCAL:(?:(\\d{1,4}):)?(\\d{2}):(\\d{2})\\.(\\d{3})");

  private TextSegment() {}

  /// What is to be added to the times of the segment; empty if its header does not say.
  static OptionalLong offsetMicros(ByteBuf segment, HlsTimes times) {
    int bytes = Math.min(segment.readableBytes(), MAX_HEADER_BYTES);
    String header = segment.toString(segment.readerIndex(), bytes, StandardCharsets.UTF_8);
    Matcher map = MAP.matcher(header.replace("\r", "\n"));
    if (!map.find()) {
      return OptionalLong.empty();
    }
    Matcher ticks = TICKS.matcher(map.group(1));
    Matcher local = LOCAL.matcher(map.group(1));
    return ticks.find() && local.find()
        ? OptionalLong.of(times.ofTicks(Long.parseLong(ticks.group(1))) - micros(local))
        : OptionalLong.empty();
  }

  private static long micros(Matcher local) {
    long hours = local.group(1) == null ? 0 : Long.parseLong(local.group(1));
    long minutes = hours * 60 + Long.parseLong(local.group(2));
    long seconds = minutes * 60 + Long.parseLong(local.group(3));
    return TimeUnit.MILLISECONDS.toMicros(seconds * 1000 + Long.parseLong(local.group(4)));
  }
}
