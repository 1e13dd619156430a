package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.flv.FlvMuxer;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// A stream as FLV.
record FlvFormat() implements FeedFormat {
  @Override
  public String name() {
    return "flv";
  }

  @Override
  public boolean carries(Codec codec) {
    return FlvMuxer.carries(codec);
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    Muxer muxer = new FlvMuxer();
    ByteBuf unread = Unpooled.buffer(); // nobody is there yet; all get the header
    tracks.forEach(track -> muxer.track(track, unread));
    return muxer;
  }
}
