package dev.weir.source.hls;

import dev.weir.media.MediaException;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MultivariantPlaylist;
import dev.weir.source.hls.HlsResources.Found;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows one media playlist: reads it again as often as the standard allows (RFC 8216bis 6.3.4),
/// and fetches its segments one after the other.
///
/// A presentation that is live begins three target durations before its end, or earlier if its past
/// is wanted; one that has ended, from its start. Blocks; used by one thread.
final class HlsFollower {
  private static final Logger log = LoggerFactory.getLogger(HlsFollower.class);

  private static final int TARGETS_BEHIND = 3;
  private static final int TRIES = 3;
  private static final long TRY_AGAIN_MILLIS = 500;
  private static final long LOCAL_LOOK_MICROS = 200_000;
  private static final long LEAST_WAIT_MICROS = 500_000;
  private static final long LEAST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final HlsResources resources;
  private final URI address;
  private final HlsLoader loader;
  private final LongSupplier nanoClock;

  private long pastMicros; // wanted besides, at the start
  private @Nullable MediaPlaylist playlist; // the newest
  private URI base; // where that was found
  private long next = -1; // sequence of the segment to be read; -1 before the first
  private long changedNanos; // when the playlist was last seen to grow
  private MediaPlaylist.@Nullable Init map; // that the reader has
  private boolean anew = true; // the reader has to begin anew

  /// @param pastMicros how much of the past is wanted besides
  HlsFollower(HlsResources resources, URI address, long pastMicros, LongSupplier nanoClock) {
    this.resources = resources;
    this.address = address;
    this.pastMicros = pastMicros;
    this.base = address;
    this.loader = new HlsLoader(resources);
    this.nanoClock = nanoClock;
  }

  /// The next segment, waited for; empty at the end of the presentation.
  Optional<HlsSegment> next() throws IOException, InterruptedException {
    while (true) {
      MediaPlaylist now = playlist == null ? reload() : playlist;
      Optional<MediaPlaylist.Segment> segment = find(now);
      if (segment.isPresent()) {
        Optional<HlsSegment> fetched = fetch(segment.get());
        if (fetched.isPresent()) {
          return fetched;
        }
      } else if (now.ended()) {
        return Optional.empty();
      } else {
        await(now);
      }
    }
  }

  /// The segment that comes next in `now`, if it is there already.
  private Optional<MediaPlaylist.Segment> find(MediaPlaylist now) {
    List<MediaPlaylist.Segment> segments = now.segments();
    if (next >= 0 && now.nextSequence() < next) {
      log.debug("{} begins anew", HlsResources.plain(address));
      next = -1; // the packager was restarted and counts from its start
      anew = true;
    }
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    if (next < 0) {
      next = start(now, pastMicros);
      pastMicros = 0; // who begins anew has it
    }
    long first = segments.getFirst().sequence();
    if (next < first) {
      log.debug("{} went on without us: {} segments missed", address.getPath(), first - next);
      next = first;
      anew = true;
    }
    int at = (int) Math.min(segments.size(), next - first);
    return at < segments.size() ? Optional.of(segments.get(at)) : Optional.empty();
  }

  private static long start(MediaPlaylist now, long pastMicros) {
    List<MediaPlaylist.Segment> segments = now.segments();
    return now.ended()
        ? segments.getFirst().sequence()
        : segments.get(firstWithin(now, edgeMicros(now) + pastMicros)).sequence();
  }

  /// How far behind the end of a live presentation its players stay (RFC 8216bis 6.3.3).
  private static long edgeMicros(MediaPlaylist now) {
    return TARGETS_BEHIND * now.targetDurationMicros();
  }

  /// The place of the first segment within `micros` of the end, or of the one that reaches there.
  private static int firstWithin(MediaPlaylist now, long micros) {
    List<MediaPlaylist.Segment> segments = now.segments();
    long behind = 0;
    int at = segments.size();
    while (at > 0 && behind < micros) {
      at--;
      behind += segments.get(at).durationMicros();
    }
    return at;
  }

  /// How much media of a live presentation lies before the place at which players begin, as far as
  /// it is within `mostMicros` of that.
  static long pastMicros(MediaPlaylist now, long mostMicros) {
    return now
        .segments()
        .subList(firstWithin(now, edgeMicros(now) + mostMicros), firstWithin(now, edgeMicros(now)))
        .stream()
        .mapToLong(MediaPlaylist.Segment::durationMicros)
        .sum();
  }

