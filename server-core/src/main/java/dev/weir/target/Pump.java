package dev.weir.target;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.playback.Playable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the samples of a stream for one target, at the target's own pace: publishers do not know
/// of it.
///
/// Not thread-safe: confined to one thread; reading a file blocks it. Must be closed.
final class Pump implements AutoCloseable {
  /// A stream that is no older than this is delivered from its beginning.
  static final long YOUNG_MICROS = 10_000_000;

  /// What [#next] found.
  enum Step {
    /// [#sample] and [#track] are new.
    SAMPLE,
    /// Nothing to deliver yet.
    WAIT,
    /// Samples were dropped before they were read; the next one is a newer keyframe.
    LAPPED,
    /// The window, or the stream, is over.
    OVER
  }

  private final Playable source;
  private final Window window;
  private final long delayMicros;
  private final double rate; // times as fast as real time at the most; 0 for any
  private final LongSupplier nanoClock;
  private final Playable.Reading reading;
  private final boolean startsInFuture; // whether the start of the window was not there yet
  private final Map<Integer, Track> tracks = new HashMap<>(); // as they were read last
  private final TrackSink arrivals = new Arrivals();
  private final ByteBuf copy = PooledByteBufAllocator.DEFAULT.buffer(0); // of a file's sample

  private @Nullable Sample sample; // read last
  private boolean held; // whether it is still to be delivered
  private boolean begun; // since the first delivery
  private long firstMicros; // of the first delivery
  private long firstNanos; // when that was

  /// @param wanted which tracks are read
  /// @param whole whether a young stream is delivered from its beginning
  /// @param rate how many times as fast as real time it is delivered at the most; 0 for any
  Pump(
      Playable source,
      Predicate<Track> wanted,
      Window window,
      long delayMicros,
      boolean whole,
      double rate,
      LongSupplier nanoClock)
      throws IOException {
    this.source = source;
    this.window = window;
    this.delayMicros = source.isLive() ? delayMicros : 0;
    this.rate = rate;
    this.nanoClock = nanoClock;
    this.startsInFuture = window.startMicros() > source.endMicros();
    this.reading = source.open(wanted, startMicros(whole));
    reading.tracks().forEach(track -> tracks.put(track.id(), track));
  }

  private long startMicros(boolean whole) {
    if (startsInFuture) {
      return Playable.NEWEST;
    }
    if (window.startMicros() != Window.NEWEST) {
      return window.startMicros();
    }
    boolean young = whole && source.endMicros() - source.beginMicros() <= YOUNG_MICROS;
    return young || !source.isLive() ? source.beginMicros() : Playable.NEWEST;
  }

  /// The tracks that are read, in the configuration of what is read next of each.
  List<Track> tracks() {
    return reading.tracks();
  }

  /// The sample that the last [#next] delivered; valid until the next one.
  Sample sample() {
    return Objects.requireNonNull(sample, "nothing was read yet");
  }

  /// The configuration of that sample.
  Track track() {
    return Objects.requireNonNull(tracks.get(sample().trackId()));
  }

  /// Whether a file can begin with it.
  boolean atSync() {
    return reading.atSync();
  }

  /// Goes on to the next sample that is due.
  ///
  /// @throws dev.weir.media.MediaException if a file is damaged
  Step next() throws IOException {
    Step step = look();
    if (step == Step.SAMPLE) {
      held = false;
      if (!begun) {
        begun = true;
        firstMicros = sample().dtsMicros();
        firstNanos = nanoClock.getAsLong();
      }
    }
    return step;
  }

  /// Says what [#next] would find now.
  Step look() throws IOException {
    while (true) {
      if (!held) {
        switch (reading.read(arrivals)) {
          case SAMPLE -> held = true;
          case LOST -> {
            return Step.LAPPED;
          }
          case LATER -> {
            return Step.WAIT;
          }
          case END -> {
            return Step.OVER;
          }
        }
      }
      long dts = sample().dtsMicros();
      if (isBehindTheEnd(dts)) {
        return Step.OVER;
      }
      if (!begun && startsLater(dts)) {
        held = false;
      } else {
        return isDue(dts) ? Step.SAMPLE : Step.WAIT;
      }
    }
  }

  private boolean isBehindTheEnd(long dts) {
    return dts >= window.stopMicros() || (begun && dts - firstMicros >= window.durationMicros());
  }

  /// Until the start is there, and then until the keyframe with which one can begin. Times count
  /// from that: what is read before it may be a message that is hours old.
  private boolean startsLater(long dts) {
    return (startsInFuture && dts < window.startMicros()) || !reading.atSync();
  }

  private boolean isDue(long dts) {
    if (delayMicros > 0
        && source.publishingEnd() == null
        && source.endMicros() - dts < delayMicros) {
      return false;
    }
    return rate == 0
        || !begun
        || (nanoClock.getAsLong() - firstNanos) / 1000.0 * rate >= dts - firstMicros;
  }

  @Override
  public void close() {
    reading.close();
    copy.release();
  }

  /// Takes what is read.
  private final class Arrivals implements TrackSink {
    @Override
    public void track(Track track) {
      tracks.put(track.id(), track);
    }

    /// What a live stream gives stays until the next is read; what a file gives, does not.
    @Override
    public void sample(Sample arrived) {
      sample = source.isLive() ? arrived : copyOf(arrived);
    }

    private Sample copyOf(Sample arrived) {
      copy.clear().writeBytes(arrived.payload());
      return arrived.with(copy);
    }
  }
}
