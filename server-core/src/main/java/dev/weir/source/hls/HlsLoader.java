package dev.weir.source.hls;

import dev.weir.playlist.ByteRange;
import dev.weir.playlist.MediaPlaylist;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Fetches what the media of a presentation consists of, and makes it plain. Any thread; blocks.
final class HlsLoader {
  private final HlsResources resources;
  private final HlsKeys keys;

  HlsLoader(HlsResources resources) {
    this.resources = resources;
    this.keys = new HlsKeys(resources);
  }

  /// The bytes of a segment.
  ///
  /// @param base of the playlist in which it stands
  byte[] media(URI base, MediaPlaylist.Segment segment) throws IOException, InterruptedException {
    return keys.plain(
        bytes(base, segment.uri(), segment.range()), segment.keys(), base, segment.sequence());
  }

  /// The bytes of the initialization section of a segment.
  ///
  /// @param sequence of the segment
  byte[] map(URI base, MediaPlaylist.Init map, long sequence)
      throws IOException, InterruptedException {
    return keys.plain(bytes(base, map.uri(), map.range()), map.keys(), base, sequence);
  }

  private byte[] bytes(URI base, String reference, @Nullable ByteRange range)
      throws IOException, InterruptedException {
    return resources.bytes(
        resources.resolve(base, reference), range, HlsResources.MAX_SEGMENT_BYTES);
  }
}
