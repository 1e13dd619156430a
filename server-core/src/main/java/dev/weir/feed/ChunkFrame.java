package dev.weir.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// The frame of an HTTP/1.1 chunk (RFC 9112 7.1), written around every piece so that the viewers
/// who need it share the same bytes with those who do not:
///
/// ```
///   0                 8    10                        10 + n   12 + n
///   +-----------------+----+-------------------------+--------+
///   | n in hex digits |CRLF| the piece               | CRLF   |
///   +-----------------+----+-------------------------+--------+
///                          ^ reader index            ^ writer index
/// ```
///
/// HTTP needs it because a body that merely ends with the connection looks cut off to some players.
public final class ChunkFrame {
  private static final int DIGITS = 8;
  private static final int HEAD_BYTES = DIGITS + 2;
  private static final int TAIL_BYTES = 2;
  private static final int CRLF = 0x0D0A;
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private ChunkFrame() {}

  /// Leaves room for the head in an empty buffer.
  public static void open(ByteBuf out) {
    out.setIndex(HEAD_BYTES, HEAD_BYTES);
  }

  /// Writes the frame around what is readable; the indices stay around the piece.
  public static void close(ByteBuf out) {
    int size = out.readableBytes();
    for (int digit = 0; digit < DIGITS; digit++) {
      out.setByte(digit, HEX[(size >>> (4 * (DIGITS - 1 - digit))) & 0xF]);
    }
    out.setShort(DIGITS, CRLF);
    out.ensureWritable(TAIL_BYTES);
    out.setShort(out.writerIndex(), CRLF);
  }

  /// A copy of a piece with its frame, in a buffer of just that size.
  static ByteBuf copy(ByteBuf piece, ByteBufAllocator allocator) {
    int start = piece.readerIndex() - HEAD_BYTES;
    int bytes = HEAD_BYTES + piece.readableBytes() + TAIL_BYTES;
    ByteBuf copy = allocator.directBuffer(bytes, bytes);
    copy.setBytes(0, piece, start, bytes);
    return copy.setIndex(HEAD_BYTES, bytes - TAIL_BYTES);
  }

  /// Widens a viewer's own duplicate of a piece to the whole chunk.
  public static ByteBuf around(ByteBuf piece) {
    return piece.setIndex(piece.readerIndex() - HEAD_BYTES, piece.writerIndex() + TAIL_BYTES);
  }
}
