package dev.weir.source.hls;

import dev.weir.fetch.FetchCache;
import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.IndexedFile;
import dev.weir.media.file.JoinedFile;
import dev.weir.media.file.KeptFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.playlist.MediaPlaylist;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/// Makes one file of a presentation that has ended: every segment is read once, and what is in it
/// is remembered; afterwards segments are fetched again as they are played.
///
/// ```
/// segments without a break → HlsRun → IndexedFile ┐ at the time of its discontinuity number
/// subtitles                → KeptFile             ┴→ JoinedFile
/// ```
final class HlsFilm {
  private static final int PROBE_BYTES = 4096;
  private static final long MAX_TEXT_BYTES = 8 << 20;

  private final HlsResources resources;
  private final HlsLoader loader;
  private final FetchCache cache;
  private final LongSupplier nanoClock;
  private final long untilNanos;

  private HlsFilm(
      HlsResources resources, FetchCache cache, LongSupplier nanoClock, long untilNanos) {
    this.resources = resources;
    this.loader = new HlsLoader(resources);
    this.cache = cache;
    this.nanoClock = nanoClock;
    this.untilNanos = untilNanos;
  }

  /// Reads it.
  ///
  /// @param untilNanos when reading is given up, as `nanoClock` tells
  /// @throws IOException if it goes on, if a segment cannot be had, or if it takes too long
  /// @throws dev.weir.media.MediaException if it cannot be one file
  static MediaFile read(
      HlsResources resources, FetchCache cache, LongSupplier nanoClock, long untilNanos)
      throws IOException, InterruptedException {
    return new HlsFilm(resources, cache, nanoClock, untilNanos).read();
  }

  /// A media playlist that has ended.
  private record Listed(HlsMember member, URI base, MediaPlaylist playlist) {}

  /// A file with times of the source.
  ///
  /// @param laterMicros from its own times to those of the source
  private record Piece(
      HlsMember member, MediaFile file, MediaFormat format, long discontinuity, long laterMicros) {

    long startMicros() {
      SampleIndex index = file.index();
      long start = Long.MAX_VALUE;
      for (int i = 0; i < index.count(); i++) {
        start = Math.min(start, index.dtsMicros(i));
      }
      return laterMicros + start;
    }

    /// The last sample of each track lasts as long as the others do on average.
    long endMicros() {
      SampleIndex index = file.index();
      Map<Integer, Long> firsts = new HashMap<>();
      Map<Integer, Integer> counts = new HashMap<>();
      long end = Long.MIN_VALUE;
      for (int i = 0; i < index.count(); i++) {
        long dts = index.dtsMicros(i);
        long first = firsts.computeIfAbsent(index.trackId(i), _ -> dts);
        int steps = counts.merge(index.trackId(i), 1, Integer::sum) - 1;
        end = Math.max(end, dts + (steps == 0 ? 0 : (dts - first) / steps));
      }
      return laterMicros + end;
    }
  }

  private MediaFile read() throws IOException, InterruptedException {
    List<Listed> media = new ArrayList<>();
    List<Listed> texts = new ArrayList<>();
    for (HlsMember member : HlsMember.of(resources)) {
      (member.text() ? texts : media).add(list(member));
    }
    List<Piece> pieces = new ArrayList<>();
    boolean whole = false;
    try {
      readAll(media, pieces);
      MediaFile film = join(pieces, texts);
      whole = true;
      return film;
    } finally {
      if (!whole) {
        for (Piece piece : pieces) {
          piece.file.close();
        }
      }
    }
  }

  private Listed list(HlsMember member) throws IOException, InterruptedException {
    HlsResources.Found found = resources.playlist(member.uri());
    if (found.playlist() instanceof MediaPlaylist media && media.ended()) {
      return new Listed(member, found.at(), media);
    }
    throw new IOException("one of its playlists has not ended");
  }

  /// Each on a thread of its own, for most of it is waiting.
  private void readAll(List<Listed> media, List<Piece> pieces)
      throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Piece>>> reading =
          threads.invokeAll(media.stream().map(this::reading).toList());
      for (Future<List<Piece>> each : reading) {
        pieces.addAll(each.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MediaException damage) {
        throw damage;
      }
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private Callable<List<Piece>> reading(Listed listed) {
    return () -> pieces(listed);
  }

  private List<Piece> pieces(Listed listed) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    List<MediaPlaylist.Segment> run = new ArrayList<>();
    for (MediaPlaylist.Segment segment : listed.playlist.segments()) {
      if (!run.isEmpty() && !goesOn(run.getLast(), segment)) {
        add(listed, run, pieces);
        run.clear();
      }
      if (!segment.gap()) {
        run.add(segment);
      }
    }
    if (!run.isEmpty()) {
      add(listed, run, pieces);
    }
    return pieces;
  }

  private static boolean goesOn(MediaPlaylist.Segment before, MediaPlaylist.Segment next) {
    return !next.gap() && !next.discontinuity() && Objects.equals(before.map(), next.map());
  }

  private void add(Listed listed, List<MediaPlaylist.Segment> segments, List<Piece> pieces)
      throws IOException {
    HlsRun run = new HlsRun(loader, cache, listed.base, List.copyOf(segments));
    ByteBuf start = Unpooled.buffer(PROBE_BYTES);
    run.read(0, start, PROBE_BYTES);
    MediaFormat format = MediaFormat.of(start, "");
    if (format == null) {
      throw new UnsupportedMediaException("HLS: a segment is of no format that is known");
    }
    if (PackedAudio.isOf(format)) {
      run.close(); // each segment is a file of its own
      for (MediaPlaylist.Segment segment : segments) {
        addPacked(listed, segment, format, pieces);
      }
    } else {
      long discontinuity = segments.getFirst().discontinuitySequence();
      pieces.add(new Piece(listed.member, read(run, format), format, discontinuity, 0));
    }
  }

