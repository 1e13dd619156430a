package dev.weir.stream;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A live stream: its tracks with their buffers, and those who listen.
///
/// Written by one [Publisher] at a time; everything that is public is for any thread.
public final class Stream {
  /// How long a stream with one kind of track waits for the other before viewers may start.
  private static final long OTHER_KIND_MICROS = TimeUnit.SECONDS.toMicros(1);

  private final StreamName name;
  private final PagePool pages;
  private final Instant startedAt;
  private final Timeline timeline = new Timeline();
  private final List<StreamListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Stream> ready = new CompletableFuture<>();
  private final AtomicInteger viewers = new AtomicInteger();

  private volatile StreamConfig config; // changes when an operator says so
  private volatile List<TrackBuffer> buffers = List.of(); // replaced when a track comes; by id
  private volatile StreamState state = StreamState.BOOTING; // goes forward only
  private volatile @Nullable CloseReason endReason; // set once, before state ENDING
  private volatile long lastUseNanos; // when a viewer was last seen
  private long nextOrder; // the publisher's own

  /// @param startedAt the wall-clock time of time 0 on the stream's timeline
  Stream(StreamName name, StreamConfig config, PagePool pages, Instant startedAt, long nowNanos) {
    this.name = name;
    this.config = config;
    this.pages = pages;
    this.startedAt = startedAt;
    this.lastUseNanos = nowNanos;
  }

  /// Its name, cleaned.
  public StreamName name() {
    return name;
  }

  /// Its configuration as it is now.
  public StreamConfig config() {
    return config;
  }

  /// Goes on under another configuration.
  void configure(StreamConfig changed) {
    config = changed;
    for (TrackBuffer buffer : buffers) {
      buffer.retain(windowMicros(changed), changed.maxBufferBytes());
    }
  }

  private static long windowMicros(StreamConfig config) {
    return TimeUnit.MILLISECONDS.toMicros(config.dvrMillis());
  }

  /// Where it is in its life.
  public StreamState state() {
    return state;
  }

  /// Why it ended; null as long as it has not.
  public @Nullable CloseReason endReason() {
    return endReason;
  }

  /// The wall-clock time of time 0 on the stream's timeline.
  public Instant startedAt() {
    return startedAt;
  }

  /// What was mended in its times.
  public Timeline.Repairs repairs() {
    return timeline.repairs();
  }

  /// The newest configuration of each track, by id.
  public List<Track> tracks() {
    return buffers.stream().map(TrackBuffer::track).toList();
  }

  /// The buffers of all tracks, by track id; the same list until a track comes.
  public List<TrackBuffer> buffers() {
    return buffers;
  }

  /// The tracks with what selectors ask about them.
  public List<SelectableTrack> selectableTracks() {
    List<TrackBuffer> all = buffers;
    return IntStream.range(0, all.size())
        .mapToObj(i -> {
          TrackBuffer buffer = all.get(i);
          return new SelectableTrack(i, buffer.track(), buffer.bitsPerSecond(), buffer.reordered());
        })
        .toList();
  }

  /// The buffer whose keyframes all outputs start and cut at: the first video track's, else the
  /// first audio track's, else null.
  public @Nullable TrackBuffer mainBuffer() {
    TrackBuffer main = null;
    for (TrackBuffer buffer : buffers) {
      Codec.Kind kind = buffer.track().codec().kind();
      if (kind == Codec.Kind.VIDEO) {
        return buffer;
      }
      if (kind == Codec.Kind.AUDIO && main == null) {
        main = buffer;
      }
    }
    return main;
  }

  /// Completes when viewers can start; exceptionally never. Cancel nothing in it.
  CompletableFuture<Stream> ready() {
    return ready;
  }

  /// Adds a listener. If the stream is already over, the listener hears so at once.
  public void addListener(StreamListener listener) {
    listeners.add(listener);
    CloseReason reason = endReason;
    if (reason != null && listeners.remove(listener)) {
      listener.ended(reason);
    }
  }

