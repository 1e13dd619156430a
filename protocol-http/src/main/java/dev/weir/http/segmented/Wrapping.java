package dev.weir.http.segmented;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// How the samples of a segment become bytes: an MPEG transport stream, a CMAF segment, …
///
/// Two wrappings are the same if they are equal; the same segment in the same wrapping has the same
/// bytes for all viewers and at all times. Called on any thread.
public interface Wrapping {

  /// Whether it can hold `track`, and is meant to.
  boolean carries(Track track);

  /// Whether it writes a segment part by part; the parts one after another are then the segment. If
  /// not, there are whole segments only.
  default boolean inParts() {
    return false;
  }

  /// How many finished segments must follow before one can be written: what follows is in it.
  default int lookAhead() {
    return 0;
  }

  /// Starts what `piece` says. Everything is appended to `out`.
  Writer begin(Piece piece, ByteBuf out);

  /// What is to be written.
  ///
  /// @param segment it is, or is a part of
  /// @param part the number of the part in its segment, from 0; -1 for the whole segment
  /// @param spans what is carried of it, by track id; may be empty
  /// @param following the segments behind, [#lookAhead] of them or, at the end of a stream, less
  record Piece(Segment segment, int part, List<TrackSpan> spans, List<Segment> following) {

    /// The tracks that are carried.
    public List<Track> tracks() {
      return spans.stream().map(TrackSpan::track).toList();
    }
  }

  /// Writes one piece. Not thread-safe.
  interface Writer {
    /// Appends one sample; samples of all tracks come in the order of publication.
    ///
    /// @param lastOfTrack whether no sample of its track follows in this piece
    void sample(Sample sample, boolean lastOfTrack, ByteBuf out);

    /// Ends the piece.
    void end(ByteBuf out);
  }
}
