package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One file that is being written.
///
/// What was flushed survives the end of the process; at most a second is not, because of MP4's
/// parts. When the disk refuses, the file is cut back to what was flushed before, so that it plays.
///
/// Not thread-safe; blocks on the disk. Must be finished or abandoned.
final class RecordedFile {
  private static final int MAX_DESK_BYTES = 1 << 20;
  private static final int MOST_SIBLINGS = 100_000;

  private final Path path;
  private final ProgressiveFormat format;
  private final FileChannel channel;
  private final FileBody body;
  private final boolean rebased;
  private final long startUnixMillis;
  private final long originBytes; // what was there before
  private final Map<Integer, Track> tracks = new HashMap<>(); // that the file has
  private final ByteBuf desk = ByteBufAllocator.DEFAULT.directBuffer();

  private long writtenBytes; // to the file, by us
  private long firstMicros = -1; // of the first sample
  private long lastMicros = -1;
  private long leftOut; // samples that could not be written in this format

  /// How a file comes to be where another one may be.
  enum Existing {
    /// Goes on behind it.
    APPEND,
    /// Replaces it.
    OVERWRITE,
    /// Leaves it and takes the next free name: `cam.mkv`, `cam-2.mkv`, …
    KEEP
  }

  /// Begins a file.
  ///
  /// @param rebased whether its times start at 0
  /// @throws IOException if the disk refuses
  static RecordedFile begin(
      Path path,
      Existing existing,
      ProgressiveFormat format,
      List<Track> tracks,
      boolean rebased,
      long nowUnixMillis)
      throws IOException {
    boolean appends = existing == Existing.APPEND && FileBody.APPENDABLE.contains(format);
    Opened opened =
        appends
            ? open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
            : existing == Existing.OVERWRITE
                ? open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : openNew(path);
    RecordedFile file =
        new RecordedFile(
            opened, format, FileBody.of(format, tracks), rebased && !appends, nowUnixMillis);
    tracks.forEach(track -> file.tracks.put(track.id(), track));
    file.body.begin(file.desk);
    return file;
  }

  private record Opened(Path path, FileChannel channel) {}

  private static Opened open(Path path, OpenOption... how) throws IOException {
    Set<OpenOption> options = new HashSet<>(List.of(how));
    options.add(StandardOpenOption.WRITE);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return new Opened(path, FileChannel.open(path, options));
  }

  /// A file that was not there.
  private static Opened openNew(Path path) throws IOException {
    for (int number = 1; number <= MOST_SIBLINGS; number++) {
      Path candidate = number == 1 ? path : sibling(path, number);
      try {
        return open(candidate, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException _) {
        // the next one, then
      }
    }
    throw new IOException("there are too many files named like " + path);
  }

  private static Path sibling(Path path, int number) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot <= 0 ? name : name.substring(0, dot);
    return path.resolveSibling(stem + "-" + number + name.substring(stem.length()));
  }

  private RecordedFile(
      Opened opened, ProgressiveFormat format, FileBody body, boolean rebased, long startUnixMillis)
      throws IOException {
    this.path = opened.path();
    this.format = format;
    this.channel = opened.channel();
    this.body = body;
    this.rebased = rebased;
    this.startUnixMillis = startUnixMillis;
    this.originBytes = channel.size();
  }

  Path path() {
    return path;
  }

  long bytes() {
    return writtenBytes;
  }

  /// Decoding time of its first sample; -1 if it has none.
  long firstMicros() {
    return firstMicros;
  }

  /// Whether samples in this configuration can be in it.
  boolean takes(Track track) {
    Track known = tracks.get(track.id());
    return FileBody.LEARNING.contains(format)
        || (known != null && known.codec().equals(track.codec()));
  }

  /// Writes a sample, or keeps it for a moment.
  void sample(Track track, Sample sample) throws IOException {
    long dts = sample.dtsMicros();
    if (firstMicros < 0) {
      firstMicros = dts;
    }
    if (dts < firstMicros) {
      return; // sound from before the first picture
    }
    int before = desk.writerIndex();
    try {
      if (!track.equals(tracks.put(track.id(), track)) && FileBody.LEARNING.contains(format)) {
        body.track(track, desk);
      }
      body.sample(rebased ? sample.later(-firstMicros) : sample, desk);
      lastMicros = Math.max(lastMicros, dts);
    } catch (MediaException _) {
      desk.writerIndex(before); // as feeds do: it is left out
      leftOut++;
    }
    if (desk.readableBytes() >= MAX_DESK_BYTES) {
      flush();
    }
  }

  /// Hands what there is to the system.
  ///
  /// @throws IOException if the disk refuses; the file is then as the last flush left it
  void flush() throws IOException {
    try {
      while (desk.isReadable()) {
        desk.readBytes(channel, desk.readableBytes());
      }
      writtenBytes = channel.size() - originBytes;
      desk.clear();
    } catch (IOException e) {
      cutBack(e);
      throw e;
    }
  }

  private void cutBack(IOException why) {
    try {
      channel.truncate(originBytes + writtenBytes);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /// Whether somebody removed the file under our hands.
  boolean isGone() {
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// Completes the file and closes it.
  FileFacts finish(long nowUnixMillis) throws IOException {
    try {
      body.end(desk);
      flush();
      body.complete(channel);
      channel.close();
      return facts(nowUnixMillis);
    } finally {
      abandon(nowUnixMillis);
    }
  }

  /// Closes it as it is, if it is open; one that is empty goes, so that tries which fail leave
  /// nothing.
  FileFacts abandon(long nowUnixMillis) {
    try {
      close();
      if (originBytes + writtenBytes == 0) { // nothing is worth keeping
        Files.deleteIfExists(path);
      }
    } catch (IOException _) {
      // Why it is abandoned is worse, and known.
    }
    return facts(nowUnixMillis);
  }

  /// How many samples could not be written in this format.
  long leftOut() {
    return leftOut;
  }

  private FileFacts facts(long nowUnixMillis) {
    return new FileFacts(
        path.toString(), writtenBytes, startUnixMillis, nowUnixMillis, firstMicros, lastMicros);
  }

  private void close() throws IOException {
    if (desk.refCnt() > 0) {
      desk.release();
    }
    channel.close();
  }
}
