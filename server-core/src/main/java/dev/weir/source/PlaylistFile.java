package dev.weir.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A playlist `.pls`: one file or URL a line, relative to the playlist; `#` begins a comment, and
/// `#X-STARTTIME:HH:MM` says before when the next line is not played. Blocks; any thread.
///
/// @param path where it lies
public record PlaylistFile(Path path) {
  private static final String START_TIME = "#X-STARTTIME:";
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_LINES = 10_000;
  private static final int LONGEST_LINE = 4096;

  /// Something to play.
  ///
  /// @param line as it is written
  /// @param notBefore on each day; null for any time
  public record Entry(String line, @Nullable LocalTime notBefore) {}

  /// Its lines; none if it is not there.
  ///
  /// @throws IOException if it cannot be read, or has more than a megabyte or 10,000 lines
  public List<String> lines() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new IOException("the playlist is larger than a megabyte");
    }
    // Not strictly: what is no UTF-8 names no file, and the rest can be played.
    List<String> lines =
        new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    if (lines.size() > MOST_LINES) {
      throw new IOException("the playlist has more than " + MOST_LINES + " lines");
    }
    return lines;
  }

  /// What its lines say is to be played, in order.
  public List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    LocalTime notBefore = null;
    for (String line : lines()) {
      String text = line.strip();
      if (text.startsWith(START_TIME)) {
        notBefore = time(text.substring(START_TIME.length()).strip());
      } else if (!text.isEmpty() && !text.startsWith("#")) {
        entries.add(new Entry(text, notBefore));
        notBefore = null;
      }
    }
    return List.copyOf(entries);
  }

  private static @Nullable LocalTime time(String text) {
    try {
      return LocalTime.parse(text.length() == 4 ? "0" + text : text);
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  /// Changes its lines at once: whoever reads it finds the old ones or the new ones.
  ///
  /// @throws IOException if it cannot be written, or a line cannot be one
  public List<String> change(UnaryOperator<List<String>> edit) throws IOException {
    List<String> lines = edit.apply(new ArrayList<>(lines()));
    for (String line : lines) {
      if (line.length() > LONGEST_LINE || line.chars().anyMatch(Character::isISOControl)) {
        throw new IOException("a line of a playlist has at most 4096 characters, none of control");
      }
    }
    if (lines.size() > MOST_LINES) {
      throw new IOException("a playlist has at most " + MOST_LINES + " lines");
    }
    Path unfinished = Files.createTempFile(path.toAbsolutePath().getParent(), ".", ".pls");
    Files.write(unfinished, lines);
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    return lines;
  }
}
