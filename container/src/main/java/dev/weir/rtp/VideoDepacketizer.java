package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What the formats have in common whose frames say themselves what their codec is: VP8, VP9, AV1,
/// MPEG video, Theora.
///
/// Not thread-safe.
abstract class VideoDepacketizer implements Depacketizer, FrameAssembly.Output {
  private final FrameSink sink;
  private final FrameAssembly assembly = new FrameAssembly(this);

  private @Nullable Codec announced;

  VideoDepacketizer(FrameSink sink) {
    this.sink = sink;
  }

  /// Whether the payload is the first of a frame, as far as the format says.
  abstract boolean startsFrame(ByteBuf in, int index, int end);

  /// Appends what the payload has of the frame.
  abstract void readPayload(ByteBuf in, int index, int end, ByteBuf frame);

  abstract boolean isKeyframe(ByteBuf frame);

  /// What a keyframe says of its codec, or null if that is not enough.
  abstract @Nullable Codec codecOf(ByteBuf keyframe);

  @Override
  public final void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int index = packet.payloadIndex();
    int end = packet.payloadEnd();
    if (!assembly.accepts(rtpTime, startsFrame(in, index, end))) {
      return;
    }
    assembly.require(end - index);
    readPayload(in, index, end, assembly.frame());
    if (packet.marker()) {
      assembly.finish();
    }
  }

  @Override
  public final boolean frame(long rtpTime, boolean resuming, ByteBuf frame) {
    if (!isComplete()) {
      return false;
    }
    boolean keyframe;
    try {
      keyframe = isKeyframe(frame);
      if (resuming && !keyframe) {
        return false;
      }
      if (keyframe) {
        announce(codecOf(frame));
      }
    } catch (MalformedMediaException _) {
      return false;
    }
    if (announced == null) {
      return false;
    }
    sink.frame(rtpTime, keyframe, frame);
    return true;
  }

  /// Whether the payloads of the frame fit together; called once, at its end.
  boolean isComplete() {
    return true;
  }

  /// Says what the track is, if that is news.
  final void announce(@Nullable Codec codec) {
    if (codec != null && !codec.equals(announced)) {
      announced = codec;
      sink.codec(codec);
    }
  }

  static void requireBytes(String what, int to, int end) {
    if (to > end) {
      throw new MalformedMediaException(
          what + ": descriptor runs " + (to - end) + " bytes past the end of its packet");
    }
  }

  @Override
  public void lost() {
    assembly.lost();
  }

  @Override
  public final boolean needsKeyframe() {
    return assembly.isResuming();
  }

  @Override
  public final long dropped() {
    return assembly.dropped();
  }

  @Override
  public final void close() {
    assembly.close();
  }
}
