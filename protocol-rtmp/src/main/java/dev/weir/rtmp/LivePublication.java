package dev.weir.rtmp;

import dev.weir.feed.Feeds;
import dev.weir.feed.Viewer;
import dev.weir.feed.ViewerPort;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Stream;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is live, as it comes: a viewer of the same feed as others who publish it elsewhere.
final class LivePublication implements Publication {
  private final Feeds feeds;
  private final Stream stream;
  private final TrackChoice choice;

  private @Nullable CompletionStage<Viewer> joined; // while in a feed, or on the way into one
  private volatile @Nullable Viewer viewer; // once in a feed; read by whoever asks

  LivePublication(Feeds feeds, Stream stream, TrackChoice choice) {
    this.feeds = feeds;
    this.stream = stream;
    this.choice = choice;
  }

  @Override
  public void begin(RtmpConnection connection, int streamId, Consumer<CloseReason> whenOver) {
    Port port = new Port(connection.channel(), whenOver);
    joined = feeds.join(stream, RtmpFormat.toServer(streamId).only(choice), port);
    joined.thenAccept(in -> viewer = in);
  }

  @Override
  public void end(Runnable whenOver) {
    if (joined != null) {
      joined.thenAccept(Viewer::leave);
      joined = null;
    }
    whenOver.run();
  }

  @Override
  public long sentBytes() {
    Viewer in = viewer;
    return in == null ? 0 : in.sentBytes();
  }

  /// How the feed reaches the server.
  private record Port(Channel channel, Consumer<CloseReason> whenOver) implements ViewerPort {
    @Override
    public Object frame(ByteBuf piece) {
      return piece;
    }

    @Override
    public void ended(CloseReason reason) {
      whenOver.accept(reason);
    }
  }
}
