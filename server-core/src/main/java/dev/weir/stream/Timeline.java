package dev.weir.stream;

import dev.weir.media.Track;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Turns whatever times a source sends into times that every output can use, and counts what it had
/// to mend. No input time can end an output.
///
/// Source times become stream times by adding an offset. All tracks share an offset as long as the
/// source is sane, so what the source says about audio and video against each other is kept. When a
/// track's time leaves the place where it is expected by more than a source can be excused, the
/// track gets a new offset, one that continues where the track was, moved on by the time that
/// passed on the wall. A second track that makes the same jump takes the offset that the first one
/// got, so audio and video are together again with the first sample after the jump.
///
/// | seen | done | counted as |
/// |---|---|---|
/// | step forward by no more than passed on the wall + [#EXCUSED_MICROS] | kept: the source was silent | |
/// | any greater step forward; a step back by more than [#REORDER_MICROS] | new offset | jump |
/// | more than [#EXCUSED_MICROS] away from the other tracks | new offset | jump |
/// | the same time again | one usual step further | stuck |
/// | a smaller step back | just after the sample before | reordered |
/// | pts more than [#MAX_PTS_OFFSET_MICROS] from dts | pts = dts | offset |
///
/// What it does not mend: audio and video that drift apart by less than [#EXCUSED_MICROS]. An
/// encoder that is late with its pictures looks the same, and there the times are right.
///
/// Not thread-safe: belongs to the thread that publishes.
public final class Timeline {
  /// How far a source may be from where it is expected before it is not believed.
  static final long EXCUSED_MICROS = TimeUnit.SECONDS.toMicros(3);

  /// How far back a step may go and still be a matter of order.
  static final long REORDER_MICROS = TimeUnit.MILLISECONDS.toMicros(200);

  /// How far apart presentation and decoding time may be.
  static final int MAX_PTS_OFFSET_MICROS = (int) TimeUnit.SECONDS.toMicros(10);

  /// Decoding times of one track differ at least by this: some outputs count in milliseconds.
  static final long MIN_STEP_MICROS = 1000;

  /// How many jumps ago an offset was made for a second track to still take it.
  private static final int REMEMBERED_OFFSETS = 4;

  private static final long MAX_USUAL_STEP_MICROS = TimeUnit.MILLISECONDS.toMicros(500);

  /// What was mended so far.
  ///
  /// @param jumps new offsets after that of the first sound or picture
  /// @param stuck samples with the time of the sample before
  /// @param reordered samples with a time a little before the sample before
  /// @param offsets presentation times that were not believed
  public record Repairs(long jumps, long stuck, long reordered, long offsets) {
    /// All of them.
    public long total() {
      return jumps + stuck + reordered + offsets;
    }
  }

  private static final class TrackClock {
    private long offsetMicros;
    private long lastInMicros;
    private long lastOutMicros;
    private long lastNanos; // of the arrival
    private long usualStepMicros;

    private TrackClock(long usualStepMicros) {
      this.usualStepMicros = usualStepMicros;
    }

    /// Where the track should be after `nanos`, if it goes on as before.
    private long expected(long nowNanos) {
      long passed = TimeUnit.NANOSECONDS.toMicros(nowNanos - lastNanos);
      return lastOutMicros + Math.max(usualStepMicros, passed);
    }
  }

  private final Map<Integer, TrackClock> clocks = new HashMap<>();
  private final long[] offsets = new long[REMEMBERED_OFFSETS]; // a ring, newest at offsetCount - 1

  private int offsetCount;
  private boolean started; // since the first sound or picture: data says little of time
  private volatile Repairs repairs = new Repairs(0, 0, 0, 0); // replaced when something is mended

  /// What was mended so far; for any thread.
  public Repairs repairs() {
    return repairs;
  }

  /// The stream's decoding time for a sample that the source dates `inMicros`; greater than that of
  /// the track's sample before.
  ///
  /// @param nowNanos when the sample arrived, on a clock that does not step
  public long repair(Track track, long inMicros, long nowNanos) {
    TrackClock clock = clocks.get(track.id());
    return clock == null ? first(track, inMicros, nowNanos) : next(clock, inMicros, nowNanos);
  }

