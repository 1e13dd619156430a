package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import dev.weir.flv.FlvBodyReader;
import dev.weir.media.WrappingClock;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import io.netty.buffer.ByteBuf;

/// Plays a stream of another server.
///
/// Confined to the channel's event loop.
final class RtmpPull implements ClientTask {
  private static final int SILENCE_LIMIT_SECONDS = 30;
  private static final int BUFFER_MILLIS = 1000;
  private static final int LIVE_OR_RECORDED = -2; // 7.2.2.1

  private final String name;
  private final PullSplice.Strand strand;
  private final FlvBodyReader reader;
  private final WrappingClock clock = new WrappingClock(32);

  private int idleSeconds; // while another connection's samples count

  RtmpPull(String name, PullSplice.Strand strand) {
    this.name = name;
    this.strand = strand;
    this.reader = new FlvBodyReader(strand);
  }

  @Override
  public void connected(RtmpOutput output) {
    output.control(MessageType.WINDOW_ACK_SIZE, Acknowledgement.DEFAULT_WINDOW_BYTES);
  }

  @Override
  public void streamCreated(RtmpConnection connection, int streamId) {
    connection.expectMedia();
    RtmpOutput output = connection.output();
    output.command(
        streamId,
        "play",
        ClientSession.PLAY,
        AmfValue.NULL,
        AmfValue.of(name),
        AmfValue.of(LIVE_OR_RECORDED));
    output.userControl(UserControl.SET_BUFFER_LENGTH, streamId, BUFFER_MILLIS);
  }

  @Override
  public void status(RtmpConnection connection, String code, String description) {
    switch (code) {
      case "NetStream.Play.Stop", "NetStream.Play.Complete", "NetStream.Play.UnpublishNotify" ->
          connection.close(new CloseReason(Code.CLEAN_EOF, "the peer says: " + description));
      default -> {}
    }
  }

  @Override
  public void media(RtmpConnection connection, int type, long timestampMillis, ByteBuf body) {
    reader.read(type, clock.unwrap(timestampMillis), body);
  }

  @Override
  public void tick(RtmpConnection connection, int silentSeconds) {
    if (silentSeconds >= SILENCE_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.WRITE_FAILURE, "the peer sent nothing for " + SILENCE_LIMIT_SECONDS + " s"));
    }
    idleSeconds = strand.isAside() ? idleSeconds + RtmpConnection.TICK_SECONDS : 0;
    if (idleSeconds >= SILENCE_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              Code.WRITE_FAILURE,
              "the peer sent nothing that can be shown for " + SILENCE_LIMIT_SECONDS + " s"));
    }
  }

  @Override
  public void handOver(Runnable whenDone) {
    whenDone.run();
  }

  @Override
  public void ending(RtmpOutput output) {
    strand.end(); // closing says the rest
  }
}
