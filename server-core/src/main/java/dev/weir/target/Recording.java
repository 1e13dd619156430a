package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A recording: one file, or one after the other.
///
/// Files are cut at keyframes, and no sample is lost or written twice: for a moment after a cut
/// both files are open, and sound that belongs before the cut goes to the first one.
///
/// Not thread-safe; blocks on the disk. Must be finished or abandoned.
final class Recording {
  /// How long sound from before a cut may still come.
  private static final long OVERLAP_MICROS = TimeUnit.SECONDS.toMicros(1);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Delivery delivery;
  private final ProgressiveFormat format;
  private final RecordingFolders folders;
  private final TargetOptions options;
  private final Supplier<List<Track>> tracks;
  private final @Nullable SegmentPlaylist playlist;
  private final Map<Integer, Long> newest = new HashMap<>(); // decoding time, by track

  private @Nullable RecordedFile current; // since the first sample
  private @Nullable RecordedFile previous; // from a cut until nothing can belong to it any more
  private long cutMicros; // where current begins
  private long splitMicros; // grows if it is adjusted
  private boolean cutWanted; // a track has changed that the file cannot hold
  private long fileNumber; // of the next file
  private long doneBytes; // of files that are complete
  private volatile long currentBytes; // in all files; read by whoever asks
  private long lookedNanos; // when the file was last seen on the disk

  /// @param tracks those that are read now
  Recording(
      Delivery delivery,
      ProgressiveFormat format,
      RecordingFolders folders,
      Supplier<List<Track>> tracks)
      throws IOException {
    this.delivery = delivery;
    this.format = format;
    this.folders = folders;
    this.options = delivery.target().options();
    this.tracks = tracks;
    this.splitMicros = (long) (options.splitSeconds() * 1e6);
    this.playlist = playlist();
    delivery.countedBy(() -> currentBytes);
  }

  private @Nullable SegmentPlaylist playlist() throws IOException {
    String written = options.playlist();
    if (written == null) {
      return null;
    }
    String place = delivery.target().place();
    if (!place.contains("segmentCounter") && !place.contains("currentMediaTime")) {
      throw new IOException(
          "a target with a playlist needs $segmentCounter or $currentMediaTime in its name");
    }
    if (!written.endsWith(".m3u8") && !written.endsWith(".m3u")) {
      throw new IOException("the name of a playlist ends with .m3u8");
    }
    String folder = place.substring(0, place.lastIndexOf('/') + 1);
    String whole = written.startsWith("/") ? written : folder + written;
    Path path = folders.prepare(whole, delivery.variables().expand(whole));
    SegmentPlaylist playlist = new SegmentPlaylist(path, options);
    if (options.appends()) {
      playlist.resume();
      fileNumber = playlist.nextNumber();
    }
    return playlist;
  }

  /// Writes a sample.
  ///
  /// @param sync whether a file can begin with it
  void sample(Track track, Sample sample, boolean sync) throws IOException {
    long dts = sample.dtsMicros();
    RecordedFile file = current;
    if (file != null && !file.takes(track)) {
      cutWanted = true;
    }
    if (file == null || (sync && isCutDue(dts))) {
      if (!sync && file == null) {
        return; // a recording begins with a keyframe
      }
      cut(track, dts);
    }
    newest.merge(track.id(), dts, Math::max);
    write(track, sample);
    delivery.delivered(dts);
    finishPrevious(false);
  }

  private boolean isCutDue(long dts) {
    return cutWanted || (splitMicros > 0 && dts - cutMicros >= splitMicros);
  }

  private void cut(Track first, long dts) throws IOException {
    finishPrevious(true);
    if (options.adjustsSplit() && splitMicros > 0 && current != null) {
      splitMicros = Math.max(splitMicros, dts - cutMicros);
    }
    previous = current;
    current = open(first, dts);
    cutMicros = dts;
    cutWanted = false;
  }

