package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// MPEG audio of layers II and III (RFC 2250 3.5): one frame in a packet, or a piece of one.
///
/// ```
/// |  0:16  |  offset in the frame:16  |
/// ```
///
/// Not thread-safe.
final class MpegAudioPacketizer implements Packetizer {
  private static final int HEADER_BYTES = 4;

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf frame = sample.payload();
    int start = frame.readerIndex();
    int end = frame.writerIndex();
    if (start == end) {
      return;
    }
    int piece = PayloadWriter.evenPiece(end - start, out.maxPayloadBytes() - HEADER_BYTES);
    for (int at = start; at < end; at += piece) {
      ByteBuf packet = out.begin().writeInt(at - start);
      packet.writeBytes(frame, at, Math.min(piece, end - at));
      out.end();
    }
  }
}
