package dev.weir.source.hls;

import dev.weir.media.SampleIndex;
import dev.weir.media.file.IndexedFile;
import dev.weir.media.file.MediaFormat;
import java.util.HashMap;
import java.util.Map;

/// Segments of a playlist that go on from one another, as one file, with times of the source.
///
/// @param first the place in the playlist of the first segment
/// @param count how many there are
/// @param laterMicros from the times of the file to those of the source
/// @param file reads `run`; whoever has the piece closes it
record HlsPiece(
    HlsListed listed,
    int first,
    int count,
    long laterMicros,
    MediaFormat format,
    HlsRun run,
    IndexedFile file) {

  long discontinuity() {
    return listed.segments().get(first).discontinuitySequence();
  }

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
      long start = firsts.computeIfAbsent(index.trackId(i), _ -> dts);
      int steps = counts.merge(index.trackId(i), 1, Integer::sum) - 1;
      end = Math.max(end, dts + (steps == 0 ? 0 : (dts - start) / steps));
    }
    return laterMicros + end;
  }
}
