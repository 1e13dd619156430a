package dev.weir.feed;

import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.stream.TrackChoice;
import java.util.List;

/// A format of which viewers get some tracks only.
record ChosenTracks(FeedFormat format, TrackChoice choice) implements FeedFormat {
  @Override
  public String name() {
    return format.name();
  }

  @Override
  public boolean carries(Track track) {
    return choice.includes(track) && format.carries(track);
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    return format.muxer(tracks);
  }
}
