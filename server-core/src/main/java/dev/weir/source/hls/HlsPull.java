package dev.weir.source.hls;

import dev.weir.config.StreamSource;
import dev.weir.fetch.Fetcher;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.TrackSink;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.source.Pacer;
import dev.weir.source.Pull;
import dev.weir.source.PullKind;
import dev.weir.source.PullSink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HLS presentation as a live stream: all its variants and renditions of sound and of subtitles
/// become tracks of one stream, in real time.
///
/// ```
/// HlsFollower (a thread each) → HlsRendition → merged by time → Pacer → stream
/// ```
public final class HlsPull implements Pull {
  private static final Logger log = LoggerFactory.getLogger(HlsPull.class);

  /// How long the others wait for a rendition that is late.
  private static final long LATE_MILLIS = 8000;

  /// Subtitles that come later than this are of no use.
  private static final long LATE_TEXT_MICROS = TimeUnit.SECONDS.toMicros(1);

  private final Fetcher fetcher;
  private final String location;
  private final LongSupplier nanoClock;

  private boolean begun; // since media came for the first time

  private HlsPull(Fetcher fetcher, String location, LongSupplier nanoClock) {
    this.fetcher = fetcher;
    this.location = location;
    this.nanoClock = nanoClock;
  }

  /// Those of `fetcher`, and local ones.
  ///
  /// @param nanoClock paces them
  public static PullKind kind(Fetcher fetcher, LongSupplier nanoClock) {
    return new PullKind() {
      @Override
      public boolean pulls(StreamSource source) {
        return source instanceof StreamSource.Hls;
      }

      @Override
      public Pull pull(StreamSource source) {
        return new HlsPull(fetcher, ((StreamSource.Hls) source).location(), nanoClock);
      }
    };
  }

  @Override
  public End run(PullSink sink) throws IOException, InterruptedException {
    HlsResources resources;
    try {
      resources = new HlsResources(fetcher, location);
    } catch (NoSuchFileException _) {
      throw new IOException("there is no playlist at that path");
    }
    List<HlsMember> all = HlsMember.of(resources);
    long pastMicros = begun ? 0 : pastMicros(resources, all.getFirst().uri(), sink.keptMicros());
    if (pastMicros > 0) {
      sink.startsBefore(pastMicros);
    }
    TrackSink paced = new Pacer(sink, TimeUnit.MICROSECONDS.toNanos(pastMicros), nanoClock);
    HlsTimes times = new HlsTimes();
    List<HlsRendition> renditions = new ArrayList<>();
    try {
      for (HlsMember member : all) {
        HlsFollower follower = new HlsFollower(resources, member.uri(), pastMicros, nanoClock);
        renditions.add(new HlsRendition(follower, member, times, paced));
      }
      renditions.getFirst().whenDated(sink::startsAt);
      merge(renditions, paced);
      return End.FOR_GOOD;
    } finally {
      renditions.forEach(HlsRendition::close);
    }
  }

  /// How much of the past there is and is worth to be read: where nothing is removed, and where it
  /// costs no other server anything.
  private static long pastMicros(HlsResources resources, URI uri, long keptMicros)
      throws IOException, InterruptedException {
    return resources.playlist(uri).playlist() instanceof MediaPlaylist media
            && !media.ended()
            && (resources.isLocal() || "EVENT".equals(media.type()))
        ? HlsFollower.pastMicros(media, keptMicros)
        : 0;
  }

  /// Gives samples in the order of their times. A rendition that fails is left out as long as there
  /// are others, and subtitles that come too late are.
  private void merge(List<HlsRendition> all, TrackSink sink)
      throws IOException, InterruptedException {
    List<HlsRendition> active = new ArrayList<>(all);
    Set<HlsRendition> late = new HashSet<>();
    long newestMicros = Long.MIN_VALUE;
    while (!active.isEmpty()) {
      HlsRendition first = null;
      for (HlsRendition rendition : List.copyOf(active)) {
        if (!isReady(rendition, active, late)) {
          continue;
        }
        if (first == null || rendition.nextMicros() < first.nextMicros()) {
          first = rendition;
        }
      }
      if (first != null) {
        begun = true;
        Sample sample = first.take();
        if (!first.isText() || sample.dtsMicros() >= newestMicros - LATE_TEXT_MICROS) {
          sink.sample(sample);
          newestMicros = Math.max(newestMicros, sample.dtsMicros());
        }
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static boolean isReady(
      HlsRendition rendition, List<HlsRendition> active, Set<HlsRendition> late)
      throws IOException, InterruptedException {
    try {
      // Who was late once is not waited for again until it is back.
      boolean others = active.size() > late.size();
      long limitMillis = late.contains(rendition) && others ? 0 : LATE_MILLIS;
      if (rendition.await(Math.min(limitMillis, rendition.patienceMillis()))) {
        late.remove(rendition);
        return true;
      }
    } catch (IOException | MediaException e) {
      if (active.size() == 1) {
        throw e;
      }
      log.warn("a rendition is left out: {}", e.getMessage());
      active.remove(rendition);
      return false;
    }
    if (rendition.isOver()) {
      active.remove(rendition);
      late.remove(rendition);
    } else {
      late.add(rendition);
    }
    return false;
  }
}
