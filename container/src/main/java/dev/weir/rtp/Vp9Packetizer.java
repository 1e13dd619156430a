package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.vpx.Vp9FrameHeader;
import io.netty.buffer.ByteBuf;

/// VP9 (RFC 9628) in the non-flexible mode, as one layer, with a picture number of 15 bits.
///
/// ```
/// |I|P|L|F|B|E|V|Z|   I=1, P: not a keyframe, B and E: first and last packet, V: structure follows
/// |1| picture id  |  low bits |
/// V:  | N_S=0 |Y=1|G=0|---|  width:16 | height:16 |
/// ```
///
/// Not thread-safe.
final class Vp9Packetizer implements Packetizer {
  static final int HAS_PICTURE_ID = 0x80;
  static final int PREDICTED = 0x40;
  static final int HAS_LAYER = 0x20;
  static final int FLEXIBLE = 0x10;
  static final int BEGIN = 0x08;
  static final int END = 0x04;
  static final int HAS_STRUCTURE = 0x02;
  static final int HAS_SIZES = 0x10;

  private static final int NO_UPPER_LAYER = 0x01;
  private static final int LONG_PICTURE_ID = 0x8000;
  private static final int DESCRIPTOR_BYTES = 3;
  private static final int STRUCTURE_BYTES = 5;

  private int pictureId; // of the next frame, 15 bits

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf frame = sample.payload();
    int start = frame.readerIndex();
    int end = frame.writerIndex();
    if (start == end) {
      return;
    }
    Picture size = sample.keyframe() ? sizeOf(frame) : Picture.UNKNOWN;
    int structure = size.width() > 0 ? STRUCTURE_BYTES : 0;
    int limit = out.maxPayloadBytes() - DESCRIPTOR_BYTES - structure;
    int piece = PayloadWriter.evenPiece(end - start, limit);
    for (int at = start; at < end; at += piece) {
      boolean first = at == start;
      int flags = HAS_PICTURE_ID | NO_UPPER_LAYER | (sample.keyframe() ? 0 : PREDICTED);
      flags |= first ? BEGIN | (structure > 0 ? HAS_STRUCTURE : 0) : 0;
      flags |= end - at <= piece ? END : 0;
      ByteBuf packet = out.begin();
      packet.writeByte(flags).writeShort(LONG_PICTURE_ID | pictureId);
      if ((flags & HAS_STRUCTURE) != 0) {
        packet.writeByte(HAS_SIZES).writeShort(size.width()).writeShort(size.height());
      }
      packet.writeBytes(frame, at, Math.min(piece, end - at));
      out.end();
    }
    out.markLast();
    pictureId = (pictureId + 1) & 0x7FFF;
  }

  private static Picture sizeOf(ByteBuf frame) {
    try {
      return Vp9FrameHeader.parse(frame).picture();
    } catch (MalformedMediaException _) {
      return Picture.UNKNOWN; // Decoders can do without the structure.
    }
  }
}
