package dev.weir.source.hls;

import dev.weir.playlist.MediaPlaylist;
import java.net.URI;
import java.util.List;

/// A media playlist of a presentation that has ended.
///
/// @param base where it was found
record HlsListed(HlsMember member, URI base, MediaPlaylist playlist) {

  List<MediaPlaylist.Segment> segments() {
    return playlist.segments();
  }
}
