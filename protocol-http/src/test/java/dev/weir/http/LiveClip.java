package dev.weir.http;

import dev.weir.flv.FlvReader;
import dev.weir.matroska.MatroskaDemuxer;
import dev.weir.media.Demuxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjLongConsumer;

/// Publishes a sample file, FLV or WebM, over and over at the pace of its clock, in this process.
public final class LiveClip implements AutoCloseable {
  /// The track id of the first rendition beside the pictures of a clip.
  public static final int RENDITION = 100;

  private static final int TICK_MILLIS = 20;

  private record Kept(int trackId, long dtsMicros, int ptsOffset, boolean keyframe, Octets bytes) {}

  private final List<Track> tracks = new ArrayList<>();
  private final List<Kept> samples = new ArrayList<>();
  private final Publisher publisher;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final long startNanos = System.nanoTime();
  private final Instant startedAt = Instant.now();

  private int next; // the thread's own: of all rounds together
  private long beganMicros; // when the first round did
  private volatile int deadTrack = -1;

  /// @param renditions pictures alone that go with `media`; the first ones get the track ids from
  ///   [#RENDITION] on
  public LiveClip(SampleMedia media, Publisher publisher, SampleMedia... renditions)
      throws IOException {
    this.publisher = publisher;
    read(media, 0);
    for (int i = 0; i < renditions.length; i++) {
      read(renditions[i], RENDITION + i);
    }
    samples.sort(Comparator.comparingLong(Kept::dtsMicros)); // stable
    thread.submit(() -> tracks.forEach(publisher::track));
    thread.scheduleAtFixedRate(this::publishDue, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// @param videoId the track id that pictures get; 0 to take everything as it is
  private void read(SampleMedia media, int videoId) throws IOException {
    ByteBuf bytes = Unpooled.wrappedBuffer(Files.readAllBytes(media.file()));
    boolean flv = media.file().toString().endsWith(".flv");
    Keeper keeper = new Keeper(videoId);
    try (Demuxer reader = flv ? new FlvReader(keeper) : new MatroskaDemuxer(keeper)) {
      reader.read(bytes);
      reader.end();
    }
  }

  /// Publishes nothing more of a track.
  public void kill(int trackId) {
    deadTrack = trackId;
  }

  /// Publishes all tracks again.
  public void revive() {
    deadTrack = -1;
  }

  /// Goes on with another file, whose tracks have the same numbers, from its start.
  public void goOnWith(SampleMedia media) throws Exception {
    thread
        .submit(() -> {
          tracks.clear();
          samples.clear();
          read(media, 0);
          next = 0;
          beganMicros = sinceStartMicros();
          tracks.forEach(publisher::track);
          return media;
        })
        .get(60, TimeUnit.SECONDS);
  }

  /// Publishes what the caller wants among its samples, every second from now on.
  ///
  /// @param each gets the publisher and a time on its clock
  public void everySecond(ObjLongConsumer<Publisher> each) {
    thread.scheduleAtFixedRate(
        () -> each.accept(publisher, sinceStartMicros()), 0, 1, TimeUnit.SECONDS);
  }

  /// When its time 0 was.
  public Instant startedAt() {
    return startedAt;
  }

  private long sinceStartMicros() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
  }

  private void publishDue() {
    long nowMicros = sinceStartMicros();
    long roundMicros = SampleMedia.DURATION.toNanos() / 1000;
    for (; ; next++) {
      Kept kept = samples.get(next % samples.size());
      long dts = beganMicros + kept.dtsMicros() + next / samples.size() * roundMicros;
      if (dts > nowMicros) {
        return;
      }
      if (kept.trackId() != deadTrack) {
        ByteBuf payload = Unpooled.wrappedBuffer(kept.bytes().toByteArray());
        publisher.sample(
            new Sample(kept.trackId(), dts, kept.ptsOffset(), kept.keyframe(), payload));
      }
    }
  }

  @Override
  public void close() {
    end(CloseReason.PEER_FINISHED);
  }

  /// Stops publishing for that reason; a second call, or another, does nothing.
  public void end(CloseReason reason) {
    if (thread.isShutdown()) {
      return;
    }
    Future<?> closed = thread.submit(() -> publisher.close(reason));
    thread.shutdown();
    try {
      closed.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /// Keeps everything that can be seen or heard, or pictures alone under another track id.
  private final class Keeper implements TrackSink {
    private final int videoId;
    private final Map<Integer, Integer> ids = new HashMap<>(); // of what is kept, by the file's own

    Keeper(int videoId) {
      this.videoId = videoId;
    }

    @Override
    public void track(Track track) {
      if (track.isVideo() || (track.isAudio() && videoId == 0)) {
        int id = videoId == 0 ? track.id() : videoId;
        ids.put(track.id(), id);
        tracks.removeIf(known -> known.id() == id);
        tracks.add(new Track(id, track.codec(), track.language(), track.title()));
      }
    }

    @Override
    public void sample(Sample sample) {
      Integer id = ids.get(sample.trackId());
      if (id != null) {
        samples.add(
            new Kept(
                id,
                sample.dtsMicros(),
                sample.ptsOffsetMicros(),
                sample.keyframe(),
                Octets.copyOf(sample.payload())));
      }
    }
  }
}
