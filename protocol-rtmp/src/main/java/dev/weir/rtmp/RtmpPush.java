package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import io.netty.buffer.ByteBuf;

/// Publishes on another server.
///
/// Confined to the channel's event loop.
final class RtmpPush implements ClientTask {
  private static final int ANSWER_LIMIT_SECONDS = 15;

  private final String name;
  private final Publication publication;
  private final Runnable whenPublishing;

  private int streamId; // as the server chose it
  private boolean ended; // once the publication was told to
  private boolean publishing; // once the peer has said so
  private int waitedSeconds; // for the permission to publish

  /// @param whenPublishing told once when the peer takes what is published
  RtmpPush(String name, Publication publication, Runnable whenPublishing) {
    this.name = name;
    this.publication = publication;
    this.whenPublishing = whenPublishing;
  }

  /// Bytes of media that were written to the channel. Any thread.
  long sentBytes() {
    return publication.sentBytes();
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
    if (code.equals("NetStream.Publish.Start") && !publishing) {
      publishing = true;
      publication.begin(
          connection,
          streamId,
          reason -> {
            ending(connection.output());
            connection.close(reason);
          });
      whenPublishing.run();
    }
  }

  @Override
  public void media(RtmpConnection connection, int type, long timestampMillis, ByteBuf body) {
    // Servers send no media to publishers.
  }

  @Override
  public void tick(RtmpConnection connection, int silentSeconds) {
    waitedSeconds += RtmpConnection.TICK_SECONDS;
    if (!publishing && waitedSeconds >= ANSWER_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.READ_START_FAILURE, "no answer to publish in " + ANSWER_LIMIT_SECONDS + " s"));
    }
  }

  @Override
  public void handOver(Runnable whenDone) {
    if (publishing) {
      publication.end(whenDone);
    } else {
      whenDone.run();
    }
  }

  @Override
  public void ending(RtmpOutput output) {
    if (publishing && !ended) {
      ended = true;
      publication.end(() -> {});
      call(output, "FCUnpublish", 0);
      output.command(0, "deleteStream", 0, AmfValue.NULL, AmfValue.of(streamId));
    }
  }

  private void call(RtmpOutput output, String method, int transaction) {
    output.command(0, method, transaction, AmfValue.NULL, AmfValue.of(name));
  }
}
