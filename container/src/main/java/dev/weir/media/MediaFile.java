package dev.weir.media;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file, or anything of known length, of which every sample is known from its index and can be
/// read at any time.
///
/// May be used by several threads at once; each [Cursor] belongs to one.
public interface MediaFile extends AutoCloseable {

  /// The tracks, in the order of their ids.
  List<Track> tracks();

  /// Every sample in the order in which they are read: as they lie in the file, or by decoding time
  /// where the file does not interleave its tracks well.
  SampleIndex index();

  /// Starts to read at the sample of this number in the index.
  Cursor open(int firstSample);

  /// Where the payloads of all sound and pictures lie at their [SampleIndex#position], each in one
  /// piece and of the size that the index says, but for what a [Cursor] would clean of them; null
  /// if they do not. Lent until this is closed.
  default @Nullable ByteSource payloads() {
    return null;
  }

  @Override
  void close() throws IOException;

  /// A place in the file. Blocks its thread; used by one thread.
  interface Cursor extends AutoCloseable {

    /// Gives the next sample to `sink`, which is not told of the tracks.
    ///
    /// @return false if there are no more
    /// @throws MediaException if the file is not what its index says
    boolean read(TrackSink sink) throws IOException;

    @Override
    void close();
  }
}
