package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads H.264 or H.265 without a container (`.h264`, `.hevc`): one track, with id 1.
///
/// Times are counted, at the frame rate that the parameter sets say or 25 per second; after
/// [#resume] from 0 again. Pictures are shown in the order that [PictureOrder] finds; those that
/// have to wait for it are copied. Not thread-safe; [#close] gives back the memory.
public final class AnnexBReader implements Demuxer {
  private static final int TRACK_ID = 1;
  private static final int MAX_UNIT_BYTES = 8 << 20;
  private static final int MAX_NOISE_BYTES = 1 << 20;
  private static final int MAX_LEADING = 16; // pictures that a decoder may have to keep
  private static final double DEFAULT_FRAMES_PER_SECOND = 25;
  private static final double MICROS_PER_SECOND = 1_000_000;

  private final TrackSink sink;
  private final AccessUnitSplitter splitter;
  private final AnnexBTrack track;
  private final PictureOrder order;

  // A picture that others may lead, and those that do.
  private final List<Held> held = new ArrayList<>();
  private int heldBytes;

  private Codec.@Nullable Video announced;
  private boolean found; // an access unit
  private long unitPosition; // of the access unit being given
  private double frameMicros; // of the announced codec
  private double micros; // the time of the next one
  private long dropped;

  /// A picture on its way, and where its access unit begins.
  private record Held(long position, boolean keyframe, ByteBuf payload) {
    Held copy() {
      return new Held(position, keyframe, Unpooled.copiedBuffer(payload));
    }
  }

  private AnnexBReader(TrackSink sink, boolean hevc) {
    this.sink = sink;
    this.track = new AnnexBTrack(hevc);
    this.order = new PictureOrder(hevc);
    this.splitter =
        hevc
            ? AccessUnitSplitter.hevc(MAX_UNIT_BYTES, this::accessUnit)
            : AccessUnitSplitter.avc(MAX_UNIT_BYTES, this::accessUnit);
  }

  /// Reads H.264.
  public static AnnexBReader avc(TrackSink sink) {
    return new AnnexBReader(sink, false);
  }

  /// Reads H.265.
  public static AnnexBReader hevc(TrackSink sink) {
    return new AnnexBReader(sink, true);
  }

  @Override
  public void read(ByteBuf piece) {
    splitter.read(piece);
    if (!found && splitter.offset() > MAX_UNIT_BYTES + MAX_NOISE_BYTES) {
      throw new MalformedMediaException(
          "H.264 or H.265: no access unit in " + splitter.offset() + " bytes");
    }
  }

  @Override
  public void end() {
    splitter.flush();
    giveHeld();
  }

  private void accessUnit(ByteBuf unit, StartCodes codes, long offset) {
    found = true;
    try {
      Codec.Video codec = track.read(unit, codes) ? track.codec() : null;
      if (codec == null) {
        dropped++;
      } else {
        picture(codec, new Held(offset, track.isKeyframe(), track.payload()));
      }
    } catch (MediaException _) {
      dropped++; // Damaged parameter sets; the stream goes on with those in force.
    }
  }

  private void picture(Codec.Video codec, Held picture) {
    if (!codec.equals(announced)) {
      giveHeld();
      announced = codec;
      order.configure(codec);
      double said = codec.picture().framesPerSecond();
      frameMicros = MICROS_PER_SECOND / (said > 0 ? said : DEFAULT_FRAMES_PER_SECOND);
      sink.track(Track.of(TRACK_ID, codec));
    }
    ByteBuf payload = picture.payload;
    boolean leads = !held.isEmpty() && held.size() <= MAX_LEADING && order.leads(payload);
    if (!leads) {
      giveHeld();
    }
    boolean waits = leads || order.mayBeLed(payload);
    if (waits && heldBytes + payload.readableBytes() <= MAX_UNIT_BYTES) {
      held.add(picture.copy());
      heldBytes += payload.readableBytes();
    } else {
      giveHeld();
      give(picture, 0);
    }
  }

  private void giveHeld() {
    try {
      for (Held picture : held) {
        give(picture, held.size() - 1);
      }
    } finally {
      dropHeld();
    }
  }

  private void dropHeld() {
    held.forEach(picture -> picture.payload.release());
    held.clear();
    heldBytes = 0;
  }

  private void give(Held picture, int leading) {
    int delay = order.delay(picture.payload, leading);
    long dts = Math.round(micros);
    // A frame rate that lies may say years.
    int ptsOffset =
        (int) Math.min(Integer.MAX_VALUE, Math.round(micros + delay * frameMicros) - dts);
    unitPosition = picture.position;
    sink.sample(new Sample(TRACK_ID, dts, ptsOffset, picture.keyframe, picture.payload));
    micros += frameMicros;
  }

  @Override
  public long position() {
    return unitPosition;
  }

  @Override
  public void resume(long position) {
    splitter.restart(position);
    dropHeld();
    order.reset();
    micros = 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    dropHeld();
    splitter.close();
    track.close();
  }
}
