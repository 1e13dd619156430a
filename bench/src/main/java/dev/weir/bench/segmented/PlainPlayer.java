package dev.weir.bench.segmented;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A player that asks over HTTP/1, a request at a time. Does as little as it can: an answer is
/// looked into only if it is another than the last, and the next request is the same bytes for all
/// but for the token.
final class PlainPlayer implements WaitingPlayer {
  private final Socket socket;
  private final Crowd crowd;
  private final int number;
  private final ByteBuf begun = Unpooled.buffer(0); // an answer of which more is to come

  private String awaited = "";

  /// Asks for the first time.
  ///
  /// @param number that no other player has
  PlainPlayer(Socket socket, Crowd crowd, int number) throws IOException {
    this.socket = socket;
    this.crowd = crowd;
    this.number = number;
    ask();
  }

  @Override
  public Socket socket() {
    return socket;
  }

  private void ask() throws IOException {
    awaited = crowd.part();
    ByteBuffer request = crowd.next(number).nioBuffer();
    if (socket.write(request, request.position(), request.limit()) < request.remaining()) {
      throw new IOException("a request was not taken at once");
    }
  }

  @Override
  public int look(StampedReader reader) throws IOException {
    for (ByteBuffer some = reader.read(socket); some != null; some = reader.read(socket)) {
      if (crowd.takes(begun.writeBytes(some))) {
        begun.clear();
        crowd.arrived(awaited, reader.stampNanos());
        ask();
      }
    }
    return awaited.equals(crowd.part()) ? 1 : 0;
  }
}
