package dev.weir.rtp;

import dev.weir.av1.Av1Configuration;
import dev.weir.av1.Obus;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
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

  // For the size field of an OBU of 16 KB to 2 MB: most that come in several packets are.
  private static final int SIZE_ROOM_BYTES = 3;
  private static final int NONE = -1;

  private int open = NONE; // where in the frame an OBU that goes on begins, after SIZE_ROOM_BYTES
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
    if (!continues && open != NONE) {
      throw new MalformedMediaException("AV1 over RTP: the rest of an OBU does not come");
    }
    if (continues && open == NONE) {
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
    if (!continues) {
      open = frame.writerIndex();
      frame.writeZero(SIZE_ROOM_BYTES);
    }
    frame.writeBytes(in, at, size);
    if (!continued) {
      close(frame);
    }
  }

  private static void obu(ByteBuf in, int at, int size, ByteBuf frame) {
    if (isKept(in, at)) {
      int bytes = Obus.sizeAt(in, at, at + size); // Some senders keep the size field.
      Obus.writeSized(in, at, bytes, frame);
    }
  }

  /// Ends the OBU that went on: it lies where it should but for its size field.
  private void close(ByteBuf frame) {
    int from = open;
    int at = from + SIZE_ROOM_BYTES;
    open = NONE;
    if (isKept(frame, at)) {
      int bytes = Obus.sizeAt(frame, at, frame.writerIndex());
      Obus.moveSized(frame, at, bytes, from);
    } else {
      frame.writerIndex(from);
    }
  }

  private static boolean isKept(ByteBuf in, int at) {
    int type = Obus.type(in.getByte(at));
    return type != Obus.TEMPORAL_DELIMITER && type != Obus.TILE_LIST && type != Obus.PADDING;
  }

  @Override
  boolean isComplete() {
    boolean complete = open == NONE;
    open = NONE;
    return complete;
  }

  @Override
  public void lost() {
    open = NONE;
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
