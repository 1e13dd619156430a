package dev.weir.target;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A media playlist of HLS (RFC 8216) that lists the files of a recording as they are completed.
///
/// It is replaced as a whole each time, so readers see it before or after. Not thread-safe; blocks
/// on the disk.
final class SegmentPlaylist {
  private static final int MOST_LINES = 1_000_000;

  private final Path path;
  private final TargetOptions options;
  private final Deque<Entry> entries = new ArrayDeque<>();

  private long firstNumber; // of the first entry
  private long targetSeconds; // the longest duration so far, and never less
  private boolean cut; // whether the next entry does not continue the last one

  private long lostCuts; // of entries that have left

  private record Entry(String uri, Path file, double seconds, String date, boolean cut) {}

  /// A playlist at `path`.
  SegmentPlaylist(Path path, TargetOptions options) {
    this.path = path;
    this.options = options;
    this.targetSeconds = (long) Math.ceil(options.splitSeconds());
  }

  /// Goes on with the playlist that is there, if one is.
  void resume() throws IOException {
    if (!Files.isRegularFile(path)) {
      return;
    }
    List<String> lines;
    try (var all = Files.lines(path)) {
      lines = all.limit(MOST_LINES).toList();
    }
    double seconds = 0;
    String date = "";
    for (String line : lines) {
      if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        firstNumber = (long) number(line);
      } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
        targetSeconds = Math.max(targetSeconds, (long) number(line));
      } else if (line.startsWith("#EXTINF:")) {
        seconds = number(line.endsWith(",") ? line.substring(0, line.length() - 1) : line);
      } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
        date = line.substring(line.indexOf(':') + 1);
      } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
        lostCuts = (long) number(line);
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        cut = true;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        Path file = file(line);
        if (!file.startsWith(folder())) {
          throw new IOException(path + " is no playlist of ours: it lists " + file);
        }
        entries.add(new Entry(line, file, seconds, date, cut));
        cut = false;
      }
    }
    cut = !entries.isEmpty();
  }

  private Path file(String uri) throws IOException {
    try {
      String name = URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
      return path.resolveSibling(name).normalize();
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is no playlist of ours", e);
    }
  }

  private static double number(String line) {
    try {
      return Double.parseDouble(line.substring(line.indexOf(':') + 1));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// The number that the next entry gets.
  long nextNumber() {
    return firstNumber + entries.size();
  }

  /// Adds a file that is complete, and removes what is too old.
  ///
  /// @param micros its duration
  /// @param began when its first picture was published; null if nobody knows
  void add(Path file, long micros, @Nullable Instant began) throws IOException {
    double seconds = micros / 1e6;
    entries.add(new Entry(uri(file), file, seconds, began == null ? "" : began.toString(), cut));
    cut = false;
    targetSeconds = Math.max(targetSeconds, Math.round(seconds)); // 4.3.3.1: rounded to the nearest
    List<Entry> old = new ArrayList<>();
    while (entries.size() > 1 && isTooOld()) {
      Entry oldest = entries.removeFirst();
      old.add(oldest);
      firstNumber++;
      lostCuts += oldest.cut() ? 1 : 0;
    }
    write(false);
    if (options.deletesOldFiles()) {
      for (Entry entry : old) {
        Files.deleteIfExists(entry.file());
      }
    }
  }

  private boolean isTooOld() {
    if (options.maxEntries() > 0 && entries.size() > options.maxEntries()) {
      return true;
    }
    double age = entries.stream().skip(1).mapToDouble(Entry::seconds).sum();
    return options.targetAgeSeconds() > 0 && age >= options.targetAgeSeconds();
  }

  /// Says that nothing will come any more, unless the options say that it must not.
  void end() throws IOException {
    if (options.endsPlaylist() && !entries.isEmpty()) {
      write(true);
    }
  }

  private Path folder() {
    return Objects.requireNonNull(path.getParent());
  }

  /// Relative to the playlist, with what means something in a URI escaped.
  private String uri(Path file) {
    String relative = folder().relativize(file).toString();
    StringBuilder uri = new StringBuilder();
    for (byte b : relative.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/+,=@$".indexOf(c) >= 0);
      uri.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return uri.toString();
  }

  private void write(boolean ended) throws IOException {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n");
    text.append("#EXT-X-TARGETDURATION:").append(Math.max(1, targetSeconds)).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(firstNumber).append('\n');
    if (lostCuts > 0) {
      text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(lostCuts).append('\n');
    }
    for (Entry entry : entries) {
      if (entry.cut()) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      if (!entry.date().isEmpty()) {
        text.append("#EXT-X-PROGRAM-DATE-TIME:").append(entry.date()).append('\n');
      }
      text.append("#EXTINF:").append(String.format(Locale.ROOT, "%.6f", entry.seconds()));
      text.append(",\n").append(entry.uri()).append('\n');
    }
    if (ended) {
      text.append("#EXT-X-ENDLIST\n");
    }
    Path beside = path.resolveSibling("." + path.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
