package dev.weir.rtp;

import dev.weir.av1.Av1Configuration;
import dev.weir.av1.Obus;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// AV1 (RTP Payload Format For AV1, v1.0): elements become OBUs with size fields.
///
/// ```
/// |Z|Y| W |N|-|-|-|  then elements; see Av1Packetizer
/// ```
///
/// Not thread-safe.
final class Av1Depacketizer extends VideoDepacketizer {
  private static final int COUNT_MASK = 3;

  private final ByteBuf piece = Unpooled.buffer(0); // the start of an OBU that goes on
  private Octets sequenceHeader = Octets.EMPTY; // the OBU in force
  private Codec.@Nullable Av1 codec;

  Av1Depacketizer(FrameSink sink) {
    super(sink);
  }

  // N: the first packet of a coded video sequence. Other frames do not say where they start.
  @Override
  boolean startsFrame(ByteBuf in, int index, int end) {
    int header = in.getUnsignedByte(index);
    return (header & Av1Packetizer.NEW_SEQUENCE) != 0 && (header & Av1Packetizer.CONTINUES) == 0;
  }

  @Override
  void readPayload(ByteBuf in, int index, int end, ByteBuf frame) {
    int header = in.getUnsignedByte(index);
    int count = (header >> Av1Packetizer.COUNT_SHIFT) & COUNT_MASK;
    boolean continues = (header & Av1Packetizer.CONTINUES) != 0;
    boolean continued = (header & Av1Packetizer.CONTINUED) != 0;
    if (!continues && piece.isReadable()) {
      throw new MalformedMediaException("AV1 over RTP: the rest of an OBU does not come");
    }
    if (continues && !piece.isReadable()) {
      throw new MalformedMediaException("AV1 over RTP: the start of an OBU did not come");
    }
    int at = index + 1;
    for (int element = 1; at < end; element++) {
      int size;
      if (element == count) {
        size = end - at;
      } else {
        long length = Obus.leb128(in, at, end);
        at += Obus.leb128Bytes(in, at, end);
        if (length > end - at) {
          throw new MalformedMediaException(
              "AV1 over RTP: element of " + length + " bytes, has " + (end - at));
        }
        size = (int) length;
      }
      boolean first = element == 1 && continues;
      boolean last = (at + size == end) && continued;
      if (size > 0) {
        element(in, at, size, first, last, frame);
      }
      at += size;
    }
  }

  private void element(
      ByteBuf in, int at, int size, boolean continues, boolean continued, ByteBuf frame) {
    if (!continues && !continued) {
      obu(in, at, size, frame);
      return;
    }
    if (piece.readableBytes() + size > FrameAssembly.MAX_FRAME_BYTES) {
      throw new MalformedMediaException(
          "AV1 over RTP: OBU over the limit of " + FrameAssembly.MAX_FRAME_BYTES + " bytes");
    }
    piece.writeBytes(in, at, size);
    if (!continued) {
      obu(piece, 0, piece.readableBytes(), frame);
      piece.clear();
    }
  }

  private static void obu(ByteBuf in, int at, int size, ByteBuf frame) {
    int type = Obus.type(in.getByte(at));
    if (type != Obus.TEMPORAL_DELIMITER && type != Obus.TILE_LIST && type != Obus.PADDING) {
      int bytes = Obus.sizeAt(in, at, at + size); // Some senders keep the size field.
      Obus.writeSized(in, at, bytes, frame);
    }
  }

  @Override
  boolean isComplete() {
    boolean complete = !piece.isReadable();
    piece.clear();
    return complete;
  }

  @Override
  public void lost() {
    piece.clear();
    super.lost();
  }

  @Override
  boolean isKeyframe(ByteBuf frame) {
    return Obus.isKeyframe(frame);
  }

  @Override
  @Nullable Codec codecOf(ByteBuf keyframe) {
    int at = Obus.find(keyframe, Obus.SEQUENCE_HEADER);
    if (at < 0) {
      return codec;
    }
    int size = Obus.sizeAt(keyframe, at, keyframe.writerIndex());
    Octets found = Octets.copyOf(keyframe, at, size);
    if (codec == null || !found.equals(sequenceHeader)) {
      codec = Av1Configuration.ofSequenceHeader(found);
      sequenceHeader = found;
    }
    return codec;
  }
}
