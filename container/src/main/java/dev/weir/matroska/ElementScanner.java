package dev.weir.matroska;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Cuts a file that comes in pieces of any size into its elements (RFC 8794), and finds the next
/// Cluster after garbage.
///
/// Masters that are entered have no end of their own here: the ids say at which level their
/// elements stand, so that it makes no difference whether sizes are known. An element that is
/// collected is lent where it lies if one piece holds all of it. Not thread-safe; [#close] gives
/// back the memory.
final class ElementScanner {
  private static final int MAX_ID_BYTES = 4;
  private static final int MAX_SIZE_BYTES = 8;
  private static final int MAX_HEAD_BYTES = MAX_ID_BYTES + MAX_SIZE_BYTES;
  private static final long MAX_LOST_BYTES = 64 << 20;

  private enum State {
    HEAD,
    BODY,
    SKIP,
    LOST
  }

  /// What to do with an element.
  enum Action {
    /// Go on with its children.
    ENTER,
    /// Give its body, for which memory is there.
    COLLECT,
    /// Pass over it.
    SKIP,
    /// It cannot be one: look for the next Cluster.
    LOST
  }

  /// Who knows the elements.
  interface Handler {
    /// Says what to do with the element whose head begins at `position`; its size is -1 if unknown.
    Action element(int id, long sizeBytes, long position);

    /// Takes what was collected; it is lent.
    void body(int id, ByteBuf body);

    /// Says that garbage was met at `position`.
    void lost(long position);
  }

  private final Handler handler;
  private final ByteBuf collected = Unpooled.buffer(0); // the start of what is not whole yet

  private State state = State.HEAD;
  private long position; // of the next byte to be read, in the input
  private int id; // of the element in BODY
  private long left; // of the body: all of it in BODY, what is still to come in SKIP
  private long lostBytes; // in LOST
  private int lastBytes; // in LOST, the four before the next one

  ElementScanner(Handler handler) {
    this.handler = handler;
  }

  void read(ByteBuf piece) {
    while (piece.isReadable()) {
      int before = piece.readableBytes();
      switch (state) {
        case HEAD -> readHead(piece);
        case BODY -> readBody(piece);
        case SKIP -> skip(piece);
        case LOST -> find(piece);
      }
      position += before - piece.readableBytes();
    }
  }

  /// Takes what comes next as the head of an element at `next`.
  void resume(long next) {
    collected.clear();
    position = next;
    state = State.HEAD;
  }

  void close() {
    collected.release();
  }

  private void readHead(ByteBuf piece) {
    if (!collected.isReadable() && piece.readableBytes() >= MAX_HEAD_BYTES) {
      readHead(piece, position);
      return;
    }
    collected.writeByte(piece.readByte());
    int wanted = headBytes(collected);
    if (collected.readableBytes() == wanted) {
      ByteBuf head = Unpooled.copiedBuffer(collected);
      collected.clear();
      readHead(head, position + 1 - wanted);
    }
  }

  /// How many bytes the head has, as far as what is there of it says.
  private static int headBytes(ByteBuf start) {
    int idBytes = ElementWalk.vintBytes(start.getByte(0));
    if (idBytes > MAX_ID_BYTES) {
      return 1;
    }
    if (start.readableBytes() <= idBytes) {
      return idBytes + 1;
    }
    int sizeBytes = ElementWalk.vintBytes(start.getByte(idBytes));
    return sizeBytes > MAX_SIZE_BYTES ? idBytes + 1 : idBytes + sizeBytes;
  }

  private void readHead(ByteBuf in, long start) {
    int idBytes = ElementWalk.vintBytes(in.getByte(in.readerIndex()));
    if (idBytes > MAX_ID_BYTES) {
      in.skipBytes(1);
      lose(start);
      return;
    }
    int found = 0;
    for (int i = 0; i < idBytes; i++) {
      found = (found << 8) | in.readUnsignedByte();
    }
    int sizeBytes = ElementWalk.vintBytes(in.getByte(in.readerIndex()));
    if (sizeBytes > MAX_SIZE_BYTES) {
      in.skipBytes(1);
      lose(start);
      return;
    }
    element(found, ElementWalk.vint(in, sizeBytes), start);
  }

  private void element(int found, long sizeBytes, long start) {
    switch (handler.element(found, sizeBytes, start)) {
      case ENTER -> state = State.HEAD;
      case COLLECT -> {
        id = found;
        left = sizeBytes;
        state = State.BODY;
        if (sizeBytes == 0) {
          give(Unpooled.EMPTY_BUFFER);
        }
      }
      case SKIP -> {
        left = sizeBytes;
        state = sizeBytes == 0 ? State.HEAD : State.SKIP;
      }
      case LOST -> lose(start);
    }
  }

  private void readBody(ByteBuf piece) {
    if (!collected.isReadable() && piece.readableBytes() >= left) {
      give(piece.readSlice((int) left));
      return;
    }
    int missing = (int) left - collected.readableBytes();
    collected.writeBytes(piece, Math.min(missing, piece.readableBytes()));
    if (collected.readableBytes() == left) {
      give(collected);
      collected.clear();
    }
  }

  private void give(ByteBuf body) {
    state = State.HEAD;
    handler.body(id, body);
  }

  private void skip(ByteBuf piece) {
    int bytes = (int) Math.min(left, piece.readableBytes());
    piece.skipBytes(bytes);
    left -= bytes;
    if (left == 0) {
      state = State.HEAD;
    }
  }

  private void lose(long start) {
    handler.lost(start);
    state = State.LOST;
    lostBytes = 0;
    lastBytes = 0;
  }

  private void find(ByteBuf piece) {
    while (piece.isReadable()) {
      lastBytes = (lastBytes << 8) | piece.readUnsignedByte();
      if (lastBytes == Ids.CLUSTER || lastBytes == Ids.EBML) {
        collected.writeInt(lastBytes);
        state = State.HEAD;
        return;
      }
      if (++lostBytes > MAX_LOST_BYTES) {
        throw new MalformedMediaException(
            "Matroska: no Cluster within " + MAX_LOST_BYTES + " bytes after garbage");
      }
    }
  }
}
