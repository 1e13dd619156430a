package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.VirtualFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Matroska or WebM file that lies nowhere: its size and each of its bytes are known from the
/// index of a [MediaFile], so that it can be served in ranges of any kind.
///
/// ```
/// EBML header|Segment: SeekHead|Info|Tracks|Cues|Cluster|Cluster|…
/// ```
///
/// SeekHead and Cues stand in front: players seek with one request. Sizes are all known. Samples
/// come in the order of the file, and none is read before its bytes are asked for. Any thread may
/// use it; a [Reader] belongs to one.
public final class MatroskaVirtualFile implements VirtualFile {
  private static final int SEEK_ENTRIES = 3;
  // Seek: id and size (2 + 1), SeekID (2 + 1 + 4), SeekPosition (2 + 1 + 8).
  private static final int SEEK_BYTES = 3 + 7 + 11;
  private static final int SEEK_HEAD_BYTES = 4 + 1 + SEEK_ENTRIES * SEEK_BYTES;
  // CuePoint: id and size (2), CueTime (2 + 8), CueTrackPositions (2), CueTrack (2 + 2),
  // CueClusterPosition (2 + 8).
  private static final int CUE_POSITIONS_BYTES = 4 + 10;
  private static final int CUE_BYTES = 10 + 2 + CUE_POSITIONS_BYTES;
  private static final int CUES_HEAD_BYTES = 4 + Long.BYTES;

  private final MediaFile file;
  private final SampleIndex index;
  private final Map<Integer, WrittenTrack> tracks = new LinkedHashMap<>(); // by Track.id
  private final ClusterPlan plan;
  private final Octets head; // all before the first cluster

  /// Plans the file; tracks that `type` cannot carry are left out.
  ///
  /// @param file lent as long as this is read
  public MatroskaVirtualFile(MediaFile file, DocType type) {
    this(file, type, file.tracks());
  }

  /// Plans the file of some of the tracks.
  public MatroskaVirtualFile(MediaFile file, DocType type, List<Track> selection) {
    this.file = file;
    this.index = file.index();
    for (Track track : selection) {
      if (type.carries(track.codec())) {
        tracks.put(track.id(), new WrittenTrack(track, tracks.size() + 1, type));
      }
    }
    this.plan = new ClusterPlan(index, tracks);
    this.head = head(type);
  }

  private Octets head(DocType type) {
    ByteBuf info = Unpooled.buffer();
    FileHeader.info(plan.durationMillis(), info);
    ByteBuf tracksElement = Unpooled.buffer();
    FileHeader.tracks(tracks.values(), type, tracksElement);
    int cuesPosition = SEEK_HEAD_BYTES + info.readableBytes() + tracksElement.readableBytes();
    int cues = 0;
    for (int cluster = 0; cluster < plan.count(); cluster++) {
      cues += plan.cueSample(cluster) >= 0 ? 1 : 0;
    }
    long cuesBytes = (long) cues * (CUE_BYTES + 2);
    long clusters = cuesPosition + CUES_HEAD_BYTES + cuesBytes;

    ByteBuf out = Unpooled.buffer();
    FileHeader.ebml(type, out);
    EbmlWriter.longHead(Ids.SEGMENT, clusters + plan.endBytes(), out);
    EbmlWriter.head(Ids.SEEK_HEAD, SEEK_ENTRIES * SEEK_BYTES, out);
    seek(Ids.INFO, SEEK_HEAD_BYTES, out);
    seek(Ids.TRACKS, SEEK_HEAD_BYTES + info.readableBytes(), out);
    seek(Ids.CUES, cuesPosition, out);
    out.writeBytes(info).writeBytes(tracksElement);
    EbmlWriter.longHead(Ids.CUES, cuesBytes, out);
    for (int cluster = 0; cluster < plan.count(); cluster++) {
      if (plan.cueSample(cluster) >= 0) {
        cue(cluster, clusters + plan.position(cluster), out);
      }
    }
    return Octets.copyOf(out);
  }

  private static void seek(int id, long position, ByteBuf out) {
    EbmlWriter.head(Ids.SEEK, SEEK_BYTES - 3, out);
    EbmlWriter.head(Ids.SEEK_ID, Integer.BYTES, out);
    out.writeInt(id);
    EbmlWriter.unsigned(Ids.SEEK_POSITION, position, Long.BYTES, out);
  }