  /// Removes a listener.
  public void removeListener(StreamListener listener) {
    listeners.remove(listener);
  }

  /// Counts one viewer more.
  public void viewerJoined() {
    viewers.incrementAndGet();
  }

  /// Counts one viewer less.
  public void viewerLeft(long nowNanos) {
    lastUseNanos = nowNanos;
    viewers.decrementAndGet();
  }

  /// Notes that a viewer who comes and goes with each request was here.
  public void used(long nowNanos) {
    lastUseNanos = nowNanos;
  }

  /// How many viewers hold a connection now.
  public int viewers() {
    return viewers.get();
  }

  /// For how long nobody has viewed it; 0 while somebody does.
  long idleNanos(long nowNanos) {
    return viewers.get() > 0 ? 0 : nowNanos - lastUseNanos;
  }

  /// Announces a track or its new configuration. Publisher's thread.
  void track(Track track) {
    TrackBuffer known = buffer(track.id());
    if (known == null) {
      List<TrackBuffer> more = new ArrayList<>(buffers);
      more.add(new TrackBuffer(track, windowMicros(config), config.maxBufferBytes(), pages));
      more.sort(Comparator.comparingInt(buffer -> buffer.track().id()));
      buffers = Collections.unmodifiableList(more);
      state = state == StreamState.BOOTING ? StreamState.WAITING : state;
    } else if (!known.track().equals(track)) {
      known.configure(track);
    }
  }

  /// Publishes one sample with its times mended. Publisher's thread.
  void sample(Sample sample, long nowNanos) {
    TrackBuffer buffer = buffer(sample.trackId());
    if (buffer == null) {
      throw new IllegalStateException("sample of unannounced track " + sample.trackId());
    }
    long dts = timeline.repair(buffer.track(), sample.dtsMicros(), nowNanos);
    int offset = timeline.repairOffset(sample.ptsOffsetMicros());
    buffer.append(
        new Sample(sample.trackId(), dts, offset, sample.keyframe(), sample.payload()),
        nextOrder++);
    if (state == StreamState.WAITING && canStart()) {
      state = StreamState.ONLINE;
      ready.complete(this);
    }
    for (StreamListener listener : listeners) {
      listener.published(buffer.track());
    }
  }

  /// Ends the stream: no sample comes any more, those that came can be read until [#discard]. The
  /// thread that publishes, or that knows that nobody does.
  void end(CloseReason reason) {
    endReason = reason;
    state = StreamState.ENDING;
    ready.completeExceptionally(new StreamEndedException(reason));
    // Who is taken out of the list is told, here or in addListener, and only once.
    for (StreamListener listener : List.copyOf(listeners)) {
      if (listeners.remove(listener)) {
        listener.ended(reason);
      }
    }
  }

  /// Lets go of all samples of a stream that has ended.
  void discard() {
    buffers.forEach(TrackBuffer::close);
  }

  private boolean canStart() {
    TrackBuffer main = mainBuffer();
    return main != null && main.newestKeyframe() >= 0 && (bothKinds() || waitedForOther(main));
  }

  private boolean bothKinds() {
    boolean video = false;
    boolean audio = false;
    for (TrackBuffer buffer : buffers) {
      video |= buffer.track().isVideo() && buffer.head() > 0;
      audio |= buffer.track().isAudio() && buffer.head() > 0;
    }
    return video && audio;
  }

  private static boolean waitedForOther(TrackBuffer main) {
    return main.lastDtsMicros() - main.firstDtsMicros() >= OTHER_KIND_MICROS;
  }

  private @Nullable TrackBuffer buffer(int trackId) {
    List<TrackBuffer> current = buffers;
    for (int i = 0; i < current.size(); i++) {
      TrackBuffer buffer = current.get(i);
      if (buffer.track().id() == trackId) {
        return buffer;
      }
    }
    return null;
  }
}