  /// Fetches a segment; empty if it is left out, because it is marked as missing or is gone.
  private Optional<HlsSegment> fetch(MediaPlaylist.Segment segment)
      throws IOException, InterruptedException {
    next = segment.sequence() + 1;
    if (segment.gap()) {
      anew = true;
      return Optional.empty();
    }
    IOException failure = null;
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        Thread.sleep(TRY_AGAIN_MILLIS * i);
      }
      try {
        return Optional.of(load(segment));
      } catch (IOException e) {
        failure = e;
      }
    }
    if (isNewest(segment)) {
      throw failure == null ? new IOException("no attempt was made") : failure;
    }
    log.debug("a segment is left out: {}", String.valueOf(failure));
    anew = true;
    return Optional.empty();
  }

  private boolean isNewest(MediaPlaylist.Segment segment) {
    MediaPlaylist now = playlist;
    return now == null || segment.sequence() + 1 >= now.nextSequence();
  }

  private HlsSegment load(MediaPlaylist.Segment segment) throws IOException, InterruptedException {
    byte[] init = new byte[0];
    MediaPlaylist.Init wanted = segment.map();
    boolean begins = anew || segment.discontinuity() || !Objects.equals(wanted, map);
    if (wanted != null && begins) {
      init = loader.map(base, wanted, segment.sequence());
    }
    byte[] media = loader.media(base, segment);
    map = wanted;
    anew = false;
    return new HlsSegment(init, media, begins, segment.discontinuitySequence(), date(segment));
  }

  /// When the first sample of `segment` was made: what stands before it, or the date of an earlier
  /// one and the media since.
  private @Nullable Instant date(MediaPlaylist.Segment segment) {
    MediaPlaylist now = playlist;
    Instant date = null;
    for (MediaPlaylist.Segment other : now == null ? List.of(segment) : now.segments()) {
      date = other.dateTime() == null ? date : other.dateTime();
      if (other.sequence() == segment.sequence()) {
        return date;
      }
      date = date == null ? null : date.plus(other.durationMicros(), ChronoUnit.MICROS);
    }
    return segment.dateTime();
  }

  /// Waits as long as the standard says, and reads the playlist again.
  private void await(MediaPlaylist before) throws IOException, InterruptedException {
    boolean grew = nanoClock.getAsLong() - changedNanos < TimeUnit.SECONDS.toNanos(1);
    long waitMicros =
        resources.isLocal()
            ? LOCAL_LOOK_MICROS
            : Math.max(LEAST_WAIT_MICROS, before.targetDurationMicros() / (grew ? 1 : 2));
    Thread.sleep(TimeUnit.MICROSECONDS.toMillis(waitMicros));
    try {
      reload();
    } catch (IOException | MediaException e) {
      // Half a file of a packager that writes in place, or a server that restarts.
      if (isStale(before)) {
        throw e;
      }
      log.debug("{} cannot be read now: {}", HlsResources.plain(address), e.getMessage());
    }
    if (isStale(before)) {
      throw new IOException(
          "the playlist "
              + HlsResources.plain(address)
              + " has not grown for "
              + TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - changedNanos)
              + " s");
    }
  }

  private boolean isStale(MediaPlaylist before) {
    long patience =
        Math.max(
            LEAST_PATIENCE_NANOS,
            TARGETS_BEHIND * TimeUnit.MICROSECONDS.toNanos(before.targetDurationMicros()));
    return nanoClock.getAsLong() - changedNanos > patience;
  }

  private MediaPlaylist reload() throws IOException, InterruptedException {
    Found found = resources.playlist(address);
    return switch (found.playlist()) {
      case MediaPlaylist media -> {
        MediaPlaylist before = playlist;
        if (before == null || before.nextSequence() != media.nextSequence() || media.ended()) {
          changedNanos = nanoClock.getAsLong();
        }
        playlist = media;
        base = found.at();
        yield media;
      }
      case MultivariantPlaylist _ ->
          throw new IOException(
              "the playlist "
                  + HlsResources.plain(address)
                  + " lists playlists where it should list segments");
    };
  }
}
