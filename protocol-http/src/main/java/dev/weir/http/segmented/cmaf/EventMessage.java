package dev.weir.http.segmented.cmaf;

import dev.weir.http.segmented.Splice;
import dev.weir.id3.MessageTag;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import java.util.Optional;

/// A message of a data track as a DASH event.
///
/// @param scheme what it is
/// @param startMicros when it is presented
/// @param durationMicros how long it lasts; negative if nobody said
/// @param id which no other event of its scheme has, be it of another encoder or from before a
///   restart: as segments' numbers never come again, it is made of one
///
///   ```
///   id: |segment's number (16)|message in the segment (11)|track (5)|
///   ```
///
/// @param message what it says, in the form of its scheme
record EventMessage(
    EventScheme scheme, long startMicros, long durationMicros, int id, Octets message) {
  private static final int TRACK_BITS = 5;
  private static final int NUMBER_BITS = 11;

  /// The event that a message is; empty if its track has none, or it cannot be read.
  ///
  /// @param sequence number of the segment that it is in
  /// @param number of the message in the segment; after 2048, ids come again
  static Optional<EventMessage> of(Codec codec, long sequence, long number, Sample sample) {
    EventScheme scheme = EventScheme.of(codec).orElse(null);
    if (scheme == null || !(codec instanceof Codec.Data(Codec.Data.Format format))) {
      return Optional.empty();
    }
    int id =
        (int) (sequence << (NUMBER_BITS + TRACK_BITS))
            | (int) (number & ((1 << NUMBER_BITS) - 1)) << TRACK_BITS
            | (sample.trackId() & ((1 << TRACK_BITS) - 1));
    if (format == Codec.Data.Format.SCTE35) {
      return Splice.of(number, sample)
          .map(splice ->
              new EventMessage(
                  scheme, splice.startMicros(), splice.durationMicros(), id, splice.section(0)));
    }
    try {
      Octets tag = MessageTag.of(format, sample.payload());
      return Optional.of(new EventMessage(scheme, Math.max(0, sample.ptsMicros()), -1, id, tag));
    } catch (MediaException _) { // what is wrong with a message is not wrong with the segment
      return Optional.empty();
    }
  }

  /// Its duration in a timescale; all ones if nobody said (ISO/IEC 23009-1 5.10.3.3).
  long durationTicks(Timescale timescale) {
    return durationMicros < 0 ? 0xFFFF_FFFFL : timescale.fromMicros(durationMicros);
  }
}
