package dev.weir.flv;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;

/// Writes progressive FLV (10.1 annex E, with Enhanced RTMP): what HTTP-FLV viewers and `.flv`
/// files get. One tag for each sample; see [FlvBodyWriter] for the forms of the bodies.
///
/// Tracks and samples that FLV cannot carry are left out. Not thread-safe.
public final class FlvMuxer implements Muxer {
  private static final int SIGNATURE_AND_VERSION = 0x464C5601;
  private static final int HAS_AUDIO = 4;
  private static final int HAS_VIDEO = 1;
  private static final int HEADER_BYTES = 9;

  private final FlvBodyWriter bodies = new FlvBodyWriter();

  private long lastMillis; // of the newest sample
  private long groupMillis; // of the newest keyframe, where who joins starts
  private boolean hasVideo; // changes with track()

  /// Whether FLV has a form for `codec`.
  public static boolean carries(Codec codec) {
    return FlvBodyWriter.carries(codec);
  }

  @Override
  public void header(ByteBuf out) {
    boolean audio = bodies.tracks().stream().anyMatch(Track::isAudio);
    boolean video = bodies.tracks().stream().anyMatch(Track::isVideo);
    out.writeInt(SIGNATURE_AND_VERSION);
    out.writeByte((audio ? HAS_AUDIO : 0) | (video ? HAS_VIDEO : 0));
    out.writeInt(HEADER_BYTES);
    out.writeInt(0); // PreviousTagSize0
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

  /// Takes a track and appends what decoders need before `first`, at its time, without metadata.
  void announce(Track track, Sample first, ByteBuf out) {
    if (bodies.track(track)) {
      sequenceStart(track.id(), FlvBodyWriter.timestampMillis(first), out);
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    int type = bodies.type(sample.trackId());
    if (type == 0) {
      return;
    }
    lastMillis = FlvBodyWriter.timestampMillis(sample);
    if (sample.keyframe() && (type == FlvTag.VIDEO || !hasVideo)) {
      groupMillis = lastMillis;
    }
    int start = beginTag(type, lastMillis, out);
    bodies.sample(sample, out);
    endTag(start, out);
  }

  private void metadata(long millis, ByteBuf out) {
    int start = beginTag(FlvTag.SCRIPT, millis, out);
    bodies.metadata(out);
    endTag(start, out);
  }

  private void sequenceStart(int trackId, long millis, ByteBuf out) {
    int start = beginTag(bodies.type(trackId), millis, out);
    if (bodies.sequenceStart(trackId, out)) {
      endTag(start, out);
    } else {
      out.writerIndex(start);
    }
  }

  /// Appends a tag header (see [FlvReader] for the layout); returns where the tag starts.
  private static int beginTag(int type, long millis, ByteBuf out) {
    int start = out.writerIndex();
    out.writeByte(type).writeMedium(0); // The size is known at the end.
    out.writeMedium((int) millis & 0xFF_FFFF).writeByte((int) (millis >> 24));
    out.writeMedium(0); // Stream id: always 0 (E.4.1).
    return start;
  }

  /// Completes the tag. A body that its size field cannot say is left out.
  private static void endTag(int start, ByteBuf out) {
    int bodyBytes = out.writerIndex() - start - FlvTag.HEADER_BYTES;
    if (bodyBytes > FlvTag.MAX_BODY_BYTES) {
      out.writerIndex(start);
      return;
    }
    out.setMedium(start + 1, bodyBytes);
    out.writeInt(FlvTag.HEADER_BYTES + bodyBytes);
  }
}
