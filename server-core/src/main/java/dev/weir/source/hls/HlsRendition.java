package dev.weir.source.hls;

import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One media playlist on its way into the stream: a thread of its own fetches segments ahead, one
/// at a time, and the thread that merges reads samples out of them.
///
/// Samples have times of the whole presentation, and the ids of their tracks are unlike those of
/// the other renditions.
final class HlsRendition implements TrackSink, AutoCloseable {
  private static final int PROBE_BYTES = 4096;
  private static final int MOST_RECENT_CUES = 64;

  /// How long others wait for the first subtitle, and no other: nobody knows when it comes.
  private static final long FIRST_TEXT_MILLIS = 1000;

  /// What the fetching thread hands over.
  private sealed interface Arrival {
    record Media(HlsSegment segment) implements Arrival {}

    record End() implements Arrival {}

    record Failure(Exception cause) implements Arrival {}
  }

  private final HlsFollower follower;
  private final HlsMember member;
  private final HlsTimes times;
  private final TrackSink sink;
  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(1);
  private final Deque<Sample> samples = new ArrayDeque<>(); // of the segments read so far
  private final Set<Integer> announced = new HashSet<>();
  private final Thread fetching;

  private @Nullable Demuxer demuxer; // of the segments since the last that begins anew
  private long discontinuity; // of the segment being read
  private long packedMicros; // where a segment begins that counts from 0
  private boolean packed; // whether each segment is a file of its own: packed audio, subtitles
  private long endMicros = Long.MIN_VALUE; // of the newest sample
  private boolean ended; // no segment comes any more
  private boolean awaited; // since somebody waited for it
  private final SeenCues seen = new SeenCues(MOST_RECENT_CUES);
  private @Nullable Consumer<Instant> dated; // hears of the time of the first segment, once

  /// @param follower reads its playlist
  HlsRendition(HlsFollower follower, HlsMember member, HlsTimes times, TrackSink sink) {
    this.follower = follower;
    this.member = member;
    this.times = times;
    this.sink = sink;
    this.fetching = Thread.ofVirtual().name("weir-hls-" + member.number()).start(this::fetch);
  }

  private void fetch() {
    try {
      for (Optional<HlsSegment> segment = follower.next();
          segment.isPresent();
          segment = follower.next()) {
        arrivals.put(new Arrival.Media(segment.get()));
      }
      arrivals.put(new Arrival.End());
    } catch (InterruptedException _) {
      // It is closed.
    } catch (IOException | RuntimeException e) {
      try {
        arrivals.put(new Arrival.Failure(e));
      } catch (InterruptedException _) {
        // It is closed.
      }
    }
  }

  /// Whether it has subtitles.
  boolean isText() {
    return member.text();
  }

  /// How long the others may wait for it.
  long patienceMillis() {
    return !member.text() ? Long.MAX_VALUE : awaited ? 0 : FIRST_TEXT_MILLIS;
  }

  /// Whether a sample is there, after waiting for it.
  ///
  /// @throws IOException if the rendition cannot be read any more
  boolean await(long limitMillis) throws IOException, InterruptedException {
    awaited = true;
    while (samples.isEmpty() && !ended) {
      Arrival arrival = arrivals.poll(limitMillis, TimeUnit.MILLISECONDS);
      switch (arrival) {
        case null -> {
          return false;
        }
        case Arrival.Media(HlsSegment segment) -> read(segment);
        case Arrival.End _ -> {
          finish();
          ended = true;
        }
        case Arrival.Failure(IOException e) -> throw new IOException(e.getMessage(), e);
        case Arrival.Failure(RuntimeException e) -> throw e;
        case Arrival.Failure(Exception e) -> throw new IllegalStateException(e);
      }
    }
    return !samples.isEmpty();
  }

  /// Whether all of it was read.
  boolean isOver() {
    return ended && samples.isEmpty();
  }

  /// The time of the next sample, which is there.
  long nextMicros() {
    return samples.getFirst().dtsMicros();
  }

  /// Takes the next sample, which is there.
  Sample take() {
    return samples.removeFirst();
  }

  /// Tells `listener` at which wall-clock time the first segment was made, if the playlist says so.
  void whenDated(Consumer<Instant> listener) {
    dated = listener;
  }

  private void read(HlsSegment segment) throws IOException {
    Consumer<Instant> listener = dated;
    Instant date = segment.dateTime();
    dated = null;
    if (listener != null && date != null) {
      listener.accept(date);
    }
    ByteBuf media = Unpooled.wrappedBuffer(segment.media());
    if (segment.anew() || demuxer == null || packed) {
      finish();
      begin(segment, media);
    }
    Demuxer reader = demuxer;
    if (reader == null) {
      return;
    }
    if (segment.map().length > 0) {
      reader.read(Unpooled.wrappedBuffer(segment.map()));
    }
    reader.read(media);
    if (member.text()) {
      finish(); // the last one ends with the segment
    }
  }

  private void begin(HlsSegment segment, ByteBuf media) throws IOException {
    discontinuity = segment.discontinuity();
    MediaFormat format =
        segment.map().length > 0
            ? MediaFormat.MP4
            : MediaFormat.of(media.slice(0, Math.min(PROBE_BYTES, media.readableBytes())), "");
    if (format == null) {
      throw new UnsupportedMediaException("HLS: a segment is of no format that is known");
    }
    if (format == MediaFormat.TS) {
      times.areOfTransportStreams();
    }
    boolean sound = PackedAudio.isOf(format);
    packed = sound || format == MediaFormat.WEBVTT;
    packedMicros =
        sound
            ? PackedAudio.startMicros(media).orElse(nextPackedMicros())
            : packed ? textMicros(media) : 0;
    demuxer = format.demuxer(this);
  }

  /// Where a segment of subtitles does not say what its times mean, as FFmpeg's do not, they count
  /// from the start of the presentation.
  private long textMicros(ByteBuf segment) {
    return TextSegment.offsetMicros(segment, times).orElse(times.undo(discontinuity, 0));
  }

  /// Without a time stamp packed audio goes on where it was.
  private long nextPackedMicros() {
    return endMicros == Long.MIN_VALUE
        ? times.now(discontinuity)
        : times.undo(discontinuity, endMicros);
  }

  private void finish() {
    Demuxer reader = demuxer;
    if (reader != null) {
      demuxer = null;
      try (reader) {
        reader.end();
      } catch (MediaException _) {
        // Half of a sample at the end; what is whole was given.
      }
    }
  }

  @Override
  public void track(Track track) {
    if (member.takes(track.id())) {
      announced.add(track.id());
      sink.track(member.named(track));
    }
  }

  @Override
  public void sample(Sample sample) {
    if (!announced.contains(sample.trackId())) {
      return;
    }
    long micros = times.place(discontinuity, packedMicros + sample.dtsMicros());
    if (member.text() && !seen.isNew(sample, micros)) {
      return;
    }
    endMicros = Math.max(endMicros, micros);
    samples.add(
        new Sample(
            member.id(sample.trackId()),
            micros,
            sample.ptsOffsetMicros(),
            sample.keyframe(),
            Unpooled.wrappedBuffer(ByteBufUtil.getBytes(sample.payload()))));
  }

  /// Stops fetching and waits for that.
  @Override
  public void close() {
    fetching.interrupt();
    finish();
  }
}