  private void cue(int cluster, long position, ByteBuf out) {
    int sample = plan.cueSample(cluster);
    WrittenTrack track = Objects.requireNonNull(plan.track(sample));
    long millis = plan.millis(cluster) + plan.relativeMillis(sample, cluster, track);
    EbmlWriter.head(Ids.CUE_POINT, CUE_BYTES, out);
    EbmlWriter.unsigned(Ids.CUE_TIME, Math.max(0, millis), Long.BYTES, out);
    EbmlWriter.head(Ids.CUE_TRACK_POSITIONS, CUE_POSITIONS_BYTES, out);
    EbmlWriter.unsigned(Ids.CUE_TRACK, track.number(), Short.BYTES, out);
    EbmlWriter.unsigned(Ids.CUE_CLUSTER_POSITION, position, Long.BYTES, out);
  }

  @Override
  public long sizeBytes() {
    return head.length() + plan.endBytes();
  }

  @Override
  public Reader open(long position) {
    return new Reader(position);
  }

  /// A place in the file.
  public final class Reader implements VirtualFile.Reader, TrackSink {
    private final ByteBuf made = Unpooled.buffer(); // what was made and not given yet

    private int skipped; // bytes of what is made next that are not wanted
    private int cluster; // of the next sample
    private int sample; // the next one; index.count() at the end
    private MediaFile.@Nullable Cursor cursor;
    private boolean atClusterHead;

    private Reader(long position) {
      if (position < head.length()) {
        head.slice((int) Math.max(0, position), head.length()).writeTo(made);
        sample = plan.count() == 0 ? index.count() : plan.firstSample(0);
        atClusterHead = true;
      } else if (position - head.length() >= plan.endBytes()) {
        sample = index.count();
      } else {
        seek(position - head.length());
      }
    }

    private void seek(long target) {
      cluster = plan.clusterAt(target);
      sample = plan.firstSample(cluster);
      long at = plan.position(cluster) + ClusterPlan.HEAD_BYTES + ClusterPlan.TIMESTAMP_BYTES;
      if (target < at) {
        atClusterHead = true;
        skipped = (int) (target - plan.position(cluster));
        return;
      }
      while (true) {
        WrittenTrack track = plan.track(sample);
        int bytes = track == null ? 0 : track.blockBytes(index.bytes(sample));
        if (target < at + bytes) {
          skipped = (int) (target - at);
          return;
        }
        at += bytes;
        sample++;
      }
    }

    /// Appends as many bytes as it may, unless the file ends before.
    @Override
    public int read(ByteBuf out, int maxBytes) throws IOException {
      int left = maxBytes;
      while (left > 0) {
        if (!made.isReadable() && !make()) {
          break;
        }
        int bytes = Math.min(left, made.readableBytes());
        out.writeBytes(made, bytes);
        left -= bytes;
      }
      return maxBytes - left;
    }

    @Override
    public void close() {
      made.release();
      if (cursor != null) {
        cursor.close();
      }
    }

    /// Makes the next cluster head or block; false at the end.
    private boolean make() throws IOException {
      while (sample < index.count() && plan.track(sample) == null) {
        passOver();
      }
      if (sample >= index.count()) {
        return false;
      }
      made.clear();
      if (!atClusterHead && cluster + 1 < plan.count() && plan.firstSample(cluster + 1) == sample) {
        cluster++;
        atClusterHead = true;
      }
      if (atClusterHead) {
        EbmlWriter.longHead(Ids.CLUSTER, plan.bytes(cluster) - ClusterPlan.HEAD_BYTES, made);
        EbmlWriter.unsigned(Ids.TIMESTAMP, plan.millis(cluster), Long.BYTES, made);
        atClusterHead = false;
      } else {
        readSample();
        sample++;
      }
      made.skipBytes(skipped);
      skipped = 0;
      return true;
    }

    private void passOver() throws IOException {
      if (cursor != null) {
        readSample();
      }
      sample++;
    }

    private void readSample() throws IOException {
      if (cursor == null) {
        cursor = file.open(sample);
      }
      if (!cursor.read(this)) {
        throw new MalformedMediaException("Sample %d of a file is not there".formatted(sample));
      }
    }

    @Override
    public void track(Track track) {}

    /// Takes the sample that the file has under the number which is next.
    @Override
    public void sample(Sample found) {
      WrittenTrack track = plan.track(sample);
      if (track == null) {
        return;
      }
      if (found.trackId() != index.trackId(sample)
          || found.payload().readableBytes() != index.bytes(sample)) {
        throw new MalformedMediaException(
            "Sample %d of a file: track %d, %d bytes; its index says track %d, %d bytes"
                .formatted(
                    sample,
                    found.trackId(),
                    found.payload().readableBytes(),
                    index.trackId(sample),
                    index.bytes(sample)));
      }
      track.check(found.payload());
      int millis = plan.relativeMillis(sample, cluster, track);
      track.write(millis, index.keyframe(sample), found.payload(), made);
    }
  }
}
