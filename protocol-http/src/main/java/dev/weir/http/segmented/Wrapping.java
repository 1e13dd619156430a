package dev.weir.http.segmented;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// How the samples of a segment become bytes: an MPEG transport stream, a CMAF segment, …
///
/// Two wrappings are the same if they are equal; the same segment in the same wrapping has the same
/// bytes for all viewers and at all times.
public interface Wrapping {

  /// Whether it can hold `track`, and is meant to.
  boolean carries(Track track);

  /// Starts a segment of tracks that are all carried. Everything is appended to `out`.
  Writer begin(List<Track> tracks, ByteBuf out);

  /// Writes one segment. Not thread-safe.
  interface Writer {
    /// Appends one sample.
    ///
    /// @param lastOfTrack whether no sample of its track follows in this segment
    void sample(Sample sample, boolean lastOfTrack, ByteBuf out);

    /// Ends the segment.
    void end(ByteBuf out);
  }
}
