package dev.weir.mp4;

import dev.weir.media.SampleIndex;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Cuts the samples of a file, in the order in which they lie there, into groups of about half a
/// second, and brings the groups into the order of time if they are far from it.
///
/// A group is read in one go and written track by track, a chunk for each: so chunks are long
/// enough for small tables, and no reader has to jump within a group.
final class SampleGroups {
  private static final long GROUP_MICROS = 500_000;
  private static final int MAX_GROUP_BYTES = 4 << 20;

  private int[] firsts = new int[64]; // number in the index of a group's first sample
  private int[] ends = new int[64]; // and of the one after its last
  private int count;

  /// @param wanted whether a track's samples are used; the others belong to no group
  SampleGroups(SampleIndex index, TrackChoice wanted) {
    cut(index, wanted);
    sort(index);
  }

  /// Says which tracks are used.
  interface TrackChoice {
    /// Whether this one is.
    boolean wants(int trackId);
  }

  private void cut(SampleIndex index, TrackChoice wanted) {
    long start = 0;
    long bytes = 0;
    boolean open = false;
    for (int i = 0; i < index.count(); i++) {
      if (!wanted.wants(index.trackId(i))) {
        continue;
      }
      long dts = index.dtsMicros(i);
      bytes += index.bytes(i);
      if (!open || Math.abs(dts - start) >= GROUP_MICROS || bytes > MAX_GROUP_BYTES) {
        add(i);
        start = dts;
        bytes = index.bytes(i);
        open = true;
      }
      ends[count - 1] = i + 1;
    }
  }

  private void add(int first) {
    if (count == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    firsts[count++] = first;
  }

  private void sort(SampleIndex index) {
    long newest = Long.MIN_VALUE;
    boolean far = false;
    for (int group = 0; group < count; group++) {
      long start = index.dtsMicros(firsts[group]);
      far |= newest != Long.MIN_VALUE && newest - start > SamplesInPlace.MAX_DISORDER_MICROS;
      newest = Math.max(newest, start);
    }
    if (!far) {
      return;
    }
    int[] unsortedFirsts = firsts;
    int[] unsortedEnds = ends;
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingLong(group -> index.dtsMicros(unsortedFirsts[group])))
            .mapToInt(Integer::intValue)
            .toArray();
    firsts = Arrays.stream(order).map(group -> unsortedFirsts[group]).toArray();
    ends = Arrays.stream(order).map(group -> unsortedEnds[group]).toArray();
  }

  int count() {
    return count;
  }

  /// The number in the index of the first sample of a group.
  int first(int group) {
    return firsts[group];
  }

  /// The number in the index after that of the last sample of a group.
  int end(int group) {
    return ends[group];
  }
}
