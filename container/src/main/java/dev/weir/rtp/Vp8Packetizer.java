package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// VP8 (RFC 7741), with a picture number of 15 bits.
///
/// ```
/// |X|R|N|S|R| PID |   X=1, S: a partition starts here
/// |I|L|T|K|-------|   I=1
/// |1| picture id  |  low bits |
/// ```
///
/// Not thread-safe.
final class Vp8Packetizer implements Packetizer {
  static final int EXTENDED = 0x80;
  static final int START = 0x10;

  private static final int HAS_PICTURE_ID = 0x80;
  private static final int LONG_PICTURE_ID = 0x8000;
  private static final int DESCRIPTOR_BYTES = 4;

  private int pictureId; // of the next frame, 15 bits

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf frame = sample.payload();
    int start = frame.readerIndex();
    int end = frame.writerIndex();
    if (start == end) {
      return;
    }
    int piece = PayloadWriter.evenPiece(end - start, out.maxPayloadBytes() - DESCRIPTOR_BYTES);
    for (int at = start; at < end; at += piece) {
      ByteBuf packet = out.begin();
      packet.writeByte(EXTENDED | (at == start ? START : 0)).writeByte(HAS_PICTURE_ID);
      packet.writeShort(LONG_PICTURE_ID | pictureId);
      packet.writeBytes(frame, at, Math.min(piece, end - at));
      out.end();
    }
    out.markLast();
    pictureId = (pictureId + 1) & 0x7FFF;
  }
}
