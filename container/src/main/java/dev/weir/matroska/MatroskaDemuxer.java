package dev.weir.matroska;

import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Matroska and WebM (RFC 9559) from a file, a socket or a process, with sizes known or not.
///
/// A track's id is its TrackNumber. Decoding times, which the format has not, are made from the
/// presentation times ([DecodingClock]). What holds no media (Cues, Tags, Attachments, …) is passed
/// over without being kept. After garbage, reading goes on at the next Cluster. Not thread-safe;
/// [#close] gives back the memory.
public final class MatroskaDemuxer implements Demuxer {
  /// A limit on blocks that fits any keyframe of today.
  public static final int DEFAULT_MAX_BLOCK_BYTES = 16 << 20;

  private static final int MAX_EBML_BYTES = 4096;
  private static final int MAX_INFO_BYTES = 1 << 20;
  private static final int MAX_TRACKS_BYTES = 16 << 20;
  private static final int MAX_UNKNOWN_BYTES = 16 << 20;
  private static final int MAX_TRACKS = 128;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MAX_NANOS = 4e18; // 126 years

  private final TrackSink sink;
  private final int maxBlockBytes;
  private final ElementScanner scanner = new ElementScanner(new Elements());
  private final BlockReader block = new BlockReader();
  private final Map<Integer, InputTrack> tracks = new HashMap<>(); // by TrackNumber

  private boolean started; // since the first EBML header
  private long scaleNanos = NANOS_PER_MILLI; // of a tick
  private long clusterPosition;
  private long clusterTicks = -1; // -1 until the cluster's Timestamp
  private long dropped;

  /// Reads with [#DEFAULT_MAX_BLOCK_BYTES].
  public MatroskaDemuxer(TrackSink sink) {
    this(sink, DEFAULT_MAX_BLOCK_BYTES);
  }

  /// Gives what it reads to `sink`.
  public MatroskaDemuxer(TrackSink sink, int maxBlockBytes) {
    this.sink = sink;
    this.maxBlockBytes = maxBlockBytes;
  }

  @Override
  public void read(ByteBuf piece) {
    scanner.read(piece);
  }

  @Override
  public void end() {
    // A block is whole: nothing waits for the next one.
  }

  /// {@inheritDoc}
  ///
  /// It is where the sample's Cluster begins.
  @Override
  public long position() {
    return clusterPosition;
  }

  @Override
  public void resume(long position) {
    scanner.resume(position);
    clusterTicks = -1;
    tracks.values().forEach(InputTrack::restart);
  }

  @Override
  public long dropped() {
    return dropped + tracks.values().stream().mapToLong(InputTrack::dropped).sum();
  }

  @Override
  public void close() {
    scanner.close();
    tracks.values().forEach(InputTrack::close);
    tracks.clear();
  }

  /// The elements that matter, at whatever level.
  private final class Elements implements ElementScanner.Handler {
    @Override
    public ElementScanner.Action element(int id, long sizeBytes, long position) {
      if (!started && id != Ids.EBML) {
        throw new MalformedMediaException(
            "Matroska: begins with element %x, not with an EBML header".formatted(id));
      }
      return switch (id) {
        case Ids.EBML -> {
          started = true;
          yield required(id, sizeBytes, MAX_EBML_BYTES, position);
        }
        case Ids.SEGMENT -> ElementScanner.Action.ENTER;
        case Ids.INFO -> required(id, sizeBytes, MAX_INFO_BYTES, position);
        case Ids.TRACKS -> required(id, sizeBytes, MAX_TRACKS_BYTES, position);
        case Ids.CLUSTER -> {
          clusterPosition = position;
          clusterTicks = -1;
          yield ElementScanner.Action.ENTER;
        }
        case Ids.TIMESTAMP -> collected(sizeBytes, Long.BYTES);
        case Ids.SIMPLE_BLOCK, Ids.BLOCK_GROUP -> collected(sizeBytes, maxBlockBytes);
        case Ids.SEEK_HEAD, Ids.CUES, Ids.CHAPTERS, Ids.TAGS, Ids.ATTACHMENTS, Ids.VOID ->
            sizeBytes < 0 ? ElementScanner.Action.LOST : ElementScanner.Action.SKIP;
        default ->
            sizeBytes < 0 || sizeBytes > MAX_UNKNOWN_BYTES
                ? ElementScanner.Action.LOST
                : ElementScanner.Action.SKIP;
      };
    }

    private ElementScanner.Action required(int id, long sizeBytes, int max, long position) {
      if (sizeBytes < 0 || sizeBytes > max) {
        throw new MalformedMediaException(
            "Matroska element %x at byte %d: size %d is not in 0..%d"
                .formatted(id, position, sizeBytes, max));
      }
      return ElementScanner.Action.COLLECT;
    }

    private ElementScanner.Action collected(long sizeBytes, int max) {
      return sizeBytes < 0 || sizeBytes > max
          ? ElementScanner.Action.LOST
          : ElementScanner.Action.COLLECT;
    }

