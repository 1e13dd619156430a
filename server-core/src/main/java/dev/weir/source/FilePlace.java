package dev.weir.source;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.config.Variables;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the file that a source means for a stream's name, which is as hostile as whoever wrote it:
/// the wildcard never leads out of the folder that the operator wrote, whatever it is decoded to
/// and wherever symbolic links lead. Blocks.
final class FilePlace {
  /// How often somebody behind us might decode a name.
  private static final int DECODINGS = 4;

  /// Dots alone, also with what some servers strip from a name: `..;x`, `.. `.
  private static final Pattern DOTS = Pattern.compile("[.\\s]*(;.*)?");

  private FilePlace() {}

  /// The file with all links resolved; empty if there is none, or none that may be read.
  static Optional<Path> find(StreamName name, StreamSource source) {
    try {
      return switch (source) {
        case StreamSource.File(String path, int _) when path.indexOf('$') < 0 ->
            file(Path.of(path));
        case StreamSource.File(String path, int _) -> named(name, path);
        case StreamSource.Folder(String path) ->
            isSafe(name.wildcard())
                ? below(Path.of(path), Path.of(path + name.wildcard()))
                : Optional.empty();
        default -> Optional.empty();
      };
    } catch (IOException | InvalidPathException _) {
      return Optional.empty(); // it is not there, or cannot be a file
    }
  }

  private static Optional<Path> named(StreamName name, String template) throws IOException {
    Path folder =
        Path.of(template.substring(0, template.lastIndexOf('/', template.indexOf('$')) + 1));
    String path = Variables.expand(template, name::variable);
    boolean usesNothing = name.wildcard().isEmpty() && template.contains("wildcard");
    boolean safe = name.wildcard().isEmpty() || isSafe(name.wildcard());
    return safe && !usesNothing ? below(folder, Path.of(path)) : Optional.empty();
  }

  private static Optional<Path> below(Path folder, Path file) throws IOException {
    Path real = file.toRealPath();
    // Path by path element: /srv/media-old is not below /srv/media.
    return real.startsWith(folder.toRealPath()) ? file(real) : Optional.empty();
  }

  /// Pipes and devices would block, or be read by whoever comes first.
  private static Optional<Path> file(Path file) throws IOException {
    Path real = file.toRealPath();
    return Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
  }

  /// Whether no part of the name is a way up or out, also when it is decoded once more.
  static boolean isSafe(String wildcard) {
    String text = wildcard;
    for (int i = 0; i < DECODINGS; i++) {
      if (!isPlain(text)) {
        return false;
      }
      String decoded = decoded(text);
      if (decoded.equals(text)) {
        return true;
      }
      text = decoded;
    }
    return false;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text; // a percent sign that encodes nothing
    }
  }

  private static boolean isPlain(String path) {
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String segment : path.split("/", -1)) {
      if (DOTS.matcher(segment).matches()) {
        return false;
      }
    }
    return true;
  }
}
