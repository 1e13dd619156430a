package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.media.Track;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the fragments of a presentation are addressed, relative to its manifest.
final class SmoothAddresses {
  /// The forms of addresses.
  enum Family {
    /// `/smooth/STREAM.ism/`: `Q(800001,TrackID=1)/V(20000000)`.
    SMOOTH("Q({bitrate},{CustomAttributes})/%s({start time})"),
    /// `/cmaf/STREAM/`: `Q(800001)/chunk_20000000.m4s`.
    CMAF("Q({bitrate})/chunk_{start time}.m4s");

    private final String template;

    Family(String template) {
      this.template = template;
    }

    /// What the manifest says of the addresses of a track's fragments.
    String template(Track track) {
      return template.formatted(track.isVideo() ? "V" : "A") + ManifestForm.VARIABLES;
    }
  }

  /// The bit rate, what a player may have put in the place of custom attributes (some leave it as
  /// it stands), and the time in either form.
  private static final Pattern FRAGMENT =
      Pattern.compile(
          "Q\\((\\d{1,18})(?:[,+]([^()/]{0,100}))?\\)/(?:[VA]\\((\\d{1,18})\\)|chunk_(\\d{1,18})\\.m4s)");

  private static final Pattern TRACK_ID =
      Pattern.compile("(?:^|.*\\W)TrackID=(\\d{1,9})(?:\\W.*|$)");

  /// Which fragment is meant.
  ///
  /// @param time as the manifest says
  record Fragment(int trackId, long time) {}

  private SmoothAddresses() {}

  /// What an address means; empty if it is none of a fragment.
  static Optional<Fragment> parse(String path) {
    Matcher found = FRAGMENT.matcher(path);
    if (!found.matches()) {
      return Optional.empty();
    }
    String attributes = found.group(2);
    Matcher named = TRACK_ID.matcher(attributes == null ? "" : attributes);
    long trackId =
        named.matches()
            ? Long.parseLong(named.group(1))
            : Long.parseLong(found.group(1)) % SmoothManifest.TRACK_DIGITS;
    String time = found.group(3) == null ? found.group(4) : found.group(3);
    return Optional.of(new Fragment((int) trackId, Long.parseLong(time)));
  }
}
