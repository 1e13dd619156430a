package dev.weir.http.segmented.cmaf;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of what manifests point to, below the folder of a track.
///
/// | name | what |
/// |---|---|
/// | `init_N.m4s` | CMAF header from segment N on; `init.m4s` is that of the newest segment |
/// | `chunk_S.m4s` | segment S; of a text track its cues as WebVTT in MP4 |
/// | `chunk_S.P.m4s` | its part P |
/// | `iframe_S.m4s` | its first picture alone |
/// | `chunk_S.vtt` | its cues as a file of WebVTT |
///
/// Names have sequence numbers and not times, which a stream that comes again would use again.
sealed interface CmafFile {
  Pattern NAME =
      Pattern.compile(
          "init(?:_([0-9]{1,12}))?\\.m4s|(chunk|iframe)_([0-9]{1,12})(?:\\.([0-9]{1,6}))?\\.(m4s|vtt)");

  /// A CMAF header; of the newest segment if the number is negative.
  record Header(long periodSequence) implements CmafFile {}

  /// A whole segment.
  record Whole(long sequence) implements CmafFile {}

  /// A part of a segment.
  record OnePart(long sequence, int part) implements CmafFile {}

  /// The first picture of a segment.
  record FirstPicture(long sequence) implements CmafFile {}

  /// The cues of a segment.
  record Cues(long sequence) implements CmafFile {}

  /// What `name` stands for.
  static Optional<CmafFile> parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    if (parts.group(3) == null) {
      String number = parts.group(1);
      return Optional.of(new Header(number == null ? -1 : Long.parseLong(number)));
    }
    long sequence = Long.parseLong(parts.group(3));
    String part = parts.group(4);
    CmafFile file =
        switch (parts.group(2) + "." + parts.group(5)) {
          case "chunk.m4s" ->
              part == null ? new Whole(sequence) : new OnePart(sequence, Integer.parseInt(part));
          case "iframe.m4s" -> part == null ? new FirstPicture(sequence) : null;
          case "chunk.vtt" -> part == null ? new Cues(sequence) : null;
          default -> null;
        };
    return Optional.ofNullable(file);
  }
}
