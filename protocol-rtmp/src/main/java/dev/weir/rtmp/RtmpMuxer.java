package dev.weir.rtmp;

import dev.weir.amf.Amf0Writer;
import dev.weir.flv.FlvBodyWriter;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// Writes a stream as chunks of RTMP, once for all who get it.
///
/// Every message starts with a full header and an absolute time, so a reader can join at any
/// keyframe. Allocates nothing per sample. Not thread-safe.
final class RtmpMuxer implements Muxer {
  private final int streamId;
  private final boolean toServer;
  private final ChunkEncoder encoder = new ChunkEncoder(ChunkEncoder.CHUNK_BYTES);
  private final FlvBodyWriter bodies = new FlvBodyWriter();

  private long lastMillis; // of the newest sample
  private long groupMillis; // of the newest keyframe, where who joins starts
  private boolean hasVideo; // changes with track()

  /// @param toServer whether metadata is wrapped for a server that shall pass it on
  RtmpMuxer(int streamId, boolean toServer, List<Track> tracks) {
    this.streamId = streamId;
    this.toServer = toServer;
    tracks.forEach(bodies::track);
    hasVideo = bodies.tracks().stream().anyMatch(Track::isVideo);
  }

  @Override
  public void header(ByteBuf out) {
    // At 0, as files have it: FFmpeg takes metadata of any other time for a track of subtitles.
    metadata(0, out);
    for (Track track : bodies.tracks()) {
      sequenceStart(track.id(), groupMillis, out);
    }
  }

  @Override
  public void track(Track track, ByteBuf out) {
    if (bodies.track(track)) {
      hasVideo |= track.isVideo();
      metadata(lastMillis, out);
      sequenceStart(track.id(), lastMillis, out);
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    int type = bodies.type(sample.trackId());
    if (type == 0) {
      return;
    }
    lastMillis = FlvBodyWriter.timestampMillis(sample);
    if (sample.keyframe() && (type == MessageType.VIDEO || !hasVideo)) {
      groupMillis = lastMillis;
    }
    begin(type, lastMillis, out);
    bodies.sample(sample, out);
    encoder.end(out);
  }

  private void metadata(long millis, ByteBuf out) {
    begin(MessageType.DATA, millis, out);
    bodies.metadata(out);
    encoder.end(out);
  }

  private void sequenceStart(int trackId, long millis, ByteBuf out) {
    int start = out.writerIndex();
    begin(bodies.type(trackId), millis, out);
    if (bodies.sequenceStart(trackId, out)) {
      encoder.end(out);
    } else {
      out.writerIndex(start);
    }
  }

  private void begin(int type, long millis, ByteBuf out) {
    encoder.begin(out, chunkStreamOf(type), type, streamId, millis);
    if (toServer && type == MessageType.DATA) {
      Amf0Writer.writeString("@setDataFrame", out);
    }
  }

  private static int chunkStreamOf(int type) {
    return switch (type) {
      case MessageType.AUDIO -> ChunkEncoder.AUDIO;
      case MessageType.VIDEO -> ChunkEncoder.VIDEO;
      default -> ChunkEncoder.DATA;
    };
  }
}
