package dev.weir.source.hls;

import dev.weir.fetch.FetchCache;
import dev.weir.media.ByteSource;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
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

  private MediaFile read() throws IOException, InterruptedException {
    List<HlsListed> media = new ArrayList<>();
    List<HlsListed> texts = new ArrayList<>();
    for (HlsMember member : HlsMember.of(resources)) {
      (member.text() ? texts : media).add(list(member));
    }
    List<HlsPiece> pieces = new ArrayList<>();
    boolean whole = false;
    try {
      readOnce(media, pieces);
      MediaFile film = join(pieces, texts);
      whole = true;
      return film;
    } finally {
      if (!whole) {
        for (HlsPiece piece : pieces) {
          piece.file().close();
        }
      }
    }
  }

  /// What lies on this machine is not read again as long as it is the same.
  private void readOnce(List<HlsListed> media, List<HlsPiece> pieces)
      throws IOException, InterruptedException {
    HlsIndex index = HlsIndex.of(resources, media);
    List<HlsPiece> known = index == null ? null : index.open(loader, cache);
    if (known != null) {
      pieces.addAll(known);
      return;
    }
    readAll(media, pieces);
    if (index != null) {
      index.save(pieces);
    }
  }

  private HlsListed list(HlsMember member) throws IOException, InterruptedException {
    HlsResources.Found found = resources.playlist(member.uri());
    if (found.playlist() instanceof MediaPlaylist media && media.ended()) {
      return new HlsListed(member, found.at(), media);
    }
    throw new IOException("one of its playlists has not ended");
  }

  /// Each on a thread of its own, for most of it is waiting.
  private void readAll(List<HlsListed> media, List<HlsPiece> pieces)
      throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<HlsPiece>>> reading =
          threads.invokeAll(media.stream().map(this::reading).toList());
      for (Future<List<HlsPiece>> each : reading) {
        pieces.addAll(each.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MediaException damage) {
        throw damage;
      }
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private Callable<List<HlsPiece>> reading(HlsListed listed) {
    return () -> pieces(listed);
  }

  private List<HlsPiece> pieces(HlsListed listed) throws IOException {
    List<HlsPiece> pieces = new ArrayList<>();
    List<MediaPlaylist.Segment> segments = listed.segments();
    int first = -1; // of those that go on from one another; -1 if there are none
    for (int i = 0; i < segments.size(); i++) {
      if (first >= 0 && !goesOn(segments.get(i - 1), segments.get(i))) {
        add(listed, first, i, pieces);
        first = -1;
      }
      if (first < 0 && !segments.get(i).gap()) {
        first = i;
      }
    }
    if (first >= 0) {
      add(listed, first, segments.size(), pieces);
    }
    return pieces;
  }

  private static boolean goesOn(MediaPlaylist.Segment before, MediaPlaylist.Segment next) {
    return !next.gap() && !next.discontinuity() && Objects.equals(before.map(), next.map());
  }

  private void add(HlsListed listed, int first, int end, List<HlsPiece> pieces) throws IOException {
    HlsRun run = run(listed, first, end);
    ByteBuf start = start(run);
    MediaFormat format = MediaFormat.of(start, "");
    if (format == null) {
      throw new UnsupportedMediaException("HLS: a segment is of no format that is known");
    }
    if (PackedAudio.isOf(format)) {
      run.close(); // each segment is a file of its own
      for (int i = first; i < end; i++) {
        addPacked(listed, i, format, pieces);
      }
    } else {
      IndexedFile file = read(run, format);
      pieces.add(new HlsPiece(listed, first, end - first, 0, format, run, file));
    }
  }

  /// Packed audio: each segment counts from its own start.
  private void addPacked(HlsListed listed, int segment, MediaFormat format, List<HlsPiece> pieces)
      throws IOException {
    HlsRun alone = run(listed, segment, segment + 1);
    long goesOnMicros = pieces.isEmpty() ? 0 : pieces.getLast().endMicros();
    long laterMicros = PackedAudio.startMicros(start(alone)).orElse(goesOnMicros);
    IndexedFile file = read(alone, format);
    pieces.add(new HlsPiece(listed, segment, 1, laterMicros, format, alone, file));
  }

  private HlsRun run(HlsListed listed, int first, int end) {
    return new HlsRun(loader, cache, listed.base(), listed.segments().subList(first, end));
  }

  private static ByteBuf start(HlsRun run) throws IOException {
    ByteBuf start = Unpooled.buffer(PROBE_BYTES);
    run.read(0, start, PROBE_BYTES);
    return start;
  }

  /// Reads a run once from start to end.
  private IndexedFile read(HlsRun run, MediaFormat format) throws IOException {
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

  private MediaFile join(List<HlsPiece> pieces, List<HlsListed> texts)
      throws IOException, InterruptedException {
    Map<Long, Long> shifts = shifts(pieces);
    Map<Integer, Track> tracks = new TreeMap<>();
    List<JoinedFile.Part> parts = new ArrayList<>();
    for (HlsPiece piece : pieces) {
      long later = piece.laterMicros() + shifts.getOrDefault(piece.discontinuity(), 0L);
      Map<Integer, Integer> ids = ids(piece.listed().member(), piece.file(), tracks);
      parts.add(new JoinedFile.Part(piece.file(), later, ids));
    }
    HlsTimes times = new HlsTimes();
    if (pieces.stream().anyMatch(piece -> piece.format() == MediaFormat.TS)) {
      times.areOfTransportStreams();
    }
    for (HlsListed text : texts) {
      KeptFile words = words(text, times, shifts);
      parts.add(new JoinedFile.Part(words, 0, ids(text.member(), words, tracks)));
    }
    return new JoinedFile(List.copyOf(tracks.values()), parts);
  }

  /// What is added to the times of each discontinuity number: it begins where the one before ends.
  private static Map<Long, Long> shifts(List<HlsPiece> pieces) {
    Map<Long, Long> starts = new TreeMap<>();
    Map<Long, Long> ends = new HashMap<>();
    for (HlsPiece piece : pieces) {
      if (piece.file().index().count() > 0) {
        starts.merge(piece.discontinuity(), piece.startMicros(), Math::min);
        ends.merge(piece.discontinuity(), piece.endMicros(), Math::max);
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

  private KeptFile words(HlsListed listed, HlsTimes times, Map<Long, Long> shifts)
      throws IOException, InterruptedException {
    KeptFile.Builder all = new KeptFile.Builder(MAX_TEXT_BYTES);
    SeenCues seen = new SeenCues(Integer.MAX_VALUE);
    for (MediaPlaylist.Segment segment : listed.segments()) {
      if (segment.gap()) {
        continue;
      }
      ByteBuf text = Unpooled.wrappedBuffer(loader.media(listed.base(), segment));
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
