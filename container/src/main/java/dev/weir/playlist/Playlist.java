package dev.weir.playlist;

import dev.weir.media.MalformedMediaException;
import java.util.List;

/// An HLS playlist (RFC 8216bis 4), of one of the two kinds.
///
/// Addresses are as they stand in the text: the reader resolves them against where it has the
/// playlist from, and decides where it may go.
public sealed interface Playlist permits MultivariantPlaylist, MediaPlaylist {

  /// EXT-X-VERSION, 1 if there is none.
  int version();

  /// Reads either kind. Tags that are unknown are passed over.
  ///
  /// @throws MalformedMediaException if it is none, or says what cannot be followed
  /// @throws dev.weir.media.UnsupportedMediaException if it needs variables from elsewhere
  static Playlist parse(String text) {
    List<PlaylistLine> lines = Variables.substitute(PlaylistLine.all(text));
    boolean multivariant =
        lines.stream().anyMatch(line -> MultivariantParser.TAGS.contains(line.tag()));
    return multivariant ? MultivariantParser.parse(lines) : MediaPlaylistParser.parse(lines);
  }
}
