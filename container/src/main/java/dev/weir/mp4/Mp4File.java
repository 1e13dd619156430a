package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An MP4, QuickTime, 3GP or Smooth Streaming file, progressive with `moov` anywhere, or
/// fragmented.
///
/// The index is made of `moov` and the `moof` boxes alone; media is not read for it, but for text
/// and for codecs whose samples change their size on the way into Weir's form. Its order is that of
/// decoding time over all tracks, however the file interleaves them, so that who reads on gets all
/// tracks at once; in fragmented files fragment after fragment, and so inside each.
///
/// Samples that lie outside the file, as in one that was cut off, are left out. A file may grow
/// while it is read: [#refresh] looks for new fragments.
///
/// The index may be used by any thread; so may everything else but [#refresh], which one thread
/// calls. [#close] closes the source.
public final class Mp4File implements MediaFile {
  /// How many samples a file may have: a day of pictures and sound.
  public static final int DEFAULT_MAX_SAMPLES = 10_000_000;

  private static final int MAX_MOOV_BYTES = 512 << 20;
  private static final int MAX_MOOF_BYTES = 16 << 20;
  private static final int MAX_BOXES = 1 << 20;

  private final ByteSource source;
  private final FileIndexer indexer;
  private final FragmentReader fragments;
  private final List<Track> tracks;

  private long position; // of the next box to look at; moved by refresh
  private int boxes; // looked at so far
  private volatile FileIndex index; // written by refresh, read by everybody

  /// Takes `moov` as it was found; nothing is indexed yet.
  private Mp4File(ByteSource source, Movie movie, int maxSamples) {
    this.source = source;
    this.indexer = new FileIndexer(source, movie, maxSamples);
    this.fragments = new FragmentReader(movie);
    this.tracks = movie.tracks().stream().map(MovieTrack::track).toList();
    this.index = indexer.index();
  }

  /// Reads the index of a file of at most [#DEFAULT_MAX_SAMPLES]. If it throws, the source stays
  /// open.
  ///
  /// @throws MalformedMediaException if a size or count in it lies, or it has no `moov`
  /// @throws UnsupportedMediaException if there is no track that Weir can read, or over a limit
  public static Mp4File open(ByteSource source) throws IOException {
    return open(source, DEFAULT_MAX_SAMPLES);
  }

  /// Reads the index of a file of at most `maxSamples`.
  public static Mp4File open(ByteSource source, int maxSamples) throws IOException {
    Movie movie = null;
    long position = 0;
    for (int boxes = 0; movie == null; boxes++) {
      FileBox box = FileBox.at(source, position);
      if (box == null || boxes > MAX_BOXES) {
        throw new MalformedMediaException(
            "MP4: no 'moov' in %d boxes and %d bytes".formatted(boxes, source.size()));
      }
      if (box.name().equals("moov")) {
        movie = Movie.read(box.body(source, MAX_MOOV_BYTES));
      }
      position = box.end();
    }
    movie = FirstSamples.resolve(source, movie);
    Mp4File file = new Mp4File(source, movie, maxSamples);
    file.readTables(movie);
    file.refresh();
    return file;
  }

  private void readTables(Movie movie) throws IOException {
    long size = source.size();
    indexer.add(
        new SampleOrder(
            movie.tracks().stream().map(track -> track.walk(size)).toList(),
            SampleWalk::dtsMicros));
    index = indexer.index();
  }

  /// Looks for fragments that were not there before, as far as all of their data is.
  ///
  /// @return whether there are new samples; all that were there keep their numbers
  public boolean refresh() throws IOException {
    int before = index.samples().count();
    long size = source.size();
    FileBox box = FileBox.at(source, position);
    while (box != null && box.end() <= size) {
      FileBox following = FileBox.at(source, box.end());
      if (box.name().equals("moof")) {
        if (following == null || following.end() > size) {
          break; // Its media is still being written.
        }
        readFragment(box);
      }
      position = box.end();
      boxes++;
      if (boxes > MAX_BOXES) {
        throw new UnsupportedMediaException("MP4: over the limit of " + MAX_BOXES + " boxes");
      }
      box = following;
    }
    index = indexer.index();
    return index.samples().count() > before;
  }

  private void readFragment(FileBox moof) throws IOException {
    List<RunWalk> walks = fragments.read(moof.body(source, MAX_MOOF_BYTES), moof.position(), 0);
    indexer.add(new SampleOrder(walks, SampleWalk::dtsMicros));
  }

  @Override
  public List<Track> tracks() {
    return tracks;
  }

  /// Every sample that is known now.
  @Override
  public SampleIndex index() {
    return index.samples();
  }

  @Override
  public @Nullable ByteSource payloads() {
    return index.isVerbatim() ? source : null;
  }

  /// How many samples could not be used so far.
  public long dropped() {
    return indexer.dropped();
  }

  @Override
  public Cursor open(int firstSample) {
    return new FileCursor(source, indexer.forms(), index, firstSample);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