  /// The presentation offset to use for a sample that the source gives `offsetMicros`.
  public int repairOffset(int offsetMicros) {
    if (Math.abs((long) offsetMicros) <= MAX_PTS_OFFSET_MICROS) {
      return offsetMicros;
    }
    Repairs r = repairs;
    repairs = new Repairs(r.jumps, r.stuck, r.reordered, r.offsets + 1);
    return 0;
  }

  private long first(Track track, long inMicros, long nowNanos) {
    TrackClock clock = new TrackClock(track.isVideo() ? 40_000 : 20_000);
    long out;
    if (clocks.isEmpty()) {
      out = 0;
      clock.offsetMicros = newOffset(out - inMicros);
    } else {
      long expected = otherTracksAt(clock, nowNanos);
      clock.offsetMicros = offsetNear(inMicros, expected);
      out = Math.max(0, inMicros + clock.offsetMicros);
    }
    clocks.put(track.id(), clock);
    started |= track.isVideo() || track.isAudio();
    return accept(clock, inMicros, out, nowNanos);
  }

  private long next(TrackClock clock, long inMicros, long nowNanos) {
    long out = inMicros + clock.offsetMicros;
    if (jumped(clock, out, inMicros, nowNanos)) {
      clock.offsetMicros = offsetNear(inMicros, clock.expected(nowNanos));
      out = Math.max(inMicros + clock.offsetMicros, clock.lastOutMicros + MIN_STEP_MICROS);
    } else if (inMicros == clock.lastInMicros) {
      count(0, 1, 0);
      out = clock.lastOutMicros + clock.usualStepMicros;
    } else if (out < clock.lastOutMicros + MIN_STEP_MICROS) {
      count(0, 0, 1);
      out = clock.lastOutMicros + MIN_STEP_MICROS;
    } else {
      learnStep(clock, inMicros - clock.lastInMicros);
    }
    return accept(clock, inMicros, out, nowNanos);
  }

  private boolean jumped(TrackClock clock, long out, long inMicros, long nowNanos) {
    long ahead = out - clock.lastOutMicros;
    long passed = TimeUnit.NANOSECONDS.toMicros(nowNanos - clock.lastNanos);
    if (ahead < -REORDER_MICROS || ahead > passed + EXCUSED_MICROS) {
      return inMicros != clock.lastInMicros;
    }
    long others = otherTracksAt(clock, nowNanos);
    return others != Long.MIN_VALUE
        && Math.abs(out - others) > EXCUSED_MICROS
        && Math.abs(clock.expected(nowNanos) - others) < Math.abs(out - others);
  }

  /// Where the other tracks stand now, or MIN_VALUE if there are none that run.
  private long otherTracksAt(TrackClock self, long nowNanos) {
    long newest = Long.MIN_VALUE;
    for (TrackClock other : clocks.values()) {
      long silent = TimeUnit.NANOSECONDS.toMicros(nowNanos - other.lastNanos);
      if (other != self && silent < EXCUSED_MICROS) {
        newest = Math.max(newest, other.lastOutMicros + silent);
      }
    }
    return newest;
  }

  /// An offset that another track got lately and that puts `inMicros` near `expectedMicros`, else a
  /// new one that puts it exactly there.
  private long offsetNear(long inMicros, long expectedMicros) {
    for (int i = offsetCount - 1; i >= Math.max(0, offsetCount - REMEMBERED_OFFSETS); i--) {
      long offset = offsets[i % REMEMBERED_OFFSETS];
      if (expectedMicros == Long.MIN_VALUE
          || Math.abs(inMicros + offset - expectedMicros) <= EXCUSED_MICROS) {
        return offset;
      }
    }
    return newOffset(expectedMicros - inMicros);
  }

  private long newOffset(long offset) {
    if (started) {
      count(1, 0, 0);
    }
    offsets[offsetCount++ % REMEMBERED_OFFSETS] = offset;
    return offset;
  }

  private static void learnStep(TrackClock clock, long step) {
    if (step <= MAX_USUAL_STEP_MICROS) {
      clock.usualStepMicros += (step - clock.usualStepMicros) / 8;
    }
  }

  private static long accept(TrackClock clock, long inMicros, long out, long nowNanos) {
    clock.lastInMicros = inMicros;
    clock.lastOutMicros = out;
    clock.lastNanos = nowNanos;
    return out;
  }

  private void count(int jumps, int stuck, int reordered) {
    Repairs r = repairs;
    repairs = new Repairs(r.jumps + jumps, r.stuck + stuck, r.reordered + reordered, r.offsets);
  }
}
