package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.mp4.Mp4Muxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// A progressive format as Media Source Extensions take it: sound and pictures, at the stream's own
/// times.
record SocketFormat(ProgressiveFormat format) implements FeedFormat {
  @Override
  public String name() {
    return format.name() + " over WebSocket";
  }

  @Override
  public boolean carries(Track track) {
    return (track.isVideo() || track.isAudio()) && format.carries(track);
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    if (format != ProgressiveFormat.MP4) {
      return format.muxer(tracks);
    }
    Mp4Muxer muxer = new Mp4Muxer(Mp4Muxer.Start.STREAM);
    ByteBuf unread = Unpooled.buffer(); // nobody is there yet; all get the header
    tracks.forEach(track -> muxer.track(track, unread));
    return muxer;
  }
}