  /// Packed audio: each segment counts from its own start.
  private void addPacked(
      Listed listed, MediaPlaylist.Segment segment, MediaFormat format, List<Piece> pieces)
      throws IOException {
    HlsRun alone = new HlsRun(loader, cache, listed.base, List.of(segment));
    ByteBuf start = Unpooled.buffer(PROBE_BYTES);
    alone.read(0, start, PROBE_BYTES);
    long goesOnMicros = pieces.isEmpty() ? 0 : pieces.getLast().endMicros();
    long laterMicros = PackedAudio.startMicros(start).orElse(goesOnMicros);
    long discontinuity = segment.discontinuitySequence();
    pieces.add(new Piece(listed.member, read(alone, format), format, discontinuity, laterMicros));
  }

  /// Reads a run once from start to end.
  private MediaFile read(HlsRun run, MediaFormat format) throws IOException {
    IndexedFile once = IndexedFile.read(new Hurried(run), format::demuxer);
    return new IndexedFile(run, format::demuxer, once.storedIndex());
  }

  /// Gives up when it takes too long.
  private final class Hurried implements ByteSource {
    private final ByteSource source;

    Hurried(ByteSource source) {
      this.source = source;
    }

    @Override
    public long size() throws IOException {
      return source.size();
    }

    @Override
    public int read(long position, ByteBuf out, int length) throws IOException {
      if (nanoClock.getAsLong() - untilNanos > 0) {
        throw new InterruptedIOException("it is too long to be read before it is played");
      }
      return source.read(position, out, length);
    }

    @Override
    public void close() {
      // It is lent.
    }
  }

  private MediaFile join(List<Piece> pieces, List<Listed> texts)
      throws IOException, InterruptedException {
    Map<Long, Long> shifts = shifts(pieces);
    Map<Integer, Track> tracks = new TreeMap<>();
    List<JoinedFile.Part> parts = new ArrayList<>();
    for (Piece piece : pieces) {
      long later = piece.laterMicros + shifts.getOrDefault(piece.discontinuity, 0L);
      parts.add(new JoinedFile.Part(piece.file, later, ids(piece.member, piece.file, tracks)));
    }
    HlsTimes times = new HlsTimes();
    if (pieces.stream().anyMatch(piece -> piece.format == MediaFormat.TS)) {
      times.areOfTransportStreams();
    }
    for (Listed text : texts) {
      KeptFile words = words(text, times, shifts);
      parts.add(new JoinedFile.Part(words, 0, ids(text.member, words, tracks)));
    }
    return new JoinedFile(List.copyOf(tracks.values()), parts);
  }

  /// What is added to the times of each discontinuity number: it begins where the one before ends.
  private static Map<Long, Long> shifts(List<Piece> pieces) {
    Map<Long, Long> starts = new TreeMap<>();
    Map<Long, Long> ends = new HashMap<>();
    for (Piece piece : pieces) {
      if (piece.file.index().count() > 0) {
        starts.merge(piece.discontinuity, piece.startMicros(), Math::min);
        ends.merge(piece.discontinuity, piece.endMicros(), Math::max);
      }
    }
    Map<Long, Long> shifts = new HashMap<>();
    long next = 0;
    for (Map.Entry<Long, Long> start : starts.entrySet()) {
      long shift = next - start.getValue();
      shifts.put(start.getKey(), shift);
      next = Objects.requireNonNull(ends.get(start.getKey())) + shift;
    }
    return shifts;
  }

  /// Which tracks of the stream those of a piece are, with which the stream is told of new ones.
  private static Map<Integer, Integer> ids(
      HlsMember member, MediaFile file, Map<Integer, Track> tracks) {
    Map<Integer, Integer> ids = new HashMap<>();
    for (Track track : file.tracks()) {
      if (member.takes(track.id())) {
        Track named = member.named(track);
        Track known = tracks.putIfAbsent(named.id(), named);
        if (known != null && !known.codec().equals(named.codec())) {
          throw new UnsupportedMediaException("HLS: a track changes, which no file can");
        }
        ids.put(track.id(), named.id());
      }
    }
    return ids;
  }

  private KeptFile words(Listed listed, HlsTimes times, Map<Long, Long> shifts)
      throws IOException, InterruptedException {
    KeptFile.Builder all = new KeptFile.Builder(MAX_TEXT_BYTES);
    SeenCues seen = new SeenCues(Integer.MAX_VALUE);
    for (MediaPlaylist.Segment segment : listed.playlist.segments()) {
      if (segment.gap()) {
        continue;
      }
      ByteBuf text = Unpooled.wrappedBuffer(loader.media(listed.base, segment));
      OptionalLong offset = TextSegment.offsetMicros(text, times);
      // Without a word about it, times count from the start of the presentation.
      long laterMicros =
          offset.isEmpty()
              ? 0
              : offset.getAsLong() + shifts.getOrDefault(segment.discontinuitySequence(), 0L);
      try (Demuxer reader = MediaFormat.WEBVTT.demuxer(new Words(all, seen, laterMicros))) {
        reader.read(text);
        reader.end();
      }
    }
    return all.build();
  }

  /// Puts subtitles in their place.
  private record Words(TrackSink all, SeenCues seen, long laterMicros) implements TrackSink {
    @Override
    public void track(Track track) {
      all.track(track);
    }

    @Override
    public void sample(Sample sample) {
      Sample placed = sample.later(laterMicros);
      if (seen.isNew(placed, placed.dtsMicros())) {
        all.sample(placed);
      }
    }
  }
}
