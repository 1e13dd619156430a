package dev.weir.http.segmented;

import dev.weir.media.Codec;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Where a file is cut: like a live stream at keyframes of its main track, and all other tracks by
/// their decoding times.
///
/// Holds 16 bytes for each segment: when it starts, and between which samples of the index its own
/// are, since files interleave tracks as they like. Everything else is computed from the index when
/// asked. Immutable; any thread.
final class FileTable {
  private static final long SHORTEST_MICROS = TimeUnit.SECONDS.toMicros(1);
  private static final long USUAL_STEP_MICROS = 40_000;

  private final Map<Integer, Track> tracks = new TreeMap<>();
  private final SampleIndex index;
  private final long[] starts; // decoding time of the first sample of the main track
  private final int[] first; // number of the first sample in the index
  private final int[] end; // number behind the last
  private final long endMicros; // of the main track
  private final long shiftMicros; // so that no decoding time is negative in what is written
  private final long periodMicros; // when the first picture or sound of the main track is presented
  private final long longestMicros;

  /// Goes through the index of `file` three times.
  FileTable(MediaFile file, long segmentSizeMillis) {
    this.index = file.index();
    file.tracks().forEach(track -> tracks.put(track.id(), track));
    long target = Math.max(SHORTEST_MICROS, TimeUnit.MILLISECONDS.toMicros(segmentSizeMillis));
    int main = main(file.tracks());
    this.starts = starts(main, target);
    this.first = new int[starts.length];
    this.end = new int[starts.length];
    Arrays.fill(first, Integer.MAX_VALUE);
    this.endMicros = place(main);
    this.shiftMicros = Math.max(0, -earliest());
    this.periodMicros =
        starts.length == 0 ? 0 : segment(0).span(main).map(TrackSpan::startPtsMicros).orElse(0L);
    long longest = target;
    for (int i = 0; i < starts.length; i++) {
      longest = Math.max(longest, endOf(i) - starts[i]);
    }
    this.longestMicros = longest;
  }

  long longestMicros() {
    return longestMicros;
  }

  /// All segments, each computed when it is looked at.
  List<Segment> segments() {
    return new AbstractList<>() {
      @Override
      public Segment get(int number) {
        return segment(number);
      }

      @Override
      public int size() {
        return starts.length;
      }
    };
  }

  /// The number of the first sample in the index that may be of a segment.
  int firstSample(int segment) {
    return first[segment];
  }

  /// The number behind the last one.
  int endSample(int segment) {
    return end[segment];
  }

  /// Which segment a sample of this decoding time is in.
  int segmentAt(long dtsMicros) {
    int at = Arrays.binarySearch(starts, dtsMicros);
    return at >= 0 ? at : Math.max(0, -at - 2);
  }

  /// What is added to all times of the file: MP4 has samples before its time 0, CMAF has not.
  long shiftMicros() {
    return shiftMicros;
  }

  private long earliest() {
    long earliest = 0;
    for (int i = 0; i < index.count(); i++) {
      earliest = Math.min(earliest, index.dtsMicros(i));
    }
    return earliest;
  }

  private static int main(List<Track> tracks) {
    Track main = null;
    for (Track track : tracks) {
      boolean better = main == null || track.codec().kind().compareTo(main.codec().kind()) < 0;
      boolean leads = track.isVideo() || track.isAudio();
      main = leads && better ? track : main;
    }
    return main == null ? 0 : main.id();
  }

  private long[] starts(int main, long target) {
    long[] found = new long[64];
    int count = 0;
    for (int i = 0; i < index.count(); i++) {
      long dts = index.dtsMicros(i);
      boolean cuts =
          index.trackId(i) == main
              && index.keyframe(i)
              && (count == 0 || dts - found[count - 1] >= target);
      if (cuts) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = dts;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// Notes where the samples of each segment are; returns when the main track ends.
  private long place(int main) {
    long last = 0;
    long step = USUAL_STEP_MICROS;
    for (int i = 0; i < index.count() && starts.length > 0; i++) {
      long dts = index.dtsMicros(i);
      int segment = segmentAt(dts);
      first[segment] = Math.min(first[segment], i);
      end[segment] = i + 1;
      if (index.trackId(i) == main) {
        step = dts > last && last > 0 ? dts - last : step;
        last = dts;
      }
    }
    return last + step;
  }

  private long endOf(int segment) {
    return segment + 1 < starts.length ? starts[segment + 1] : endMicros;
  }

  private Segment segment(int number) {
    Map<Integer, Spanned> spans = new TreeMap<>();
    for (int i = first[number]; i < end[number]; i++) {
      if (segmentAt(index.dtsMicros(i)) == number) {
        spans.computeIfAbsent(index.trackId(i), _ -> new Spanned()).add(index, i);
      }
    }
    List<TrackSpan> all =
        spans.entrySet().stream()
            .filter(span -> tracks.containsKey(span.getKey()))
            .map(span -> span(number, span.getKey(), span.getValue()))
            .toList();
    long duration = endOf(number) - starts[number];
    Part whole = new Part(starts[number] + shiftMicros, duration, all);
    return Segment.of(number, 0, false, 0, periodMicros, -1, List.of(whole));
  }

  private TrackSpan span(int number, int trackId, Spanned found) {
    Track track = Objects.requireNonNull(tracks.get(trackId));
    return new TrackSpan(
        track,
        found.first,
        found.last + 1L,
        found.samples,
        found.bytes,
        index.bytes(found.first),
        index.dtsMicros(found.first) + shiftMicros,
        endMicros(number, track, found) + shiftMicros,
        (int) (found.earliestMicros - index.dtsMicros(found.first)),
        index.keyframe(found.first));
  }

  /// When the next sample of the track comes, if it does in the next segment.
  private long endMicros(int number, Track track, Spanned found) {
    long last = index.dtsMicros(found.last);
    if (track.codec() instanceof Codec.Text || track.codec() instanceof Codec.Data) {
      return Math.max(last, endOf(number));
    }
    if (number + 1 < starts.length) {
      for (int i = first[number + 1]; i < end[number + 1]; i++) {
        if (index.trackId(i) == track.id() && segmentAt(index.dtsMicros(i)) == number + 1) {
          return index.dtsMicros(i);
        }
      }
    }
    return last + found.step;
  }

  /// What a segment has of a track.
  private static final class Spanned {
    private int first = -1;
    private int last;
    private int samples;
    private long bytes;
    private long step = USUAL_STEP_MICROS;

    private long earliestMicros = Long.MAX_VALUE; // of presentation

    void add(SampleIndex index, int sample) {
      if (first < 0) {
        first = sample;
      } else {
        step = Math.max(1, index.dtsMicros(sample) - index.dtsMicros(last));
      }
      last = sample;
      samples++;
      bytes += index.bytes(sample);
      long pts = index.dtsMicros(sample) + index.ptsOffsetMicros(sample);
      earliestMicros = Math.min(earliestMicros, pts);
    }
  }
}
