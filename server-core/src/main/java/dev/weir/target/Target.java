package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a stream is taken to, as an operator wrote it: a path or a URL, and behind the last `?`
/// parameters. `FORMAT:` in front of a path says the format that its ending does not.
///
/// ```
/// /srv/rec/$stream-$datetime.mkv?split=3600
/// flv:/srv/rec/$stream
/// rtmp://192.0.2.1/live/key?with=question?marks?audio=aac
/// ```
///
/// @param place without format and parameters; a service's own `?` stays in it
/// @param scheme in lower case: `rtmp`, `tsudp`, `ts-exec`; empty for a path
/// @param format as the ending or the prefix says; null if neither does
/// @param options the parameters
public record Target(
    String place, String scheme, @Nullable ProgressiveFormat format, TargetOptions options) {
  private static final int LONGEST = 4096;
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,31})://.*");
  private static final Pattern PROGRAM = Pattern.compile("([A-Za-z0-9]{1,16}-exec):.*");
  private static final Pattern STANDARD_OUTPUT = Pattern.compile("([A-Za-z0-9]{1,16}:)?-");
  private static final Pattern FORCED = Pattern.compile("([A-Za-z0-9]{1,16}):(/(?!/).*)");

  /// Takes a target apart.
  ///
  /// @throws IllegalArgumentException with a sentence if it makes no sense
  public static Target parse(String written) {
    if (written.length() > LONGEST) {
      throw new IllegalArgumentException("a target has at most " + LONGEST + " characters");
    }
    if (written.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a target has no control characters");
    }
    int mark = written.lastIndexOf('?');
    TargetOptions options = TargetOptions.parse(mark < 0 ? "" : written.substring(mark + 1));
    String place = place(mark < 0 ? written : written.substring(0, mark), options.segment());
    if (STANDARD_OUTPUT.matcher(place).matches()) {
      throw new IllegalArgumentException(
          "the standard output is that of the whole server, and has its log; a program can be given"
              + " the stream with mkv-exec: or ts-exec:");
    }
    Matcher forced = FORCED.matcher(place);
    if (forced.matches()) {
      ProgressiveFormat format = named(forced.group(1));
      return new Target(forced.group(2), "", format, options);
    }
    String scheme = scheme(place);
    int query = scheme.isEmpty() ? -1 : place.indexOf('?');
    String named = query < 0 ? place : place.substring(0, query);
    return new Target(place, scheme, ofEnding(named).orElse(null), options);
  }

  /// Where files are written: beside the target, if it names them apart.
  private static String place(String target, @Nullable String segment) {
    if (segment == null || !target.startsWith("/")) {
      return target;
    }
    return segment.startsWith("/")
        ? segment
        : target.substring(0, target.lastIndexOf('/') + 1) + segment;
  }

  private static ProgressiveFormat named(String name) {
    for (ProgressiveFormat format : ProgressiveFormat.values()) {
      if (format.connector().equalsIgnoreCase(name)) {
        return format;
      }
    }
    return ProgressiveFormat.ofEnding(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no format " + name));
  }

  private static String scheme(String place) {
    Matcher url = SCHEME.matcher(place);
    if (url.matches()) {
      return url.group(1).toLowerCase(Locale.ROOT);
    }
    Matcher program = PROGRAM.matcher(place);
    return program.matches() ? program.group(1).toLowerCase(Locale.ROOT) : "";
  }

  private static Optional<ProgressiveFormat> ofEnding(String place) {
    int dot = place.lastIndexOf('.');
    return dot <= place.lastIndexOf('/')
        ? Optional.empty()
        : ProgressiveFormat.ofEnding(place.substring(dot + 1));
  }

  /// The same at another place, after variables got their values.
  Target at(String expanded) {
    return new Target(expanded, scheme, format, options);
  }

  /// The place without what may be secret, for logs: the name of a stream at a service is a key.
  public String shown() {
    if (scheme.isEmpty() || scheme.endsWith("-exec")) {
      return place;
    }
    int host = scheme.length() + "://".length();
    int path = place.indexOf('/', host);
    String authority = path < 0 ? place.substring(host) : place.substring(host, path);
    String clear = authority.substring(authority.lastIndexOf('@') + 1);
    return scheme + "://" + clear + (path < 0 ? "" : "/…");
  }
}
