package dev.weir.ogg;

import dev.weir.flac.FlacFrame;
import dev.weir.media.Codec;
import dev.weir.theora.TheoraHeaders;
import dev.weir.vorbis.VorbisBlocks;
import io.netty.buffer.ByteBuf;
import java.util.function.ToIntFunction;

/// Gives each sample of a track its granule position.
sealed interface Granules {

  /// The granule position of the end of a sample that is shown from `ptsMicros` on.
  long granule(long ptsMicros, boolean keyframe, ByteBuf payload);

  /// Counts sound samples. A time that is off by less than milliseconds can say is where the sound
  /// before ended.
  final class OfSound implements Granules {
    private static final int TOLERANCE_PER_SECOND = 500;

    private final UnitClock clock;
    private final int preSkip;
    private final ToIntFunction<ByteBuf> samples;
    private final long tolerance;

    private boolean started;
    private long end; // of the newest sample

    private OfSound(int rate, int preSkip, ToIntFunction<ByteBuf> samples) {
      this.clock = UnitClock.ofRate(rate);
      this.preSkip = preSkip;
      this.samples = samples;
      this.tolerance = rate / TOLERANCE_PER_SECOND + 1L;
    }

    static OfSound opus(Codec.Opus codec) {
      return new OfSound(codec.sampleRate(), codec.preSkip(), OpusMapping::samples);
    }

    static OfSound vorbis(Codec.Vorbis codec) {
      return new OfSound(codec.sampleRate(), 0, new VorbisBlocks(codec)::samples);
    }

    static OfSound flac(Codec.Flac codec) {
      return new OfSound(codec.sampleRate(), 0, frame -> FlacFrame.samples(frame, codec));
    }

    @Override
    public long granule(long ptsMicros, boolean keyframe, ByteBuf payload) {
      int covers = samples.applyAsInt(payload);
      long start = clock.units(ptsMicros) + preSkip;
      if (started && Math.abs(start - end) <= tolerance) {
        start = end;
      }
      started = true;
      end = Math.max(Math.max(end, 0), start + covers);
      return end;
    }
  }

  /// Counts pictures; each has its own number, however close its time is to the one before.
  final class OfTheora implements Granules {
    private final UnitClock clock;
    private final int shift;
    private final int first;

    private long frame = -1; // number of the newest picture
    private long keyframe; // number of the newest keyframe

    OfTheora(TheoraHeaders headers) {
      clock = UnitClock.of(headers.rateNumerator(), headers.rateDenominator());
      shift = headers.granuleShift();
      first = headers.version() >= TheoraHeaders.VERSION_3_2_1 ? 1 : 0;
    }

    @Override
    public long granule(long ptsMicros, boolean isKeyframe, ByteBuf payload) {
      frame = Math.max(frame + 1, clock.units(ptsMicros));
      if (isKeyframe) {
        keyframe = frame;
      }
      // A gap in the stream can be longer than the encoder thought when it chose the shift.
      long since = Math.min(frame - keyframe, (1L << shift) - 1);
      return ((keyframe + first) << shift) | since;
    }
  }

  /// Counts shown pictures; see [Vp8Mapping].
  final class OfVp8 implements Granules {
    private static final int MAX_DISTANCE = (1 << 27) - 1;

    private final UnitClock clock;

    private long frame = -1; // number of the newest shown picture
    private int hidden = Vp8Mapping.NOT_HIDDEN; // since then
    private int distance; // from the newest keyframe

    OfVp8(UnitClock clock) {
      this.clock = clock;
    }

    @Override
    public long granule(long ptsMicros, boolean keyframe, ByteBuf payload) {
      boolean shown = Vp8Mapping.isShown(payload);
      distance = keyframe ? 0 : Math.min(distance + 1, MAX_DISTANCE);
      if (shown) {
        frame = Math.max(frame + 1, clock.units(ptsMicros));
        hidden = Vp8Mapping.NOT_HIDDEN;
      } else {
        hidden = hidden == Vp8Mapping.NOT_HIDDEN ? 0 : Math.min(hidden + 1, 2);
      }
      long end = shown ? frame + 1 : frame + 2;
      return (end << Vp8Mapping.SHOWN_SHIFT)
          | ((long) hidden << Vp8Mapping.HIDDEN_SHIFT)
          | ((long) distance << Vp8Mapping.DISTANCE_SHIFT);
    }
  }
}