  private RecordedFile open(Track first, long dts) throws IOException {
    Path path = nextPath(dts);
    boolean together = playlist != null || options.appends();
    RecordedFile.Existing existing =
        playlist != null || options.overwrites()
            ? RecordedFile.Existing.OVERWRITE
            : options.appends() && fileNumber == 0
                ? RecordedFile.Existing.APPEND
                : RecordedFile.Existing.KEEP;
    fileNumber++;
    long now = delivery.wallClock().millis();
    try {
      RecordedFile file =
          RecordedFile.begin(path, existing, format, tracksAt(first), !together, now);
      delivery.at(file.path().toString());
      delivery.note("writing " + file.path());
      return file;
    } catch (IOException e) {
      throw new IOException(RecordingFolders.sentence(e, path), e);
    }
  }

  /// The tracks as they are where the file begins.
  private List<Track> tracksAt(Track first) {
    return tracks.get().stream().map(track -> track.id() == first.id() ? first : track).toList();
  }

  private Path nextPath(long dts) throws IOException {
    Instant now = delivery.wallClock().instant();
    TargetVariables variables =
        delivery.variables().at(ZonedDateTime.ofInstant(now, delivery.wallClock().getZone()));
    String written = delivery.target().place();
    String expanded =
        variables.expand(
            written,
            name ->
                switch (name) {
                  case "segmentCounter" -> Long.toString(fileNumber);
                  case "currentMediaTime" -> Long.toString(dts / 1000);
                  default -> null;
                });
    return folders.prepare(written, expanded);
  }

  private void write(Track track, Sample sample) throws IOException {
    RecordedFile before = previous;
    RecordedFile file = before != null && sample.dtsMicros() < cutMicros ? before : current;
    if (file != null && file.takes(track)) {
      file.sample(track, sample);
    }
  }

  /// Completes the file before the cut once every track has passed it.
  private void finishPrevious(boolean now) throws IOException {
    RecordedFile file = previous;
    if (file == null) {
      return;
    }
    long last = newest.values().stream().mapToLong(Long::longValue).max().orElse(cutMicros);
    boolean passed = newest.values().stream().allMatch(dts -> dts >= cutMicros);
    if (now || passed || last - cutMicros >= OVERLAP_MICROS) {
      previous = null;
      finish(file, cutMicros);
    }
  }

  private void finish(RecordedFile file, long endMicros) throws IOException {
    FileFacts facts = file.finish(delivery.wallClock().millis());
    doneBytes += facts.bytes();
    if (file.leftOut() > 0) {
      delivery.note(file.leftOut() + " samples could not be written as " + format);
    }
    if (splitMicros > 0) {
      if (playlist != null && facts.firstMicros() >= 0) {
        playlist.add(
            file.path(), endMicros - facts.firstMicros(), publishedAt(facts.firstMicros()));
      }
      delivery.fileEnded(facts);
    }
  }

  /// When what lies at `micros` was published; null if it never was, because it is in a file.
  private @Nullable Instant publishedAt(long micros) {
    long zeroUnixMillis = delivery.source().zeroUnixMillis();
    return zeroUnixMillis == 0
        ? null
        : Instant.ofEpochMilli(zeroUnixMillis).plus(micros, ChronoUnit.MICROS);
  }

  /// Hands everything to the system, so that it survives the end of this process.
  void flush(long nowNanos) throws IOException {
    RecordedFile file = current;
    if (file == null) {
      return;
    }
    file.flush();
    if (previous != null) {
      previous.flush();
    }
    currentBytes = doneBytes + file.bytes() + (previous == null ? 0 : previous.bytes());
    if (nowNanos - lookedNanos > LOOK_NANOS) {
      lookedNanos = nowNanos;
      if (file.isGone()) {
        throw new IOException(file.path() + " was removed or renamed while it was written");
      }
    }
  }

  /// Completes what is open.
  void finish() throws IOException {
    try {
      finishPrevious(true);
      RecordedFile file = current;
      if (file != null) {
        current = null;
        long last = newest.values().stream().mapToLong(Long::longValue).max().orElse(cutMicros);
        finish(file, last);
        currentBytes = doneBytes;
      }
      if (playlist != null) {
        playlist.end();
      }
    } finally {
      abandon();
    }
  }

  /// Closes what is open as it is: it plays up to what was flushed.
  void abandon() {
    long now = delivery.wallClock().millis();
    if (previous != null) {
      previous.abandon(now);
      previous = null;
    }
    if (current != null) {
      current.abandon(now);
      current = null;
    }
  }
}
