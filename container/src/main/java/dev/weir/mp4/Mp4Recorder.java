package dev.weir.mp4;

import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a recording that plays after a kill at any moment, up to the part that was being written,
/// and that becomes a plain MP4 file when it ends in order.
///
/// ```
/// while recording:  ftyp · free · moov (no samples) · moof mdat · moof mdat · …
/// finished:         ftyp · mdat (everything that stood there until now    ) · moov (all samples)
/// ```
///
/// Everything that is appended to `out` belongs at the end of the file, in order. Then [#finish]
/// tells which 16 bytes to write over: before that write the file is a fragmented one, after it a
/// plain one.
///
/// The recording starts at 0 with its first sample. Parts last less than a second; their payloads
/// are held until then, and about 5 bytes for each sample until the end. A track keeps its
/// configuration: when it changes, a new recording has to begin. Tracks that MP4 cannot carry are
/// left out. Not thread-safe.
public final class Mp4Recorder {
  private static final long PART_MICROS = 800_000; // with what waits before it, less than a second
  private static final long MIN_PART_MICROS = 500_000; // between keyframes that end a part
  private static final int MAX_PART_BYTES = 16 << 20;
  private static final int WIDE_HEADER_BYTES = 2 * BoxWriter.HEADER_BYTES;
  private static final long MAX_32_BITS = 0xFFFF_FFFFL;

  /// The last write to a recording.
  ///
  /// @param position where in the file
  /// @param bytes what goes there
  public record Finish(long position, Octets bytes) {}

  private final Map<Integer, RecordedTrack> tracks = new LinkedHashMap<>();

  private long freePosition; // of the box that becomes an mdat
  private long fileBytes; // appended so far
  private int sequenceNumber; // of the newest fragment
  private boolean started; // since the first sample
  private long originMicros; // decoding time of the first sample
  private long partMicros; // when the open part started
  private long partBytes;

  /// A recording of these tracks.
  public Mp4Recorder(List<Track> tracks) {
    for (Track track : tracks) {
      if (InitSegment.carries(track.codec())) {
        this.tracks.put(track.id(), new RecordedTrack(track));
      }
    }
  }

  /// Appends the start of the file. Comes first.
  public void begin(ByteBuf out) {
    int start = out.writerIndex();
    MovieBox.fileType(tracks.values().stream().anyMatch(RecordedTrack::isLinear), out);
    freePosition = (long) out.writerIndex() - start;
    int free = BoxWriter.begin("free", out);
    out.writeLong(0);
    BoxWriter.end(free, out);
    InitSegment.movie(tracks.values().stream().map(RecordedTrack::track).toList(), 0, out);
    fileBytes = (long) out.writerIndex() - start;
  }

  /// Takes a sample, and appends a part if one is complete.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  public void sample(Sample sample, ByteBuf out) {
    RecordedTrack track = tracks.get(sample.trackId());
    if (track == null) {
      return;
    }
    if (!started) {
      started = true;
      originMicros = sample.dtsMicros();
    }
    long dtsMicros = sample.dtsMicros() - originMicros;
    if (dtsMicros < 0) {
      return; // sound from before the first picture
    }
    if (isPartComplete(track, dtsMicros, sample.keyframe())) {
      writePart(out);
      partMicros = dtsMicros;
    }
    partBytes += sample.payload().readableBytes();
    track.add(dtsMicros, sample);
  }

  private boolean isPartComplete(RecordedTrack track, long dtsMicros, boolean keyframe) {
    long micros = dtsMicros - partMicros;
    boolean atKeyframe = keyframe && track.track().isVideo() && micros >= MIN_PART_MICROS;
    return atKeyframe || micros >= PART_MICROS || partBytes >= MAX_PART_BYTES;
  }

  private void writePart(ByteBuf out) {
    int start = out.writerIndex();
    for (RecordedTrack track : tracks.values()) {
      sequenceNumber = track.write(sequenceNumber, fileBytes - start, out);
    }
    fileBytes += out.writerIndex() - start;
    partBytes = 0;
  }

  /// Appends the last part and the index of everything. Comes last.
  ///
  /// @return what to write, after all that was appended is safely in the file
  public Finish finish(ByteBuf out) {
    writePart(out);
    int start = out.writerIndex();
    for (RecordedTrack track : tracks.values()) {
      track.end(fileBytes - start, out);
    }
    fileBytes += out.writerIndex() - start;
    List<TrackTables> tables =
        tracks.values().stream()
            .map(RecordedTrack::tables)
            .filter(table -> !table.isEmpty())
            .toList();
    tables.forEach(table -> table.place(0, fileBytes > MAX_32_BITS));
    MovieBox.write(tables, out);
    ByteBuf header = Unpooled.buffer(WIDE_HEADER_BYTES);
    header.writeInt(1).writeInt(FourCc.of("mdat")).writeLong(fileBytes - freePosition);
    return new Finish(freePosition, Octets.copyOf(header));
  }
}