    @Override
    public void body(int id, ByteBuf body) {
      switch (id) {
        case Ids.EBML -> readEbml(body);
        case Ids.INFO -> readInfo(body);
        case Ids.TRACKS -> readTracks(body);
        case Ids.TIMESTAMP -> clusterTicks = ElementWalk.unsigned(body, "Cluster");
        case Ids.SIMPLE_BLOCK, Ids.BLOCK_GROUP -> readBlock(id, body);
        default -> throw new IllegalStateException("element " + Integer.toHexString(id));
      }
    }

    @Override
    public void lost(long position) {
      if (!started) {
        throw new MalformedMediaException("Matroska: does not begin with an EBML header");
      }
      dropped++;
    }
  }

  private static void readEbml(ByteBuf body) {
    for (ElementWalk child = new ElementWalk(body, "EBML header"); child.next(); ) {
      switch (child.id()) {
        case Ids.DOC_TYPE -> {
          String type = child.text();
          if (!type.equals("matroska") && !type.equals("webm")) {
            throw new UnsupportedMediaException("EBML document type \"" + type + '"');
          }
        }
        case Ids.EBML_MAX_ID_LENGTH -> child.unsigned(4);
        case Ids.EBML_MAX_SIZE_LENGTH -> child.unsigned(8);
        default -> {}
      }
    }
  }

  private void readInfo(ByteBuf body) {
    for (ElementWalk child = new ElementWalk(body, "Info"); child.next(); ) {
      if (child.id() == Ids.TIMESTAMP_SCALE) {
        scaleNanos = child.unsigned();
        if (scaleNanos < 1 || scaleNanos > NANOS_PER_SECOND) {
          throw new MalformedMediaException(
              "Matroska TimestampScale: %d ns is not in 1..%d"
                  .formatted(scaleNanos, NANOS_PER_SECOND));
        }
      }
    }
  }

  private void readTracks(ByteBuf body) {
    int count = 0;
    for (ElementWalk child = new ElementWalk(body, "Tracks"); child.next(); ) {
      if (child.id() == Ids.TRACK_ENTRY) {
        if (++count > MAX_TRACKS) {
          throw new UnsupportedMediaException(
              "Matroska Tracks: more tracks than the limit of " + MAX_TRACKS);
        }
        open(TrackEntry.read(child.body(), maxBlockBytes));
      }
    }
  }

  private void open(TrackEntry entry) {
    Codec codec = codecOf(entry);
    if (codec == null) {
      return;
    }
    InputTrack old = tracks.remove(entry.number);
    Track announced = old == null ? null : old.announced();
    if (old != null) {
      dropped += old.dropped();
      old.close();
    }
    tracks.put(entry.number, new InputTrack(entry, codec, announced, sink));
  }

  private @Nullable Codec codecOf(TrackEntry entry) {
    try {
      return CodecReader.read(entry);
    } catch (MediaException _) {
      dropped++; // One track that cannot be used does not take the others with it.
      return null;
    }
  }

  private void readBlock(int id, ByteBuf body) {
    try {
      if (id == Ids.SIMPLE_BLOCK) {
        block.readSimple(body);
      } else {
        block.readGroup(body);
      }
    } catch (MediaException _) {
      dropped++;
      return;
    }
    InputTrack track = tracks.get((int) block.trackNumber());
    if (track == null || block.frames() == 0) {
      return; // of a track that Weir does not take
    }
    double start = clusterTicks + block.time() * track.entry().timestampScale;
    if (clusterTicks < 0 || Math.abs(start * scaleNanos) > MAX_NANOS) {
      dropped++;
      return;
    }
    readFrames(track, nanos(track) - track.entry().codecDelayNanos);
  }

  private long nanos(InputTrack track) {
    double scale = track.entry().timestampScale;
    return scale == 1
        ? (clusterTicks + block.time()) * scaleNanos
        : Math.round((clusterTicks + block.time() * scale) * scaleNanos);
  }

  private void readFrames(InputTrack track, long firstNanos) {
    long durationMillis = -1;
    double durationNanos = block.duration() * track.entry().timestampScale * scaleNanos;
    if (block.duration() >= 0) {
      durationMillis = Math.round(durationNanos / NANOS_PER_MILLI);
    }
    long nanos = firstNanos;
    for (int i = 0; i < block.frames(); i++) {
      ByteBuf frame = block.frame(i);
      long frameNanos = block.frames() == 1 ? 0 : track.frameNanos(frame);
      if (frameNanos == 0 && durationMillis > 0) {
        frameNanos = (long) Math.min(MAX_NANOS, durationNanos / block.frames());
      }
      long micros = Timescale.rescale(nanos, NANOS_PER_SECOND, Timescale.MICROS.ticksPerSecond());
      track.frame(micros, block.keyframe(), durationMillis, frame, block.addition());
      nanos += Math.min(frameNanos, NANOS_PER_SECOND);
    }
  }
}
