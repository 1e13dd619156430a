package dev.weir.feed;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import java.util.List;

/// An output format that a stream can be fed in; two formats are the same if they are equal.
public interface FeedFormat {

  /// A short name for logs: `flv`, `rtmp`, `ts`.
  String name();

  /// Whether tracks in this codec can be in it; others are left out.
  boolean carries(Codec codec);

  /// A muxer for tracks that are all carried.
  Muxer muxer(List<Track> tracks);
}
