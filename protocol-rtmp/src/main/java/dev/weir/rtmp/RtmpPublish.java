package dev.weir.rtmp;

import dev.weir.flv.FlvBodyReader;
import dev.weir.media.WrappingClock;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;

/// A publication: what a peer sends becomes tracks and samples of a stream.
///
/// Confined to the channel's event loop.
final class RtmpPublish implements Activity {
  private static final int SILENCE_LIMIT_SECONDS = 30;

  private final RtmpConnection connection;
  private final Publisher publisher;
  private final Visit visit;
  private final FlvBodyReader reader;
  private final WrappingClock clock = new WrappingClock(32);

  RtmpPublish(RtmpConnection connection, Publisher publisher, Visit visit) {
    this.connection = connection;
    this.publisher = publisher;
    this.visit = visit;
    this.reader = new FlvBodyReader(publisher);
    visit.hold(() -> 0, connection::receivedBytes, connection::closeLater);
  }

  @Override
  public void media(int type, long timestampMillis, ByteBuf body) {
    reader.read(type, clock.unwrap(timestampMillis), body);
    leaveIfEvicted();
  }

  @Override
  public void tick(int silentSeconds) {
    if (silentSeconds >= SILENCE_LIMIT_SECONDS) {
      connection.close(
          new CloseReason(
              CloseReason.Code.WRITE_FAILURE,
              "the publisher sent nothing for " + SILENCE_LIMIT_SECONDS + " s"));
    }
    leaveIfEvicted();
  }

  @Override
  public void control(Command command) {
    // Pause, seek and the like are about playing.
  }

  @Override
  public void goodbye(CloseReason reason) {
    boolean evicted = publisher.evicted() != null;
    connection
        .output()
        .status(
            ServerSession.STREAM_ID,
            Status.error(
                evicted ? "NetStream.Publish.Denied" : "NetStream.Failed", reason.sentence()));
  }

  @Override
  public void end(CloseReason reason) {
    visit.close();
    publisher.close(reason);
  }

  private void leaveIfEvicted() {
    CloseReason evicted = publisher.evicted();
    if (evicted != null) {
      connection.close(evicted);
    }
  }
}
