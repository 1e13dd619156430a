package dev.weir.feed;

import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.stream.TrackChoice;
import java.util.List;

/// An output format that a stream can be fed in; two formats are the same if they are equal.
public interface FeedFormat {

  /// A short name for logs: `FLV`, `RTMP`, `TS`.
  String name();

  /// Whether `track` is in it; others are left out.
  boolean carries(Track track);

  /// A muxer for tracks that are all carried.
  Muxer muxer(List<Track> tracks);

  /// This format with no tracks but the chosen ones.
  default FeedFormat only(TrackChoice choice) {
    return choice.everything() ? this : new ChosenTracks(this, choice);
  }
}
