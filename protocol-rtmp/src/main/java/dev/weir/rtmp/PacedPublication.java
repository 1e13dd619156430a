package dev.weir.rtmp;

import dev.weir.playback.BlockingOutlet;
import dev.weir.stream.CloseReason;
import dev.weir.target.MuxedDelivery;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What somebody else's thread gives, piece by piece: a file, or a live stream at another time.
final class PacedPublication implements Publication {
  private final CompletableFuture<Out> begun = new CompletableFuture<>();

  /// Completes when the peer takes media.
  CompletableFuture<Out> begun() {
    return begun;
  }

  @Override
  public void begin(RtmpConnection connection, int streamId, Consumer<CloseReason> whenOver) {
    begun.complete(new Out(new BlockingOutlet(connection.channel(), piece -> piece), streamId));
  }

  @Override
  public void end() {
    // Whoever gives is told by the link.
  }

  @Override
  public long sentBytes() {
    return begun.isDone() ? begun.join().outlet.sentBytes() : 0;
  }

  /// The way to the peer; of the thread that gives.
  ///
  /// @param streamId the message stream that the peer chose
  record Out(BlockingOutlet outlet, int streamId) implements MuxedDelivery.Outlet {
    @Override
    public void write(ByteBuf in) throws IOException {
      if (in.isReadable() && !outlet.write(in.readBytes(in.readableBytes()))) {
        throw new IOException("the peer is gone");
      }
    }

    @Override
    public void finish(ByteBuf in) throws IOException {
      write(in);
    }

    @Override
    public void abandon() {
      // The link is closed by who opened it.
    }
  }
}
