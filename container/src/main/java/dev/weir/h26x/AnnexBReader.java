package dev.weir.h26x;

import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads H.264 or H.265 without a container (`.h264`, `.hevc`): one track, with id 1.
///
/// Times are counted, at the frame rate that the parameter sets say or 25 per second; after
/// [#resume] from 0 again. Pictures are shown in the order that [PictureOrder] finds. Not
/// thread-safe; [#close] gives back the memory.
public final class AnnexBReader implements Demuxer {
  private static final int TRACK_ID = 1;
  private static final int MAX_UNIT_BYTES = 8 << 20;
  private static final int MAX_NOISE_BYTES = 1 << 20;
  private static final double DEFAULT_FRAMES_PER_SECOND = 25;
  private static final double MICROS_PER_SECOND = 1_000_000;

  private final TrackSink sink;
  private final AccessUnitSplitter splitter;
  private final AnnexBTrack track;
  private final PictureOrder order;

  private Codec.@Nullable Video announced;
  private boolean found; // an access unit
  private long unitPosition; // of the access unit being given
  private double micros; // the time of the next one
  private long dropped;

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
  }

  private void accessUnit(ByteBuf unit, StartCodes codes, long offset) {
    found = true;
    unitPosition = offset;
    try {
      if (track.read(unit, codes)) {
        give(track.codec());
      } else {
        dropped++;
      }
    } catch (MediaException _) {
      dropped++; // Damaged parameter sets; the stream goes on with those in force.
    }
  }

  private void give(Codec.@Nullable Video codec) {
    if (codec == null) {
      return;
    }
    if (!codec.equals(announced)) {
      announced = codec;
      sink.track(Track.of(TRACK_ID, codec));
    }
    double said = codec.picture().framesPerSecond();
    double frameMicros = MICROS_PER_SECOND / (said > 0 ? said : DEFAULT_FRAMES_PER_SECOND);
    int delay = order.delay(codec, track.payload());
    long dts = Math.round(micros);
    // A frame rate that lies may say years.
    int ptsOffset =
        (int) Math.min(Integer.MAX_VALUE, Math.round(micros + delay * frameMicros) - dts);
    sink.sample(new Sample(TRACK_ID, dts, ptsOffset, track.isKeyframe(), track.payload()));
    micros += frameMicros;
  }

  @Override
  public long position() {
    return unitPosition;
  }

  @Override
  public void resume(long position) {
    splitter.restart(position);
    order.reset();
    micros = 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    splitter.close();
    track.close();
  }
}
