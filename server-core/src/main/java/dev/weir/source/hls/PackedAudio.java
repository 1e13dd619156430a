package dev.weir.source.hls;

import dev.weir.media.Timescale;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// The time at which a segment of packed audio begins (RFC 8216bis 3.1.4): an ID3 tag at its start
/// has a PRIV frame with a 33-bit MPEG-2 time.
final class PackedAudio {
  private static final int TAG_HEADER_BYTES = 10;
  private static final String OWNER = "com.apple.streaming.transportStreamTimestamp\0";

  private PackedAudio() {}

  /// Whether segments of this format are packed audio.
  static boolean isOf(MediaFormat format) {
    return format == MediaFormat.ADTS || format == MediaFormat.MP3;
  }

  /// In microseconds, as a transport stream's reader gives them; empty if it does not say.
  static OptionalLong startMicros(ByteBuf segment) {
    int start = segment.readerIndex();
    if (segment.readableBytes() < TAG_HEADER_BYTES || segment.getMedium(start) != 0x494433) {
      return OptionalLong.empty();
    }
    int limit = Math.min(segment.readableBytes(), 1024);
    String head = segment.toString(start, limit, StandardCharsets.ISO_8859_1);
    int at = head.indexOf(OWNER);
    if (at < 0 || at + OWNER.length() + Long.BYTES > limit) {
      return OptionalLong.empty();
    }
    long ticks = segment.getLong(start + at + OWNER.length()) & 0x1_FFFF_FFFFL;
    return OptionalLong.of(Timescale.MPEG.toMicros(ticks - dev.weir.ts.TsClock.ORIGIN));
  }
}
