package dev.weir.http;

import dev.weir.flv.FlvReader;
import dev.weir.media.MediaException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Publishes a sample file over and over at the pace of its clock, in this process.
public final class LiveClip implements AutoCloseable {
  private static final int TICK_MILLIS = 20;

  private record Kept(int trackId, long dtsMicros, int ptsOffset, boolean keyframe, Octets bytes) {}

  private final List<Track> tracks = new ArrayList<>();
  private final List<Kept> samples = new ArrayList<>();
  private final Publisher publisher;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final long startNanos = System.nanoTime();

  private int next; // the thread's own: of all rounds together

  public LiveClip(SampleMedia media, Publisher publisher) throws IOException, MediaException {
    this.publisher = publisher;
    read(Files.readAllBytes(media.file()));
    thread.submit(() -> tracks.forEach(publisher::track));
    thread.scheduleAtFixedRate(this::publishDue, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void read(byte[] flv) throws MediaException {
    ByteBuf bytes = Unpooled.wrappedBuffer(flv);
    try (FlvReader reader = new FlvReader(new Keeper())) {
      reader.read(bytes);
    }
  }

  private void publishDue() {
    long nowMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    long roundMicros = SampleMedia.DURATION.toNanos() / 1000;
    for (; ; next++) {
      Kept kept = samples.get(next % samples.size());
      long dts = kept.dtsMicros() + next / samples.size() * roundMicros;
      if (dts > nowMicros) {
        return;
      }
      ByteBuf payload = Unpooled.wrappedBuffer(kept.bytes().toByteArray());
      publisher.sample(new Sample(kept.trackId(), dts, kept.ptsOffset(), kept.keyframe(), payload));
    }
  }

  @Override
  public void close() {
    Future<?> closed = thread.submit(() -> publisher.close(CloseReason.PEER_FINISHED));
    thread.shutdown();
    try {
      closed.get(5, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private final class Keeper implements TrackSink {
    @Override
    public void track(Track track) {
      if (track.isVideo() || track.isAudio()) {
        tracks.removeIf(known -> known.id() == track.id());
        tracks.add(track);
      }
    }

    @Override
    public void sample(Sample sample) {
      if (tracks.stream().anyMatch(track -> track.id() == sample.trackId())) {
        samples.add(
            new Kept(
                sample.trackId(),
                sample.dtsMicros(),
                sample.ptsOffsetMicros(),
                sample.keyframe(),
                Octets.copyOf(sample.payload())));
      }
    }
  }
}
