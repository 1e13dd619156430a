package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.Splice;
import dev.weir.media.Octets;
import dev.weir.ts.SpliceInfo;
import dev.weir.ts.SpliceInfo.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes splices as date ranges (RFC 8216bis 4.4.5.1.1): a break with the message that announced
/// it and, once it has come, the one that ended it; each other message as a command.
final class DateRanges {
  /// What has begun under an event's number.
  ///
  /// @param back what ended it; null as long as nothing has
  private record Break(Splice out, SpliceInfo.Event event, @Nullable Splice back) {}

  private final long utcOfZeroMicros;
  private final long originTicks;
  private final StringBuilder text = new StringBuilder();

  private DateRanges(long utcOfZeroMicros, long originTicks) {
    this.utcOfZeroMicros = utcOfZeroMicros;
    this.originTicks = originTicks;
  }

  /// The tags of what `now` tells of, each on a line.
  ///
  /// @param originTicks what time 0 of the stream is in the segments, in 90 kHz
  static String text(Snapshot now, long originTicks) {
    Segment first = now.segments().getFirst();
    DateRanges ranges = new DateRanges(utcMicros(now, first) - first.startMicros(), originTicks);
    ranges.write(now.splices());
    return ranges.text.toString();
  }

  /// When a segment was published. A file has no dates, but date ranges need some (4.4.5.1): then
  /// it starts in 1970. Negative if there are none.
  static long utcMicros(Snapshot now, Segment segment) {
    boolean needed = segment.utcMicros() < 0 && !now.splices().isEmpty();
    return needed ? segment.startMicros() : segment.utcMicros();
  }

  private void write(List<Splice> splices) {
    Map<String, Break> open = new LinkedHashMap<>();
    List<Break> over = new ArrayList<>();
    for (Splice splice : splices) {
      if (splice.info().events().isEmpty()) {
        command(splice, -1, 0);
      }
      for (SpliceInfo.Event event : splice.info().events()) {
        String key = event.id() + "-" + (event.type() & ~1);
        Break begun = open.get(key);
        if (event.canceled()) {
          open.values().removeIf(canceled -> canceled.event().id() == event.id());
        } else if (event.direction() == Direction.OUT) {
          open.putIfAbsent(key, new Break(splice, event, null));
        } else if (event.direction() == Direction.IN && begun != null) {
          over.add(new Break(begun.out(), begun.event(), splice));
          open.remove(key);
        } else {
          command(splice, event.id(), event.type());
        }
      }
    }
    over.forEach(this::write);
    open.values().forEach(this::write);
  }

  private void write(Break range) {
    Splice out = range.out();
    Splice back = range.back();
    begin("splice", out, range.event().id(), range.event().type());
    if (back != null) {
      text.append(",END-DATE=\"").append(date(back)).append("\",DURATION=");
      seconds(Math.max(0, back.startMicros() - out.startMicros()));
    }
    if (out.durationMicros() >= 0) {
      text.append(",PLANNED-DURATION=");
      seconds(out.durationMicros());
    }
    section("OUT", out);
    if (back != null) {
      section("IN", back);
    }
    text.append('\n');
  }

  private void command(Splice splice, long eventId, int type) {
    begin("command", splice, eventId, type);
    if (splice.durationMicros() >= 0) {
      text.append(",PLANNED-DURATION=");
      seconds(splice.durationMicros());
    }
    section("CMD", splice);
    text.append('\n');
  }

  /// The number of an event may come again, but not at the same time.
  private void begin(String kind, Splice splice, long eventId, int type) {
    text.append("#EXT-X-DATERANGE:ID=\"").append(kind).append('-').append(eventId);
    long startSeconds = (utcOfZeroMicros + splice.startMicros()) / 1_000_000;
    text.append('-').append(type).append('-').append(startSeconds);
    text.append("\",START-DATE=\"").append(date(splice)).append('"');
  }

  private void section(String kind, Splice splice) {
    Octets section = splice.section(originTicks);
    text.append(",SCTE35-").append(kind).append("=0x");
    text.append(section.toHex().toUpperCase(Locale.ROOT));
  }

  private void seconds(long micros) {
    text.append(MediaPlaylist.seconds(micros));
  }

  private String date(Splice splice) {
    return DateTime.of(utcOfZeroMicros + splice.startMicros());
  }
}
