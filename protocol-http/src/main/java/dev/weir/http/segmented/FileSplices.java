package dev.weir.http.segmented;

import dev.weir.media.MediaFile;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The messages about splices in a file. One thread.
final class FileSplices implements TrackSink {
  /// More are left out.
  private static final int MOST = 1024;

  private final long shiftMicros;
  private final List<Splice> found = new ArrayList<>();

  private int wanted = -1; // number in the index of the message to be read

  private FileSplices(long shiftMicros) {
    this.shiftMicros = shiftMicros;
  }

  /// Reads them all; blocks.
  ///
  /// @param shiftMicros what is added to all times of the file
  static List<Splice> read(MediaFile file, long shiftMicros) throws IOException {
    Set<Integer> tracks =
        file.tracks().stream()
            .filter(track -> Splice.isSplice(track.codec()))
            .map(Track::id)
            .collect(Collectors.toSet());
    FileSplices splices = new FileSplices(shiftMicros);
    SampleIndex index = file.index();
    for (int i = 0; !tracks.isEmpty() && i < index.count(); i++) {
      if (tracks.contains(index.trackId(i)) && splices.found.size() < MOST) {
        splices.wanted = i;
        try (MediaFile.Cursor cursor = file.open(i)) {
          cursor.read(splices);
        }
      }
    }
    return List.copyOf(splices.found);
  }

  @Override
  public void track(Track track) {
    // Known from the file.
  }

  @Override
  public void sample(Sample sample) {
    Splice.of(wanted, sample.later(shiftMicros)).ifPresent(found::add);
  }
}
