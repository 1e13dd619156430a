package dev.weir.ts;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// One transport packet as a test sees it, read without help from the code under test.
record PacketView(
    int pid, boolean unitStart, int counter, boolean randomAccess, long pcr, Octets payload) {

  static List<PacketView> read(ByteBuf stream) {
    List<PacketView> packets = new ArrayList<>();
    if (stream.readableBytes() % 188 != 0) {
      throw new AssertionError(stream.readableBytes() + " bytes are not whole packets");
    }
    for (int at = stream.readerIndex(); at < stream.writerIndex(); at += 188) {
      packets.add(read(stream, at));
    }
    return packets;
  }

  private static PacketView read(ByteBuf stream, int at) {
    if (stream.getByte(at) != 0x47) {
      throw new AssertionError("no sync byte at " + at);
    }
    int pid = stream.getUnsignedShort(at + 1) & 0x1FFF;
    boolean unitStart = (stream.getByte(at + 1) & 0x40) != 0;
    int control = stream.getUnsignedByte(at + 3);
    int payload = at + 4;
    boolean randomAccess = false;
    long pcr = -1;
    if ((control & 0x20) != 0) {
      int length = stream.getUnsignedByte(at + 4);
      int flags = length > 0 ? stream.getUnsignedByte(at + 5) : 0;
      randomAccess = (flags & 0x40) != 0;
      if ((flags & 0x10) != 0) {
        pcr = (stream.getUnsignedInt(at + 6) << 1) | (stream.getUnsignedByte(at + 10) >> 7);
      }
      payload = at + 5 + length;
    }
    int end = (control & 0x10) != 0 ? at + 188 : payload;
    if (payload > at + 188) {
      throw new AssertionError("adaptation field runs past the packet at " + at);
    }
    Octets bytes = Octets.copyOf(stream, payload, end - payload);
    return new PacketView(pid, unitStart, control & 0x0F, randomAccess, pcr, bytes);
  }

  boolean hasPayload() {
    return !payload.isEmpty();
  }
}
