package dev.weir.source;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A film with the subtitles that lie beside it, as tracks of its own: their samples are kept in
/// memory, and stand among those of the film by their time.
///
/// Any thread; a cursor belongs to one.
final class Subtitled implements MediaFile {
  private static final long MAX_TEXT_BYTES = 8 << 20;

  private final MediaFile film;
  private final List<Track> tracks;
  private final List<Kept> texts; // by time
  private final int[] places; // of the texts in the index
  private final SampleIndex index;

  /// A sample with a payload of its own.
  private record Kept(int trackId, long dtsMicros, int ptsOffsetMicros, Octets payload) {}

  private Subtitled(MediaFile film, List<Track> added, List<Kept> texts) {
    this.film = film;
    this.tracks = new ArrayList<>(film.tracks());
    this.tracks.addAll(added);
    this.texts = texts;
    this.places = new int[texts.size()];
    this.index = merged();
  }

  /// Where subtitles of a film may lie: `film.mp4.srt`, `film.srt`, and `.vtt` likewise.
  static List<Path> beside(Path film) {
    String name = String.valueOf(film.getFileName());
    String stem = name.substring(0, name.lastIndexOf('.') + 1);
    List<Path> found = new ArrayList<>();
    for (String ending : List.of("srt", "vtt")) {
      for (String start : List.of(name + ".", stem)) {
        Path text = film.resolveSibling(start + ending);
        if (!start.isEmpty() && !text.equals(film) && Files.isRegularFile(text)) {
          found.add(text);
        }
      }
    }
    return found;
  }

  /// `film` with the subtitles of these files.
  ///
  /// @throws dev.weir.media.MediaException if one of them is none
  static MediaFile of(MediaFile film, List<Path> files) throws IOException {
    List<Track> added = new ArrayList<>();
    List<Kept> texts = new ArrayList<>();
    int next = film.tracks().stream().mapToInt(Track::id).max().orElse(0) + 1;
    for (Path file : files) {
      if (Files.size(file) <= MAX_TEXT_BYTES) {
        read(file, next++, originMicros(film.index()), added, texts);
      }
    }
    texts.sort(Comparator.comparingLong(Kept::dtsMicros));
    return added.isEmpty() ? film : new Subtitled(film, added, texts);
  }

  private static long originMicros(SampleIndex index) {
    long origin = Long.MAX_VALUE;
    for (int i = 0; i < index.count(); i++) {
      origin = Math.min(origin, index.dtsMicros(i));
    }
    return index.count() == 0 ? 0 : Math.max(0, origin);
  }

  private static void read(
      Path file, int trackId, long originMicros, List<Track> added, List<Kept> texts)
      throws IOException {
    MediaFormat format = file.toString().endsWith(".vtt") ? MediaFormat.WEBVTT : MediaFormat.SUBRIP;
    TrackSink sink =
        new TrackSink() {
          @Override
          public void track(Track track) {
            added.removeIf(known -> known.id() == trackId);
            added.add(new Track(trackId, track.codec(), track.language(), track.title()));
          }

          @Override
          public void sample(Sample sample) {
            texts.add(
                new Kept(
                    trackId,
                    sample.dtsMicros() + originMicros,
                    sample.ptsOffsetMicros(),
                    Octets.copyOf(sample.payload())));
          }
        };
    try (LocalFile bytes = LocalFile.open(file)) {
      format.readAll(bytes, sink);
    }
  }

  /// Each text stands before the first sample of the film that is decoded after it.
  private SampleIndex merged() {
    SampleIndex films = film.index();
    SampleIndex.Builder all = new SampleIndex.Builder(films.count() + texts.size());
    int text = 0;
    for (int i = 0; i < films.count(); i++) {
      while (text < texts.size() && texts.get(text).dtsMicros() < films.dtsMicros(i)) {
        add(text, i + text, all);
        text++;
      }
      all.add(
          films.position(i),
          films.dtsMicros(i),
          films.ptsOffsetMicros(i),
          films.bytes(i),
          films.trackId(i),
          films.keyframe(i));
    }
    for (; text < texts.size(); text++) {
      add(text, films.count() + text, all);
    }
    return all.build();
  }

  private void add(int text, int place, SampleIndex.Builder all) {
    Kept kept = texts.get(text);
    places[text] = place;
    all.add(
        0, kept.dtsMicros(), kept.ptsOffsetMicros(), kept.payload().length(), kept.trackId(), true);
  }

  @Override
  public List<Track> tracks() {
    return List.copyOf(tracks);
  }

  @Override
  public SampleIndex index() {
    return index;
  }

  @Override
  public @Nullable ByteSource payloads() {
    return film.payloads();
  }

  @Override
  public Cursor open(int firstSample) {
    int found = Arrays.binarySearch(places, firstSample);
    int text = found >= 0 ? found : -found - 1; // the first that is not before
    return new Merged(film.open(firstSample - text), firstSample, text);
  }

  @Override
  public void close() throws IOException {
    film.close();
  }

  private final class Merged implements Cursor {
    private final Cursor films;
    private int next;
    private int text;

    Merged(Cursor films, int next, int text) {
      this.films = films;
      this.next = next;
      this.text = text;
    }

    @Override
    public boolean read(TrackSink sink) throws IOException {
      if (text < places.length && places[text] == next) {
        Kept kept = texts.get(text);
        sink.sample(
            new Sample(
                kept.trackId(),
                kept.dtsMicros(),
                kept.ptsOffsetMicros(),
                true,
                Unpooled.wrappedBuffer(kept.payload().toByteArray())));
        text++;
        next++;
        return true;
      }
      next++;
      return films.read(sink);
    }

    @Override
    public void close() {
      films.close();
    }
  }
}
