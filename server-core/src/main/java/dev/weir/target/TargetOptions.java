package dev.weir.target;

import dev.weir.media.Codec;
import dev.weir.stream.TrackSelector;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parameters of a target: what stands behind its last `?`.
///
/// Immutable. Numbers are checked when they are read for the first time, which is at once.
public final class TargetOptions {
  private static final int MOST = 64;

  private static final Map<String, Codec.Kind> SELECTORS =
      Map.of(
          "video", Codec.Kind.VIDEO,
          "audio", Codec.Kind.AUDIO,
          "subtitle", Codec.Kind.TEXT,
          "meta", Codec.Kind.DATA);

  // About the part of the stream that is delivered.
  private static final Set<String> TIMES =
      Set.of(
          "start",
          "stop",
          "startunix",
          "stopunix",
          "recstart",
          "recstop",
          "recstartunix",
          "recstopunix",
          "duration",
          "pushdelay");

  private static final Set<String> NUMBERS =
      Stream.concat(TIMES.stream(), Stream.of("split", "maxEntries", "targetAge", "rate"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> FLAGS =
      Set.of(
          "noendlist", "nounlink", "adjustSplit", "append", "overwrite", "realtime", "graceless");

  // Legal, and about things that are so anyway: when a stream is ready, who sees which track, how
  // outputs are read by viewers.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "unmask",
          "waittrackcount",
          "mintrackms",
          "maxtrackms",
          "mintrackkeys",
          "maxwaittrackms",
          "waitkey",
          "buffer",
          "dl",
          "passthrough");

  private final Map<String, String> values;

  private TargetOptions(Map<String, String> values) {
    this.values = values;
  }

  /// Reads `name=value&name=value`; a name alone is a flag.
  ///
  /// @throws IllegalArgumentException with a sentence if a number is none
  static TargetOptions parse(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : query.split("&", MOST + 1)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      if (!name.isEmpty()) {
        values.put(name, equals < 0 ? "1" : decoded(part.substring(equals + 1)));
      }
    }
    TargetOptions options = new TargetOptions(values);
    NUMBERS.forEach(options::number);
    if (options.rate(0) < 0) {
      throw new IllegalArgumentException("nothing is delivered backwards, as rate wants");
    }
    return options;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // a percent sign that means itself
    }
  }

  /// What was written that means nothing here.
  public List<String> unknown() {
    Set<String> names = new TreeSet<>(values.keySet());
    names.removeAll(NUMBERS);
    names.removeAll(FLAGS);
    names.removeAll(WITHOUT_EFFECT);
    names.removeAll(SELECTORS.keySet());
    names.remove("m3u8");
    names.remove("method");
    names.remove("segment");
    return List.copyOf(names);
  }

  /// Which tracks are asked for.
  public Map<Codec.Kind, TrackSelector> wishes() {
    Map<Codec.Kind, TrackSelector> wishes = new EnumMap<>(Codec.Kind.class);
    SELECTORS.forEach((name, kind) -> {
      String wish = values.get(name);
      if (wish != null) {
        wishes.put(kind, TrackSelector.parse(wish));
      }
    });
    return wishes;
  }

  /// Milliseconds of media time at which it starts.
  OptionalLong startMillis() {
    return whole("recstart", "start");
  }

  /// Milliseconds of media time at which it stops.
  OptionalLong stopMillis() {
    return whole("recstop", "stop");
  }

  /// Unix seconds at which it starts; up to 36000 they count from now.
  OptionalDouble startUnix() {
    return first("recstartunix", "startunix");
  }

  /// Unix seconds at which it stops; likewise.
  OptionalDouble stopUnix() {
    return first("recstopunix", "stopunix");
  }

  /// Seconds of media after which it stops.
  OptionalDouble durationSeconds() {
    return number("duration");
  }

  /// Seconds of media after which another file begins; 0 for never.
  double splitSeconds() {
    return number("split").orElse(playlist() == null ? 0 : 60);
  }

  /// The path of the playlist that lists the files; null for none.
  @Nullable String playlist() {
    return values.get("m3u8");
  }

  /// How many files the playlist lists at most; 0 for all.
  long maxEntries() {
    return (long) number("maxEntries").orElse(0);
  }

  /// Seconds of media that the playlist lists at most; 0 for all.
  double targetAgeSeconds() {
    return number("targetAge").orElse(0);
  }

  /// Whether the playlist says in the end that nothing will come any more.
  boolean endsPlaylist() {
    return !flag("noendlist");
  }

  /// Whether files that leave the playlist are deleted.
  boolean deletesOldFiles() {
    return !flag("nounlink");
  }

  /// Whether a group of pictures longer than the split makes the split as long.
  boolean adjustsSplit() {
    return flag("adjustSplit");
  }

  /// Whether it goes on with the file that is there.
  boolean appends() {
    return flag("append");
  }

  /// Whether it writes over the file that is there.
  boolean overwrites() {
    return flag("overwrite");
  }

  /// Microseconds that it stays behind live.
  long delayMicros() {
    return (long) (number("pushdelay").orElse(0) * 1_000_000);
  }

  /// Whether nothing was asked for but what is live, as it comes.
  boolean isJustLive() {
    return Collections.disjoint(values.keySet(), TIMES);
  }

  /// How many times as fast as real time the past and files are delivered at the most; 0 for any.
  double rate(double otherwise) {
    return number("rate").orElse(flag("realtime") ? 1 : otherwise);
  }

  /// The names of files, instead of that of the target: a path, or relative to the target; null if
  /// the target says them itself.
  @Nullable String segment() {
    return values.get("segment");
  }

  /// How an upload over HTTP is asked for: PUT or POST.
  String method() {
    return "POST".equalsIgnoreCase(values.get("method")) ? "POST" : "PUT";
  }

  private boolean flag(String name) {
    String value = values.get(name);
    return value != null && !value.equals("0") && !value.equals("false");
  }

  private OptionalLong whole(String newer, String older) {
    OptionalDouble value = first(newer, older);
    return value.isPresent() ? OptionalLong.of((long) value.getAsDouble()) : OptionalLong.empty();
  }

  private OptionalDouble first(String one, String other) {
    OptionalDouble value = number(one);
    return value.isPresent() ? value : number(other);
  }

  private OptionalDouble number(String name) {
    String text = values.get(name);
    if (text == null || text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value) && Math.abs(value) < 1e15) {
        return OptionalDouble.of(value);
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(name + "=" + text + " is no number");
  }
}
