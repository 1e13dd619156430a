package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.feed.Feeds;
import dev.weir.feed.Viewer;
import dev.weir.feed.ViewerPort;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Publishes a stream of ours on another server.
///
/// Confined to the channel's event loop.
final class RtmpPush implements ClientTask {
  private static final int ANSWER_LIMIT_SECONDS = 15;

  private final String name;
  private final Feeds feeds;
  private final Stream stream;

  private int streamId; // as the server chose it
  private @Nullable CompletionStage<Viewer> joined; // while in a feed, or on the way into one
  private int waitedSeconds; // for the permission to publish

  RtmpPush(String name, Feeds feeds, Stream stream) {
    this.name = name;
    this.feeds = feeds;
    this.stream = stream;
  }

  @Override
  public void connected(RtmpOutput output) {
    call(output, "releaseStream", ClientSession.RELEASE_STREAM);
    call(output, "FCPublish", ClientSession.FC_PUBLISH);
  }

  @Override
  public void streamCreated(RtmpConnection connection, int streamId) {
    this.streamId = streamId;
    connection
        .output()
        .command(
            streamId,
            "publish",
            ClientSession.PUBLISH,
            AmfValue.NULL,
            AmfValue.of(name),
            AmfValue.of("live"));
  }

  @Override
  public void status(RtmpConnection connection, String code, String description) {
    if (code.equals("NetStream.Publish.Start") && joined == null) {
      joined = feeds.join(stream, RtmpFormat.toServer(streamId), new Port(connection));
    }
  }

  @Override
  public void media(RtmpConnection connection, int type, long timestampMillis, ByteBuf body) {
    // Servers send no media to publishers.
  }

  @Override
  public void tick(RtmpConnection connection, int silentSeconds) {
    waitedSeconds += RtmpConnection.TICK_SECONDS;
    if (joined == null && waitedSeconds >= ANSWER_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.READ_START_FAILURE, "no answer to publish in " + ANSWER_LIMIT_SECONDS + " s"));
    }
  }

  @Override
  public void ending(RtmpOutput output) {
    if (joined != null) {
      joined.thenAccept(Viewer::leave);
      joined = null;
      call(output, "FCUnpublish", 0);
      output.command(0, "deleteStream", 0, AmfValue.NULL, AmfValue.of(streamId));
    }
  }

  private void call(RtmpOutput output, String method, int transaction) {
    output.command(0, method, transaction, AmfValue.NULL, AmfValue.of(name));
  }

  /// How the feed reaches the server.
  private final class Port implements ViewerPort {
    private final RtmpConnection connection;

    Port(RtmpConnection connection) {
      this.connection = connection;
    }

    @Override
    public Channel channel() {
      return connection.channel();
    }

    @Override
    public Object frame(ByteBuf piece) {
      return piece;
    }

    @Override
    public void ended(CloseReason reason) {
      ending(connection.output());
      connection.close(reason);
    }
  }
}
