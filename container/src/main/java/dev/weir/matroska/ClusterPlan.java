package dev.weir.matroska;

import dev.weir.media.SampleIndex;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which samples of an index share a Cluster, and where each Cluster lies in the file that is made
/// of them.
///
/// ```
/// Cluster:  id (4)|size (8)|Timestamp (1 + 1 + 8)|blocks
/// ```
///
/// A cluster begins with a video keyframe at least a second after the one before, and lasts at most
/// five seconds. Immutable once made; any thread may read it.
final class ClusterPlan {
  static final int HEAD_BYTES = 4 + Long.BYTES;
  static final int TIMESTAMP_BYTES = 1 + 1 + Long.BYTES;
  private static final int MIN_MILLIS = 1_000;
  private static final int MAX_MILLIS = 5_000;
  private static final int FIRST_CAPACITY = 256;

  private final SampleIndex index;
  private final Map<Integer, WrittenTrack> tracks; // by Track.id
  private final boolean hasVideo;

  private int count;
  private int[] firstSamples = new int[FIRST_CAPACITY];
  private long[] positions = new long[FIRST_CAPACITY]; // from the first cluster's on
  private long[] millis = new long[FIRST_CAPACITY];
  private int[] cueSamples = new int[FIRST_CAPACITY]; // where playing can start, -1 if nowhere
  private long endBytes;
  private long durationMillis;

  // Of the cluster being planned.
  private long firstMillis;
  private long leastMillis;
  private long mostMillis;
  private boolean sawMain; // a sample of video, or of any track if there is none

  ClusterPlan(SampleIndex index, Map<Integer, WrittenTrack> tracks) {
    this.index = index;
    this.tracks = tracks;
    this.hasVideo = tracks.values().stream().anyMatch(track -> track.track().isVideo());
    plan();
  }

  private void plan() {
    for (int sample = 0; sample < index.count(); sample++) {
      WrittenTrack track = track(sample);
      if (track == null) {
        continue;
      }
      long time = blockMillis(sample, track);
      if (count == 0 || isDue(track, sample, time)) {
        close();
        open(sample, time);
      }
      if (!sawMain && (track.track().isVideo() || !hasVideo)) {
        sawMain = true;
        cueSamples[count - 1] = !hasVideo || index.keyframe(sample) ? sample : -1;
      }
      leastMillis = Math.min(leastMillis, time);
      mostMillis = Math.max(mostMillis, time);
      endBytes += track.blockBytes(index.bytes(sample));
    }
    close();
  }

  private boolean isDue(WrittenTrack track, int sample, long time) {
    long span = Math.max(mostMillis, time) - Math.min(leastMillis, time);
    boolean sync =
        hasVideo
            ? track.track().isVideo() && index.keyframe(sample)
            : track.track().isAudio() || tracks.size() == 1;
    return span > Short.MAX_VALUE
        || time - firstMillis >= MAX_MILLIS
        || (sync && time - firstMillis >= MIN_MILLIS);
  }

  private void open(int sample, long time) {
    if (count == firstSamples.length) {
      int grown = 2 * count;
      firstSamples = Arrays.copyOf(firstSamples, grown);
      positions = Arrays.copyOf(positions, grown);
      millis = Arrays.copyOf(millis, grown);
      cueSamples = Arrays.copyOf(cueSamples, grown);
    }
    firstSamples[count] = sample;
    positions[count] = endBytes;
    cueSamples[count] = -1;
    endBytes += HEAD_BYTES + TIMESTAMP_BYTES;
    firstMillis = time;
    leastMillis = time;
    mostMillis = time;
    sawMain = false;
    count++;
  }

  private void close() {
    if (count > 0) {
      millis[count - 1] = Math.max(0, leastMillis);
      durationMillis = Math.max(durationMillis, mostMillis);
    }
  }

  private long blockMillis(int sample, WrittenTrack track) {
    long pts = index.dtsMicros(sample) + index.ptsOffsetMicros(sample);
    return Math.max(Short.MIN_VALUE, track.millis(pts));
  }

  /// The track of a sample, null if it is left out.
  @Nullable WrittenTrack track(int sample) {
    return tracks.get(index.trackId(sample));
  }

  /// The time of a sample's block, from that of its cluster on.
  int relativeMillis(int sample, int cluster, WrittenTrack track) {
    return (int) (blockMillis(sample, track) - millis[cluster]);
  }

  int count() {
    return count;
  }

  /// The number of the first sample of a cluster.
  int firstSample(int cluster) {
    return firstSamples[cluster];
  }

  /// Where a cluster begins, from the first one's beginning on.
  long position(int cluster) {
    return positions[cluster];
  }

  /// What its blocks are counted from.
  long millis(int cluster) {
    return millis[cluster];
  }

  /// The sample of a cluster at which playing can start, its first keyframe of video if no other
  /// picture comes before; -1 if there is none.
  int cueSample(int cluster) {
    return cueSamples[cluster];
  }

  /// All of its bytes, its head included.
  long bytes(int cluster) {
    return (cluster + 1 < count ? positions[cluster + 1] : endBytes) - positions[cluster];
  }

  /// The bytes of all clusters.
  long endBytes() {
    return endBytes;
  }

  /// When the last sample is shown.
  long durationMillis() {
    return durationMillis;
  }

  /// The cluster that the byte at `position` lies in.
  int clusterAt(long position) {
    int found = Arrays.binarySearch(positions, 0, count, position);
    return found >= 0 ? found : -found - 2;
  }
}
