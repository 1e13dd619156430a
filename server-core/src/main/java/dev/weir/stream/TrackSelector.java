package dev.weir.stream;

import dev.weir.media.Codec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a viewer asks for with `video=`, `audio=`, `subtitle=` or `meta=`:
///
/// ```
/// selector = term { "," [ "|" | "!" ] term }
/// ```
///
/// A bare term adds tracks, `|` keeps those of the tracks so far that match, `!` takes matches
/// away; a leading `!` starts from all tracks. Terms are track numbers, codec names, languages, and
/// conditions on bit rate, size and channels; the table stands in the documentation of the outputs.
/// A term that means nothing selects nothing.
///
/// Immutable.
public final class TrackSelector {
  private static final int MAX_TERMS = 32;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern ID = Pattern.compile("i(\\d{1,9})");
  private static final Pattern RATE = Pattern.compile("(max<|<|>|)(\\d{1,12})(k|m|)bps");
  private static final Pattern SIZE = Pattern.compile("(~|<|>|)(\\d{1,5})x(\\d{1,5})");
  private static final Pattern CHANNELS = Pattern.compile("(\\d{1,2})ch");

  private static final Map<String, String> NAMED_SIZES =
      Map.of(
          "720p", "1280x720",
          "1080p", "1920x1080",
          "1440p", "2560x1440",
          "2k", "2048x1080",
          "4k", "3840x2160",
          "5k", "5120x2880",
          "8k", "7680x4320");

  private enum Change {
    ADD,
    NARROW,
    REMOVE
  }

  private record Term(Change change, String text) {}

  private final List<Term> terms;

  private TrackSelector(List<Term> terms) {
    this.terms = terms;
  }

  /// Reads a selector; only the first 32 terms count.
  public static TrackSelector parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.toLowerCase(Locale.ROOT).split(",", MAX_TERMS + 1)) {
      String term = part.strip();
      if (term.startsWith("!")) {
        if (terms.isEmpty()) {
          terms.add(new Term(Change.ADD, "all"));
        }
        terms.add(new Term(Change.REMOVE, term.substring(1)));
      } else if (term.startsWith("|")) {
        terms.add(new Term(Change.NARROW, term.substring(1)));
      } else {
        terms.add(new Term(Change.ADD, term));
      }
    }
    return new TrackSelector(List.copyOf(terms.subList(0, Math.min(terms.size(), MAX_TERMS))));
  }

  /// Chooses among `tracks`, which are all of one kind.
  public Set<SelectableTrack> choose(List<SelectableTrack> tracks) {
    Set<SelectableTrack> chosen = new LinkedHashSet<>();
    for (Term term : terms) {
      switch (term.change()) {
        case ADD -> chosen.addAll(matches(term.text(), tracks));
        case NARROW -> chosen.retainAll(matches(term.text(), List.copyOf(chosen)));
        case REMOVE -> matches(term.text(), tracks).forEach(chosen::remove);
      }
    }
    return chosen;
  }

  private static List<SelectableTrack> matches(String term, List<SelectableTrack> tracks) {
    return switch (term) {
      case "", "none", "-1" -> List.of();
      case "all", "*" -> tracks;
      case "highbps", "bestbps", "maxbps" -> most(tracks, SelectableTrack::bitsPerSecond);
      case "lowbps", "worstbps", "minbps" -> most(tracks, track -> -track.bitsPerSecond());
      case "highres", "bestres", "maxres" -> most(tracks, SelectableTrack::pixels);
      case "lowres", "worstres", "minres" -> most(tracks, track -> -track.pixels());
      case "bframes" -> all(tracks, SelectableTrack::reordered);
      case "mono" -> all(tracks, track -> track.channels() == 1);
      case "stereo" -> all(tracks, track -> track.channels() == 2);
      case "surround" -> all(tracks, track -> track.channels() > 2);
      default -> byPattern(NAMED_SIZES.getOrDefault(term, term), tracks);
    };
  }

  private static List<SelectableTrack> byPattern(String term, List<SelectableTrack> tracks) {
    if (NUMBER.matcher(term).matches()) {
      int index = Integer.parseInt(term);
      return all(tracks, track -> track.index() == index);
    }
    Matcher id = ID.matcher(term);
    if (id.matches()) {
      int wanted = Integer.parseInt(id.group(1));
      return all(tracks, track -> track.track().id() == wanted);
    }
    Matcher channels = CHANNELS.matcher(term);
    if (channels.matches()) {
      int count = Integer.parseInt(channels.group(1));
      return all(tracks, track -> track.channels() == count);
    }
    Matcher rate = RATE.matcher(term);
    if (rate.matches()) {
      return byRate(rate.group(1), bitsPerSecond(rate), tracks);
    }
    Matcher size = SIZE.matcher(term);
    if (size.matches()) {
      return bySize(size, tracks);
    }
    return byName(term, tracks);
  }

  private static List<SelectableTrack> byName(String term, List<SelectableTrack> tracks) {
    String language = threeLetters(term);
    return all(
        tracks,
        track ->
            track.track().codec().name().equalsIgnoreCase(term)
                || language.equals(track.track().language()));
  }

  private static List<SelectableTrack> byRate(
      String relation, long bitsPerSecond, List<SelectableTrack> tracks) {
    return switch (relation) {
      case "<" -> all(tracks, track -> track.bitsPerSecond() < bitsPerSecond);
      case ">" -> all(tracks, track -> track.bitsPerSecond() > bitsPerSecond);
      case "max<" -> {
        List<SelectableTrack> below = all(tracks, track -> track.bitsPerSecond() <= bitsPerSecond);
        yield below.isEmpty()
            ? most(tracks, track -> -track.bitsPerSecond())
            : most(below, SelectableTrack::bitsPerSecond);
      }
      default -> most(tracks, track -> -Math.abs(track.bitsPerSecond() - bitsPerSecond));
    };
  }

  private static long bitsPerSecond(Matcher rate) {
    long number = Long.parseLong(rate.group(2));
    return switch (rate.group(3)) {
      case "k" -> number * 1024;
      case "m" -> number * 1024 * 1024;
      default -> number;
    };
  }

  private static List<SelectableTrack> bySize(Matcher size, List<SelectableTrack> tracks) {
    int width = Integer.parseInt(size.group(2));
    int height = Integer.parseInt(size.group(3));
    long pixels = (long) width * height;
    return switch (size.group(1)) {
      case "<" -> all(tracks, track -> track.pixels() < pixels);
      case ">" -> all(tracks, track -> track.pixels() > pixels);
      case "~" -> most(tracks, track -> -Math.abs(track.pixels() - pixels));
      default ->
          all(
              tracks,
              track ->
                  track.track().codec() instanceof Codec.Video video
                      && video.picture().width() == width
                      && video.picture().height() == height);
    };
  }

  private static List<SelectableTrack> all(
      List<SelectableTrack> tracks, Predicate<SelectableTrack> condition) {
    return tracks.stream().filter(condition).toList();
  }

  /// The one with the highest figure; the first of them if several have it.
  private static List<SelectableTrack> most(
      List<SelectableTrack> tracks, ToLongFunction<SelectableTrack> figure) {
    Optional<SelectableTrack> best =
        tracks.stream()
            .min(Comparator.comparingLong((SelectableTrack track) -> -figure.applyAsLong(track)));
    return best.stream().toList();
  }

  private static String threeLetters(String language) {
    if (language.length() != 2) {
      return language;
    }
    try {
      return Locale.of(language).getISO3Language();
    } catch (MissingResourceException _) {
      return language;
    }
  }
}
