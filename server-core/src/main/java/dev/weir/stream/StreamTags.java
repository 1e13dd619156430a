package dev.weir.stream;

import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tags of streams: those that the configuration gives them, and those that were added while
/// they run. A tag for a stream that does not run waits for it a minute.
///
/// Any thread.
public final class StreamTags {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_STREAMS = 10_000;
  private static final int MAX_TAGS = 64;

  private final Function<String, @Nullable StreamConfig> configuration;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<StreamName, Tags> tags = new ConcurrentHashMap<>();

  private static final class Tags {
    private final Set<String> added = new ConcurrentSkipListSet<>();
    private final Set<String> removed = new ConcurrentSkipListSet<>(); // of the configured ones
    private volatile long touchedNanos;
  }

  /// @param configuration finds a stream's configuration by its base name, null if there is none
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public StreamTags(
      Function<String, @Nullable StreamConfig> configuration, LongSupplier nanoClock) {
    this.configuration = configuration;
    this.nanoClock = nanoClock;
  }

  /// The tags of a stream, sorted.
  public Collection<String> of(StreamName name) {
    Tags own = tags.get(name);
    StreamConfig config = configuration.apply(name.base());
    Set<String> all = new ConcurrentSkipListSet<>(config == null ? Set.of() : config.tags());
    if (own != null) {
      all.removeAll(own.removed);
      all.addAll(own.added);
    }
    return all;
  }

  /// Whether `pattern` means a stream: its name, `base+` for every wildcard, or `#tag`.
  public boolean means(String pattern, StreamName name) {
    if (pattern.startsWith("#")) {
      return of(name).contains(pattern.substring(1));
    }
    boolean wildcards = pattern.endsWith("+");
    Optional<StreamName> named =
        StreamName.clean(wildcards ? pattern.substring(0, pattern.length() - 1) : pattern);
    return wildcards
        ? !name.wildcard().isEmpty() && named.filter(n -> n.full().equals(name.base())).isPresent()
        : named.filter(name::equals).isPresent();
  }

  /// Adds a tag.
  public void add(StreamName name, String tag) {
    Tags own = own(name);
    own.removed.remove(tag);
    if (own.added.size() < MAX_TAGS) {
      own.added.add(tag);
    }
  }

  /// Takes a tag away, also one of the configuration, until the stream ends.
  public void remove(StreamName name, String tag) {
    Tags own = own(name);
    own.added.remove(tag);
    if (own.removed.size() < MAX_TAGS) {
      own.removed.add(tag);
    }
  }

  /// Forgets what was added to streams that do not run.
  public void forget(Collection<StreamName> running) {
    long now = nanoClock.getAsLong();
    for (Map.Entry<StreamName, Tags> entry : tags.entrySet()) {
      if (running.contains(entry.getKey())) {
        entry.getValue().touchedNanos = now;
      } else if (now - entry.getValue().touchedNanos > WAIT_NANOS) {
        tags.remove(entry.getKey());
      }
    }
  }

  /// The tags of all streams that have any besides the configured ones.
  public Map<StreamName, Collection<String>> added() {
    return tags.keySet().stream().collect(Collectors.toMap(name -> name, this::of));
  }

  private Tags own(StreamName name) {
    Tags known = tags.get(name);
    if (known == null) {
      known = tags.size() < MAX_STREAMS ? tags.computeIfAbsent(name, _ -> new Tags()) : new Tags();
    }
    known.touchedNanos = nanoClock.getAsLong();
    return known;
  }
}
