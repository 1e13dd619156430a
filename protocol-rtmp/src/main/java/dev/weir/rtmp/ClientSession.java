package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The client's side of a conversation: connect and createStream, then a [ClientTask].
///
/// Confined to the channel's event loop.
final class ClientSession implements Conversation {
  /// The numbers of our calls.
  static final int CONNECT = 1;

  static final int RELEASE_STREAM = 2;
  static final int FC_PUBLISH = 3;
  static final int CREATE_STREAM = 4;
  static final int PUBLISH = 5;
  static final int PLAY = 5;

  private static final int ANSWER_LIMIT_SECONDS = 15;

  // What Flash media encoders said that they could; servers of old look at it.
  private static final int ALL_SOUND_CODECS = 0x0FFF;
  private static final int ALL_VIDEO_CODECS = 0x00FF;

  private final RtmpConnection connection;
  private final RtmpOutput output;
  private final RtmpUrl url;
  private final boolean enhanced;
  private final ClientTask task;
  private final Owner owner;

  private boolean created; // once the server has made our stream
  private int waitedSeconds; // for that

  /// Who opened the connection; called on the event loop.
  interface Owner {
    /// The peer speaks RTMP.
    void talking();

    /// The peer wants us to connect again.
    ///
    /// @param reference a URI reference to where; null for the same place
    void reconnectRequested(@Nullable String reference);

    /// See [Conversation#tick].
    void tick();

    /// See [Conversation#closed].
    void closed(CloseReason reason);
  }

  ClientSession(
      RtmpConnection connection, RtmpUrl url, boolean enhanced, ClientTask task, Owner owner) {
    this.connection = connection;
    this.output = connection.output();
    this.url = url;
    this.enhanced = enhanced;
    this.task = task;
    this.owner = owner;
  }

  /// Says goodbye and closes.
  void close(CloseReason reason) {
    task.ending(output);
    connection.close(reason);
  }

  /// Closes without a goodbye: the stream is to go on.
  void leave(CloseReason reason) {
    connection.close(reason);
  }

  @Override
  public void started() {
    owner.talking();
    AmfValue.Builder connect =
        AmfValue.object()
            .with("app", url.app())
            .with("type", "nonprivate")
            .with("flashVer", "FMLE/3.0 (compatible; Weir)")
            .with("tcUrl", url.tcUrl())
            .with("fpad", false)
            .with("capabilities", 15)
            .with("audioCodecs", ALL_SOUND_CODECS)
            .with("videoCodecs", ALL_VIDEO_CODECS)
            .with("objectEncoding", 0);
    if (enhanced) {
      Capabilities.ALL_OURS.write(connect);
    }
    output.command(0, "connect", CONNECT, connect.build());
    output.chunkSize();
    output.flush();
  }

  @Override
  public void command(int streamId, Command command) {
    switch (command.name()) {
      case "_result" -> result((int) command.transaction(), command);
      case "_error" -> failed((int) command.transaction(), command.object(1));
      case "onStatus" -> status(command.object(1));
      case "close" -> connection.close(CloseReason.PEER_CLOSED);
      default -> {
        // onBWDone, onFCPublish and what else servers say; nobody needs an answer.
      }
    }
  }

  private void result(int transaction, Command command) {
    switch (transaction) {
      case CONNECT -> {
        task.connected(output);
        output.command(0, "createStream", CREATE_STREAM, AmfValue.NULL);
      }
      case CREATE_STREAM -> {
        created = true;
        task.streamCreated(connection, (int) command.number(1, 1));
      }
      default -> {}
    }
  }

  private void failed(int transaction, AmfValue.Keyed info) {
    // Many servers know neither releaseStream nor FCPublish.
    if (transaction != RELEASE_STREAM && transaction != FC_PUBLISH) {
      refused(info);
    }
  }

  private void status(AmfValue.Keyed info) {
    String code = AmfText.plain(info.stringOr("code", ""));
    if (info.stringOr("level", "").equals("error")) {
      refused(info);
    } else if (code.equals("NetConnection.Connect.ReconnectRequest")) {
      String reference = info.stringOr("tcUrl", "");
      owner.reconnectRequested(reference.isEmpty() ? null : reference);
    } else {
      task.status(connection, code, AmfText.plain(info.stringOr("description", code)));
    }
  }

  private void refused(AmfValue.Keyed info) {
    String code = info.stringOr("code", "an error");
    String description = info.stringOr("description", "");
    connection.close(
        new CloseReason(
            Code.READ_START_FAILURE,
            "the peer answered " + AmfText.plain(code + " " + description).strip()));
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    task.media(connection, type, timestampMillis, body);
  }

  @Override
  public void tick(int silentSeconds) {
    owner.tick();
    if (created) {
      task.tick(connection, silentSeconds);
      return;
    }
    waitedSeconds += RtmpConnection.TICK_SECONDS;
    if (waitedSeconds >= ANSWER_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.READ_START_FAILURE, "no answer to connect in " + ANSWER_LIMIT_SECONDS + " s"));
    }
  }

  @Override
  public void closed(CloseReason reason) {
    task.ending(output);
    owner.closed(reason);
  }
}
