package dev.weir.vpx;

import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.bits.Gathered;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads IVF: one track of VP8, VP9 or AV1, with id 1.
///
/// ```
/// header (drawn at [IvfHeader]), then: {frame bytes:32 | time:64 | frame}*    little-endian
/// ```
///
/// A frame is read where it lies if one piece holds all of it, and is collected otherwise. Not
/// thread-safe; [#close] gives back the memory.
public final class IvfReader implements Demuxer {
  private static final int TRACK_ID = 1;
  private static final int MAX_FRAME_BYTES = 8 << 20;
  private static final int FRAME_HEADER_BYTES = 12;

  private enum State {
    HEADER,
    REST_OF_HEADER,
    FRAME_HEADER,
    FRAME
  }

  private final TrackSink sink;
  private final TemporalUnit av1 = new TemporalUnit();
  private final Gathered gathered = new Gathered();
  private final ByteBuf obus = Unpooled.buffer(0);

  private State state = State.HEADER;
  private int wantedBytes = IvfHeader.BYTES; // of the state
  private @Nullable IvfHeader header;
  private Codec.@Nullable Video announced;
  private long position; // of the next byte to be read, in the input
  private long framePosition; // where the frame being read begins
  private long micros; // its time
  private long dropped;

  /// Gives what it reads to `sink`.
  public IvfReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    ByteBuf unit;
    while ((unit = gathered.next(piece, wantedBytes)) != null) {
      step(unit);
    }
  }

  private void step(ByteBuf in) {
    int bytes = in.readableBytes();
    switch (state) {
      case HEADER -> {
        header = IvfHeader.read(in);
        await(State.REST_OF_HEADER, header.headerBytes() - IvfHeader.BYTES);
      }
      case REST_OF_HEADER -> await(State.FRAME_HEADER, FRAME_HEADER_BYTES);
      case FRAME_HEADER -> readFrameHeader(in);
      case FRAME -> {
        readFrame(in);
        await(State.FRAME_HEADER, FRAME_HEADER_BYTES);
      }
    }
    position += bytes;
  }

  private void await(State next, int bytes) {
    state = next;
    wantedBytes = bytes;
  }

  private void readFrameHeader(ByteBuf in) {
    framePosition = position;
    long bytes = in.readUnsignedIntLE();
    if (bytes > MAX_FRAME_BYTES) {
      throw new MalformedMediaException(
          "IVF frame at byte " + position + ": " + bytes + " bytes, limit " + MAX_FRAME_BYTES);
    }
    micros = header().micros(in.readLongLE());
    await(State.FRAME, (int) bytes);
  }

  private IvfHeader header() {
    if (header == null) {
      throw new IllegalStateException("resumed before the header was read");
    }
    return header;
  }

  private void readFrame(ByteBuf frame) {
    if (!frame.isReadable()) {
      return;
    }
    try {
      switch (header().codec()) {
        case IvfHeader.VP8 -> {
          Vp8FrameHeader vp8 = Vp8FrameHeader.parse(frame);
          give(vp8.keyframe() ? new Codec.Vp8(vp8.picture()) : null, vp8.keyframe(), frame);
        }
        case IvfHeader.VP9 -> {
          Vp9FrameHeader vp9 = Vp9FrameHeader.parse(frame);
          give(vp9.keyframe() ? vp9.codec() : null, vp9.keyframe(), frame);
        }
        default -> readTemporalUnit(frame);
      }
    } catch (MediaException _) {
      dropped++; // A frame without a header of its codec.
    }
  }

  private void readTemporalUnit(ByteBuf frame) {
    obus.clear();
    Obus.toSample(frame, obus);
    if (!obus.isReadable()) {
      return; // nothing but a delimiter
    }
    boolean keyframe = Obus.isKeyframe(obus);
    give(keyframe ? av1.changedCodec(obus) : null, keyframe, obus);
  }

  /// @param changed the codec that the frame says, or null if it says none
  private void give(Codec.@Nullable Video changed, boolean keyframe, ByteBuf payload) {
    if (changed != null && !changed.equals(announced)) {
      announced = changed;
      sink.track(Track.of(TRACK_ID, changed));
    }
    if (announced == null) {
      dropped++;
    } else {
      sink.sample(new Sample(TRACK_ID, micros, 0, keyframe, payload));
    }
  }

  @Override
  public void end() {
    // A frame is a whole sample: nothing waits for the next one.
  }

  @Override
  public long position() {
    return framePosition;
  }

  @Override
  public void resume(long newPosition) {
    gathered.clear();
    position = newPosition;
    await(State.FRAME_HEADER, FRAME_HEADER_BYTES);
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    gathered.close();
    obus.release();
  }
}
