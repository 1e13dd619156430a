package dev.weir.http.progressive;

import dev.weir.feed.FeedFormat;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import dev.weir.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// A stream as an MPEG transport stream.
record TsFormat() implements FeedFormat {
  @Override
  public String name() {
    return "ts";
  }

  @Override
  public boolean carries(Codec codec) {
    return TsMuxer.carries(codec);
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    Muxer muxer = new TsMuxer();
    ByteBuf unread = Unpooled.buffer(); // nobody is there yet; all get the header
    tracks.forEach(track -> muxer.track(track, unread));
    return muxer;
  }
}
