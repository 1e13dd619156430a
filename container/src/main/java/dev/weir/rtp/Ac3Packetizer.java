package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// AC-3 (RFC 4184) and Enhanced AC-3 (RFC 4598): one frame in a packet, or a piece of one.
///
/// ```
/// AC-3:    |  0:6  | FT:2 |  NF:8  |   FT 0: whole frames, 1 and 2: the first piece, 3: a later one
/// E-AC-3:  |  0:7  | F:1  |  NF:8  |   F: a piece
/// ```
///
/// NF counts frames, or pieces of the frame. FT 1 promises 5/8 of the frame. Not thread-safe.
final class Ac3Packetizer implements Packetizer {
  static final int HEADER_BYTES = 2;
  static final int FIRST_PIECE_LARGE = 1;
  static final int FIRST_PIECE = 2;
  static final int LATER_PIECE = 3;
  static final int ENHANCED_PIECE = 1;

  private static final int MAX_PIECES = 255;

  private final boolean enhanced;

  Ac3Packetizer(boolean enhanced) {
    this.enhanced = enhanced;
  }

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf frame = sample.payload();
    int start = frame.readerIndex();
    int end = frame.writerIndex();
    int size = end - start;
    if (size == 0) {
      return;
    }
    int piece = PayloadWriter.evenPiece(size, out.maxPayloadBytes() - HEADER_BYTES);
    int pieces = Math.min(MAX_PIECES, (size + piece - 1) / piece);
    for (int at = start; at < end; at += piece) {
      ByteBuf packet = out.begin();
      packet.writeByte(pieces == 1 ? 0 : pieceType(at == start, 8 * piece >= 5 * size));
      packet.writeByte(pieces);
      packet.writeBytes(frame, at, Math.min(piece, end - at));
      out.end();
    }
    out.markLast();
  }

  private int pieceType(boolean first, boolean large) {
    if (enhanced) {
      return ENHANCED_PIECE;
    }
    return first ? large ? FIRST_PIECE_LARGE : FIRST_PIECE : LATER_PIECE;
  }
}
