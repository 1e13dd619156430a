package dev.weir.source.hls;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.fetch.FetchCache;
import dev.weir.fetch.Fetcher;
import dev.weir.media.MediaException;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.source.SourceNames;
import dev.weir.stream.OnDemandSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Presentations of HLS that have ended, to be played from any place. One that goes on, that cannot
/// be had now, or that cannot be read within ten seconds is left to [HlsPull].
///
/// Any thread; blocks.
public final class HlsFileSource implements OnDemandSource {
  private static final Logger log = LoggerFactory.getLogger(HlsFileSource.class);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// How long it is not tried again to read one that could not be.
  private static final long UNFIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int MOST_UNFIT = 256;
  private static final long CACHE_BYTES = 64 << 20;
  private static final int VERSION_BYTES = 8;

  private final Fetcher fetcher;
  private final LongSupplier nanoClock;
  private final FetchCache cache = new FetchCache(CACHE_BYTES);
  private final Map<String, Long> unfit = // by place, until when; guarded by itself
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_UNFIT;
        }
      };

  /// @param fetcher lent
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public HlsFileSource(Fetcher fetcher, LongSupplier nanoClock) {
    this.fetcher = fetcher;
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean opens(StreamSource source) {
    return source instanceof StreamSource.Hls;
  }

  @Override
  public boolean mayBeLive() {
    return true;
  }

  @Override
  public Look look(StreamName name, StreamSource source) {
    Optional<String> place = place(name, source).filter(this::isFit);
    try {
      return place.isEmpty() ? new Look.Live() : look(new HlsResources(fetcher, place.get()));
    } catch (IOException | MediaException e) {
      log.debug("stream {}: its playlist cannot be had: {}", name, e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return new Look.Live(); // which tries again, and says what is wrong
  }

  private static Look look(HlsResources resources) throws IOException, InterruptedException {
    HlsMember first = HlsMember.of(resources).getFirst();
    return resources.playlist(first.uri()).playlist() instanceof MediaPlaylist media
            && media.ended()
        ? new Look.There(version(media))
        : new Look.Live();
  }

  /// Of what the playlist says of its segments, but for what follows their paths: signatures are
  /// other ones each time.
  private static String version(MediaPlaylist playlist) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    for (MediaPlaylist.Segment segment : playlist.segments()) {
      String said =
          "%s %s %d %d\n"
              .formatted(
                  segment.uri().replaceFirst("[?#].*", ""),
                  segment.range(),
                  segment.durationMicros(),
                  segment.sequence());
      digest.update(said.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
  }

  @Override
  public Optional<Opened> open(StreamName name, StreamSource source) {
    String place = place(name, source).orElse("");
    try {
      HlsResources resources = new HlsResources(fetcher, place);
      long untilNanos = nanoClock.getAsLong() + PATIENCE_NANOS;
      return Optional.of(
          new Opened(HlsFilm.read(resources, cache, nanoClock, untilNanos), null, null));
    } catch (IOException | MediaException e) {
      log.info("stream {} is played as live: {}", name, e.getMessage());
      synchronized (unfit) {
        unfit.put(place, nanoClock.getAsLong() + UNFIT_NANOS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private boolean isFit(String place) {
    synchronized (unfit) {
      Long untilNanos = unfit.get(place);
      return untilNanos == null || untilNanos - nanoClock.getAsLong() < 0;
    }
  }

  private static Optional<String> place(StreamName name, StreamSource source) {
    return SourceNames.fill(source, name).map(filled -> ((StreamSource.Hls) filled).location());
  }
}
