package dev.weir.playback;

import dev.weir.media.Track;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// How a [Playback] reaches its viewer; implemented by a protocol's session.
///
/// All methods are called on the playback's own thread, in order, and may block.
public interface PlaybackPort {

  /// Media follows from another place, or of other tracks: at the start, after a seek, after other
  /// tracks were chosen.
  ///
  /// @param tracks what comes
  /// @param fromMicros media time of the place that was asked for, or of the newest there is
  /// @param header what a reader of the format needs first; to be released
  /// @return false if the viewer is gone
  boolean begin(List<Track> tracks, long fromMicros, ByteBuf header);

  /// Sends whole samples, with room around them as [dev.weir.feed.ChunkFrame] says; to be released.
  /// Blocks while the viewer has too much before it.
  ///
  /// @return false if the viewer is gone
  boolean write(ByteBuf samples);

  /// There is no more to play.
  ///
  /// @return whether the viewer stays, and may seek back
  boolean finished();

  /// The playback is over, whatever the reason; called last.
  void ended(CloseReason reason);
}
