package dev.weir.rtp;

import dev.weir.av1.Obus;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// AV1 (RTP Payload Format For AV1, v1.0).
///
/// ```
/// |Z|Y| W |N|-|-|-|  then elements, each an OBU without its size field or a piece of one
/// ```
///
/// Z: the first element goes on from the packet before. Y: the last one goes on in the next. W: how
/// many elements there are, of which the last has no length; 0: each has one. N: a coded video
/// sequence begins. Not thread-safe.
final class Av1Packetizer implements Packetizer {
  static final int CONTINUES = 0x80;
  static final int CONTINUED = 0x40;
  static final int NEW_SEQUENCE = 0x08;
  static final int COUNT_SHIFT = 4;

  private static final int SINGLE = 1 << COUNT_SHIFT;
  private static final int EXTENSION_FLAG = 4;
  private static final int HAS_SIZE_FLAG = 2;
  private static final int CONFIGURATION_HEADER_BYTES = 4;
  // A piece smaller than this is not worth its length field.
  private static final int MIN_PIECE_BYTES = 16;

  private final ByteBuf configObus;
  private final ByteBuf header = Unpooled.buffer(2); // of the OBU being cut

  private boolean open; // whether a packet is begun
  private int firstFlags; // N of the first packet

  Av1Packetizer(Codec.Av1 codec) {
    byte[] av1C = codec.configuration().toByteArray();
    configObus = Unpooled.wrappedBuffer(av1C);
    configObus.readerIndex(Math.min(av1C.length, CONFIGURATION_HEADER_BYTES));
  }

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf unit = sample.payload();
    open = false;
    firstFlags = sample.keyframe() ? NEW_SEQUENCE : 0;
    // 5: a coded video sequence starts with a sequence header, for those who join there.
    if (sample.keyframe() && Obus.find(unit, Obus.SEQUENCE_HEADER) < 0) {
      writeObus(configObus, out);
    }
    writeObus(unit, out);
    if (open) {
      out.end();
    }
    out.markLast();
  }

  private void writeObus(ByteBuf in, PayloadWriter out) {
    int end = in.writerIndex();
    for (int at = in.readerIndex(), size; at < end; at += size) {
      size = Obus.sizeAt(in, at, end);
      int type = Obus.type(in.getByte(at));
      if (type != Obus.TEMPORAL_DELIMITER && type != Obus.TILE_LIST && type != Obus.PADDING) {
        writeObu(in, at, size, out);
      }
    }
  }

  /// Writes one OBU as an element, or as several in a row of packets.
  private void writeObu(ByteBuf in, int at, int size, PayloadWriter out) {
    int first = in.getUnsignedByte(at);
    int payload = Obus.payloadAt(in, at, at + size);
    header.clear().writeByte(first & ~HAS_SIZE_FLAG);
    if ((first & EXTENSION_FLAG) != 0) {
      header.writeByte(in.getByte(at + 1));
    }
    int left = header.readableBytes() + at + size - payload;
    int next = payload;
    boolean continues = false;
    while (left > 0) {
      int fitting = open ? out.room() - lengthBytes(left) : 0;
      if (open && fitting < Math.min(left, MIN_PIECE_BYTES)) {
        out.end();
        open = false;
      }
      if (!open) {
        begin(continues, out);
      }
      int piece = beginElement(left, out);
      int fromHeader = Math.min(piece, header.readableBytes());
      ByteBuf packet = out.buffer();
      packet.writeBytes(header, fromHeader);
      packet.writeBytes(in, next, piece - fromHeader);
      next += piece - fromHeader;
      left -= piece;
      continues = left > 0;
      if (continues) {
        flag(CONTINUED, out);
      }
      if (continues || out.room() == 0 || isSingle(out)) {
        out.end();
        open = false;
      }
    }
  }

  private void begin(boolean continues, PayloadWriter out) {
    out.begin().writeByte((continues ? CONTINUES : 0) | firstFlags);
    firstFlags = 0;
    open = true;
  }

  /// Appends the length of the next element if it needs one; returns how large it is to be.
  private static int beginElement(int left, PayloadWriter out) {
    int room = out.room();
    boolean empty = out.buffer().writerIndex() == out.payloadStart() + 1;
    if (empty && left + lengthBytes(left) > room) {
      // It has the packet for itself. Pieces are of one size, so that the kernel can cut them.
      flag(SINGLE, out);
      return PayloadWriter.evenPiece(left, room);
    }
    int piece = Math.min(left, room - lengthBytes(Math.min(left, room)));
    Obus.writeLeb128(piece, out.buffer());
    return piece;
  }

  private static void flag(int bits, PayloadWriter out) {
    int at = out.payloadStart();
    out.buffer().setByte(at, out.buffer().getByte(at) | bits);
  }

  private static boolean isSingle(PayloadWriter out) {
    return (out.buffer().getByte(out.payloadStart()) & SINGLE) != 0;
  }

  private static int lengthBytes(int length) {
    return length < 0x80 ? 1 : length < 0x4000 ? 2 : 3;
  }
}
