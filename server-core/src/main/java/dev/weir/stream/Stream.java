package dev.weir.stream;

import dev.weir.buffer.PagePool;
import dev.weir.buffer.TrackBuffer;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

  /// A server that is pulled from may send sound at once, and pictures from the next keyframe on.
  private static final long KEYFRAME_MICROS = TimeUnit.SECONDS.toMicros(5);

  /// How many changes of publishers are remembered; in a window with more, the oldest do not show.
  private static final int MOST_BREAKS = 256;

  private final StreamName name;
  private final PagePool pages;
  private final Instant createdAt;
  private final Timeline timeline = new Timeline();
  private final ConcurrentMap<Integer, ArrivalJitter> jitters = new ConcurrentHashMap<>(); // by id
  private final List<StreamListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Stream> ready = new CompletableFuture<>();
  private final AtomicInteger viewers = new AtomicInteger();

  private volatile StreamConfig config; // changes when an operator says so
  private volatile List<TrackBuffer> buffers = List.of(); // replaced when a track comes; by id
  private volatile StreamState state = StreamState.BOOTING; // goes forward only
  private volatile @Nullable CloseReason endReason; // set once, before state ENDING
  private volatile Instant startedAt; // another before the first sample only
  private volatile @Nullable String trouble; // what is wrong with the source, as long as it is
  private volatile long lastUseNanos; // when a viewer was last seen
  private volatile long[] breaks = new long[0]; // rising; replaced when a publisher goes
  private long nextOrder; // the publisher's own

  /// @param startedAt the wall-clock time of time 0 on the stream's timeline
  Stream(StreamName name, StreamConfig config, PagePool pages, Instant startedAt, long nowNanos) {
    this.name = name;
    this.config = config;
    this.pages = pages;
    this.createdAt = startedAt;
    this.startedAt = startedAt;
    this.lastUseNanos = nowNanos;
  }

  /// Its name, cleaned.
  public StreamName name() {
    return name;
  }

  /// What kind of source it has, as operators know it: `Buffer` where somebody publishes.
  public String input() {
    return switch (config.source()) {
      case StreamSource.Push _ -> "Buffer";
      case StreamSource source -> source.getClass().getSimpleName();
    };
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

  /// Whether a stream of this name may follow this one, which has ended, soon: its encoder was
  /// stopped or lost, or the source runs always; not if an operator or the media itself ended it.
  public boolean mayComeBack() {
    CloseReason reason = endReason;
    if (config.alwaysOn() || reason == null) {
      return true;
    }
    return switch (reason.code()) {
      case CLEAN_CONTROLLER_REQ, CLEAN_INACTIVE -> false;
      case CLEAN_EOF -> config.source() instanceof StreamSource.Push;
      default -> true;
    };
  }

  /// Where one publication ended and another one went on, or will: the publication order of the
  /// first sample behind it. The first such place behind `order`; `Long.MAX_VALUE` if there is
  /// none. All samples in front of it are there.
  public long breakAfter(long order) {
    for (long each : breaks) {
      if (each > order) {
        return each;
      }
    }
    return Long.MAX_VALUE;
  }

  /// Notes that its publisher has gone and may be followed by another. Publisher's thread.
  void interrupted() {
    long[] known = breaks;
    if (nextOrder == 0 || (known.length > 0 && known[known.length - 1] == nextOrder)) {
      return; // nothing was published
    }
    int kept = Math.min(known.length, MOST_BREAKS - 1);
    long[] more = Arrays.copyOfRange(known, known.length - kept, known.length + 1);
    more[kept] = nextOrder;
    breaks = more;
    listeners.forEach(StreamListener::interrupted);
  }

  /// Where it is in its life.
  public StreamState state() {
    return state;
  }

  /// Why it ended; null as long as it has not.
  public @Nullable CloseReason endReason() {
    return endReason;
  }

  /// What is wrong with its source now, as a plain sentence for the operator; null if media comes.
  public @Nullable String trouble() {
    return trouble;
  }

  /// Notes what is wrong with its source; null once media comes again. Publisher's thread.
  void trouble(@Nullable String sentence) {
    trouble = sentence;
  }

  /// When this server made it; later for each stream of the same name.
  public Instant createdAt() {
    return createdAt;
  }

  /// Says when time 0 of the timeline was, if the source knows better than our clock; without
  /// effect once there is a sample. Publisher's thread.
  void anchor(Instant utc) {
    if (nextOrder == 0) {
      startedAt = utc;
    }
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
    jitter(sample.trackId()).arrived(dts, nowNanos);
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

  private boolean waitedForOther(TrackBuffer main) {
    boolean pulled = !(config.source() instanceof StreamSource.Push);
    long limitMicros = pulled && !main.track().isVideo() ? KEYFRAME_MICROS : OTHER_KIND_MICROS;
    return main.lastDtsMicros() - main.firstDtsMicros() >= limitMicros;
  }

  /// How unevenly the samples of a track arrive lately, in microseconds; 0 for one that there is
  /// not.
  public long jitterMicros(int trackId) {
    ArrivalJitter known = jitters.get(trackId);
    return known == null ? 0 : known.micros();
  }

  private ArrivalJitter jitter(int trackId) {
    ArrivalJitter known = jitters.get(trackId);
    return known == null ? jitters.computeIfAbsent(trackId, _ -> new ArrivalJitter()) : known;
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
