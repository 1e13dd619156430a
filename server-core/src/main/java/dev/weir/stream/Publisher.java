package dev.weir.stream;

import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only writer of a stream, from the moment it was accepted until it closes.
///
/// Not thread-safe: belongs to the one thread that publishes, except where a method says otherwise.
/// Times of samples may be anything; they are mended.
public final class Publisher implements TrackSink {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private final Stream stream;
  private final Streams streams;
  private final String origin;
  private final LongSupplier nanoClock;
  private final long startNanos;

  private boolean announced; // the start was logged, which waits until all tracks are known
  private long samples; // count up
  private long bytes;
  private volatile @Nullable CloseReason evicted; // set by another thread to end this publisher
  private boolean closed; // once

  /// @param origin where the samples come from, for the log: `10.0.0.7 over RTMP`
  Publisher(Stream stream, Streams streams, String origin, LongSupplier nanoClock) {
    this.stream = stream;
    this.streams = streams;
    this.origin = origin;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
  }

  /// The stream that is written.
  public Stream stream() {
    return stream;
  }

  /// Why this publisher has to go, or null if it may stay. Whoever publishes looks at it now and
  /// then and closes. Any thread.
  public @Nullable CloseReason evicted() {
    return evicted;
  }

  /// Asks whoever publishes to stop. Any thread.
  void evict(CloseReason reason) {
    evicted = reason;
  }

  /// Says what is wrong with the source, for the operator, in a plain sentence without secrets;
  /// null once media comes again.
  public void trouble(@Nullable String sentence) {
    stream.trouble(sentence);
  }

  /// Says at which wall-clock time the first sample was made, before it is published.
  public void anchor(Instant utc) {
    stream.anchor(utc);
  }

  @Override
  public void track(Track track) {
    stream.track(track);
  }

  @Override
  public void sample(Sample sample) {
    samples++;
    bytes += sample.payload().readableBytes();
    stream.sample(sample, nanoClock.getAsLong());
    if (!announced && stream.state() == StreamState.ONLINE) {
      announced = true;
      log.info("publish {} from {}: {}", stream.name(), origin, describeTracks());
    }
  }

  /// Ends the publication; a second call does nothing. The stream goes on for its resume window,
  /// then ends, unless another publisher came. Whoever was asked to stop has stopped for that, even
  /// if his connection was lost before he looked.
  public void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    CloseReason asked = evicted;
    CloseReason why = asked == null ? reason : asked;
    log.info(
        "publish {} from {} ended after {} s: {}; {} samples, {} MB, {} times mended",
        stream.name(),
        origin,
        TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startNanos),
        why,
        samples,
        String.format(Locale.ROOT, "%.1f", bytes / 1e6),
        stream.repairs().total());
    streams.released(this, why);
  }

  private String describeTracks() {
    return stream.tracks().stream().map(SampleDump::describe).collect(Collectors.joining(", "));
  }
}
