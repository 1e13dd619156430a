package dev.weir.stream;

import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.file.MediaFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream that is there as a whole: a file that is open for all who view it.
///
/// Whoever reads the file calls [#joined] before and [#left] after; it is closed when nobody does
/// for a while. Who is in it for long looks at [#endReason] now and then. Any thread.
public final class OnDemandStream {
  private static final Logger log = LoggerFactory.getLogger(OnDemandStream.class);

  /// Takes the place of the number of viewers when the file is closed.
  private static final int CLOSED = Integer.MIN_VALUE;

  private static final int MAX_DERIVED = 16;

  private final StreamName name;
  private final String version;
  private final OnDemandSource.Opened opened;
  private final MediaFile file;
  private final List<SelectableTrack> tracks;
  private final long originMicros;
  private final long durationMicros;
  private final long lookEveryNanos;
  private final AtomicInteger viewers = new AtomicInteger();
  private final AtomicLong lookedNanos; // when somebody went to see whether it changed

  private final Map<Object, CompletableFuture<?>> derived = // guarded by itself
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, CompletableFuture<?>> eldest) {
          return size() > MAX_DERIVED;
        }
      };

  private volatile StreamConfig config; // changes when an operator says so
  private volatile long lastUseNanos; // when a viewer was last seen
  private volatile @Nullable CloseReason endReason; // set when viewers have to go
  private volatile boolean replaced; // nobody comes any more

  /// @param version of the file, see [OnDemandSource.Look.There]
  /// @param lookEveryNanos how long it is believed to be unchanged
  OnDemandStream(
      StreamName name,
      StreamConfig config,
      String version,
      OnDemandSource.Opened opened,
      long nowNanos,
      long lookEveryNanos) {
    this.name = name;
    this.config = config;
    this.version = version;
    this.opened = opened;
    this.file = opened.media();
    this.lastUseNanos = nowNanos;
    this.lookedNanos = new AtomicLong(nowNanos);
    this.lookEveryNanos = lookEveryNanos;
    FileFigures figures = FileFigures.of(file);
    List<Track> all = file.tracks();
    this.originMicros = figures.originMicros();
    this.durationMicros = Math.max(0, figures.endMicros() - originMicros);
    this.tracks =
        IntStream.range(0, all.size())
            .mapToObj(i -> {
              Track track = all.get(i);
              return new SelectableTrack(
                  i, track, figures.bitsPerSecond(track.id()), figures.reordered(track.id()));
            })
            .toList();
  }

  /// Its name, cleaned.
  public StreamName name() {
    return name;
  }

  /// Its configuration as it is now.
  public StreamConfig config() {
    return config;
  }

  /// What is played; its [SampleIndex] stays the same.
  public MediaFile file() {
    return file;
  }

  /// What kind of source it has, as operators know it.
  public String input() {
    MediaFormat format = opened.format();
    return format == null ? "HLS" : format == MediaFormat.MATROSKA ? "EBML" : format.name();
  }

  /// What kind of file it is; null if it is a presentation of HLS.
  public @Nullable MediaFormat format() {
    return opened.format();
  }

  /// The file as it lies there; null if it is a presentation of HLS.
  public @Nullable ByteSource bytes() {
    return opened.bytes();
  }

  /// The same as long as the bytes of the file are; letters, digits and `-`.
  public String version() {
    return version;
  }

  /// What was made of the file under `key`, made when it is first asked for and kept as long as the
  /// file is open. Of different keys the last few are kept. Completes on any thread.
  ///
  /// @param make blocks; called on a virtual thread
  @SuppressWarnings("unchecked") // under a key is what its first caller made
  public <T> CompletableFuture<T> derived(Object key, Callable<T> make) {
    CompletableFuture<T> mine = new CompletableFuture<>();
    synchronized (derived) {
      CompletableFuture<?> known = derived.get(key);
      if (known != null) {
        return (CompletableFuture<T>) known;
      }
      derived.put(key, mine);
    }
    Thread.ofVirtual()
        .name("weir-derive-" + name)
        .start(() -> {
          try {
            mine.complete(make.call());
          } catch (Exception e) { // whoever asked is told, and the next one tries again
            synchronized (derived) {
              derived.remove(key, mine);
            }
            mine.completeExceptionally(e);
          }
        });
    return mine;
  }

  /// Its tracks, by id.
  public List<Track> tracks() {
    return file.tracks();
  }

  /// The tracks with what selectors ask about them.
  public List<SelectableTrack> selectableTracks() {
    return tracks;
  }

  /// The file's own time of what viewers know as time 0.
  public long originMicros() {
    return originMicros;
  }

  /// How long it plays.
  public long durationMicros() {
    return durationMicros;
  }

  /// Counts one viewer more; false if the file is closed, and has to be opened again.
  public boolean joined() {
    return viewers.getAndUpdate(now -> now == CLOSED ? CLOSED : now + 1) != CLOSED;
  }

  /// Counts one viewer less.
  public void left(long nowNanos) {
    lastUseNanos = nowNanos;
    viewers.decrementAndGet();
  }

  /// Notes that a viewer was here.
  public void used(long nowNanos) {
    lastUseNanos = nowNanos;
  }

  /// How many viewers read it now.
  public int viewers() {
    return Math.max(0, viewers.get());
  }

  /// Why viewers have to go; null as long as they may stay.
  public @Nullable CloseReason endReason() {
    return endReason;
  }

  /// Goes on under another configuration.
  void configure(StreamConfig changed) {
    config = changed;
  }

  /// Whether it is time to look whether the file has changed; true for one caller only.
  boolean takesLook(long nowNanos) {
    long looked = lookedNanos.get();
    return nowNanos - looked > lookEveryNanos && lookedNanos.compareAndSet(looked, nowNanos);
  }

  /// For how long nobody has viewed it; 0 while somebody does.
  long idleNanos(long nowNanos) {
    return viewers.get() > 0 ? 0 : nowNanos - lastUseNanos;
  }

  /// Another one has this name now; who views this may stay.
  void replace() {
    replaced = true;
  }

  /// Whether it is closed as soon as its viewers have gone, and for whatever reason they have not.
  public boolean isReplaced() {
    return replaced;
  }

  /// Tells all viewers to go.
  void end(CloseReason reason) {
    replaced = true;
    endReason = reason;
  }

  /// What its index takes.
  long indexBytes() {
    return (long) file.index().count() * SampleIndex.ENTRY_BYTES;
  }

  /// Whether it has to be opened again.
  public boolean isClosed() {
    return viewers.get() == CLOSED;
  }

  /// Closes the file, unless somebody views it or it is closed. Blocks.
  boolean closeUnlessViewed() {
    boolean unviewed = viewers.compareAndSet(0, CLOSED);
    if (unviewed) {
      close();
    }
    return unviewed;
  }

  /// Closes the file under the hands of those who view it. Blocks.
  void close() {
    try {
      file.close();
    } catch (IOException e) {
      log.warn("stream {}: its file could not be closed: {}", name, e.toString());
    }
  }
}
