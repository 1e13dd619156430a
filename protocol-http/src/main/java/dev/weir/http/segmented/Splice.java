package dev.weir.http.segmented;

import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.ts.SpliceInfo;
import java.util.Optional;

/// A message of a stream that says where its programme is left and comes back (SCTE 35).
///
/// @param number of the message in its track
/// @param announcedMicros when it came
/// @param startMicros when what it says is presented
/// @param info what it says
/// @param message whose times count from `announcedMicros`
public record Splice(
    long number, long announcedMicros, long startMicros, SpliceInfo info, Octets message) {
  private static final int CLOCK_BITS = 33;

  /// Whether samples of `codec` are such messages.
  public static boolean isSplice(Codec codec) {
    return codec instanceof Codec.Data data && data.format() == Codec.Data.Format.SCTE35;
  }

  /// Reads one; empty if it says nothing, or nothing that can be understood.
  public static Optional<Splice> of(long number, Sample sample) {
    try {
      Octets message = Octets.copyOf(sample.payload());
      SpliceInfo info = SpliceInfo.parse(message);
      if (info.command() == SpliceInfo.NULL) {
        return Optional.empty();
      }
      long announced = sample.ptsMicros();
      long start =
          info.time90k() == SpliceInfo.IMMEDIATE
              ? announced
              : Math.max(0, announced + Timescale.MPEG.toMicros(signed(info.time90k())));
      return Optional.of(new Splice(number, announced, start, info, message));
    } catch (MediaException _) {
      return Optional.empty();
    }
  }

  /// Times before that of the message are great numbers.
  private static long signed(long ticks) {
    int unused = Long.SIZE - CLOCK_BITS;
    return ticks << unused >> unused;
  }

  /// How long it is planned to last; negative if nobody said.
  public long durationMicros() {
    return info.events().stream()
        .mapToLong(SpliceInfo.Event::duration90k)
        .filter(ticks -> ticks >= 0)
        .mapToObj(Timescale.MPEG::toMicros)
        .findFirst()
        .orElse(-1L);
  }

  /// The message with times of the output that it goes into.
  ///
  /// @param originTicks what time 0 of the stream is there, in 90 kHz
  public Octets section(long originTicks) {
    return SpliceInfo.later(message, originTicks + Timescale.MPEG.fromMicros(announcedMicros));
  }
}
