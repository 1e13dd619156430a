package dev.weir.source;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OnDemandSource;
import dev.weir.stream.Publisher;
import dev.weir.stream.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Playlists `.pls`: their entries in turn, each in real time, over and over, as one live stream. A
/// playlist may be edited while it plays; it is read anew before each entry.
///
/// Each stream has a virtual thread of its own.
public final class PlaylistSource implements Source {
  private static final Logger log = LoggerFactory.getLogger(PlaylistSource.class);

  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /// How long it rests after an entry that cannot be played, so that a list of nothing else does
  /// not keep the machine busy.
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<OnDemandSource> files;
  private final Clock clock;
  private final LongSupplier nanoClock;

  /// @param files what opens entries
  /// @param clock tells the time of day
  /// @param nanoClock paces, in nanoseconds, and never steps
  public PlaylistSource(List<OnDemandSource> files, Clock clock, LongSupplier nanoClock) {
    this.files = List.copyOf(files);
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean opens(StreamSource source) {
    return source instanceof StreamSource.Playlist;
  }

  @Override
  public void start(StreamSource source, Publisher publisher) {
    Path path = Path.of(((StreamSource.Playlist) source).path());
    Thread.ofVirtual()
        .name("weir-playlist-" + publisher.stream().name())
        .start(() -> {
          play(new PlaylistFile(path), publisher);
          CloseReason reason = publisher.evicted();
          publisher.close(reason == null ? CloseReason.SHUTDOWN : reason);
        });
  }

  private void play(PlaylistFile list, Publisher publisher) {
    FilePublisher player = new FilePublisher(publisher, nanoClock);
    int next = 0;
    while (publisher.evicted() == null) {
      List<PlaylistFile.Entry> entries = entries(list);
      if (entries.isEmpty()) {
        rest(publisher, REST_NANOS);
        continue;
      }
      PlaylistFile.Entry entry = entries.get(next % entries.size());
      next = (next + 1) % entries.size();
      awaitTime(entry, publisher);
      if (publisher.evicted() == null && !play(list, entry, player, publisher.stream().name())) {
        rest(publisher, REST_NANOS);
      }
    }
  }

  private static List<PlaylistFile.Entry> entries(PlaylistFile list) {
    try {
      return list.entries();
    } catch (IOException e) {
      log.warn("playlist {} cannot be read: {}", list.path(), e.toString());
      return List.of();
    }
  }

  private boolean play(
      PlaylistFile list, PlaylistFile.Entry entry, FilePublisher player, StreamName name) {
    StreamSource source = source(list, entry.line());
    for (OnDemandSource kind : files) {
      if (kind.opens(source)) {
        try (MediaFile file =
            kind.open(new StreamName(name.base(), ""), source).orElseThrow().media()) {
          log.info("stream {} plays {}", name, source);
          player.play(file);
          return true;
        } catch (IOException | MediaException e) {
          log.warn("entry {} of playlist {} is passed over: {}", source, list.path(), e.toString());
          return false;
        }
      }
    }
    log.warn("entry {} of playlist {} is nothing that can be played", source, list.path());
    return false;
  }

  private static StreamSource source(PlaylistFile list, String line) {
    return line.startsWith("http://") || line.startsWith("https://")
        ? new StreamSource.HttpFile(line)
        : new StreamSource.File(list.path().resolveSibling(line).toString());
  }

  /// Waits for the time of an entry; one whose time has passed today is played at once.
  private void awaitTime(PlaylistFile.Entry entry, Publisher publisher) {
    LocalTime time = entry.notBefore();
    while (time != null
        && publisher.evicted() == null
        && ZonedDateTime.now(clock).toLocalTime().isBefore(time)) {
      rest(publisher, NAP_NANOS);
    }
  }

  private void rest(Publisher publisher, long nanos) {
    long end = nanoClock.getAsLong() + nanos;
    for (long left; publisher.evicted() == null && (left = end - nanoClock.getAsLong()) > 0; ) {
      LockSupport.parkNanos(Math.min(left, NAP_NANOS));
    }
  }
}
