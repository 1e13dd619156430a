package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.opus.OpusPacket;
import io.netty.buffer.ByteBuf;

/// Opus after control headers, which are drawn at [ElementaryForm.OpusUnit]. A PES packet has one
/// unit or several. Not thread-safe.
final class OpusUnits implements PacketStream.Form {
  private static final int PREFIX = 0x3FF;
  private static final int START_TRIM = 0x10;
  private static final int END_TRIM = 0x08;
  private static final int EXTENSION = 0x04;

  private final Codec.Opus codec;

  OpusUnits(Codec.Opus codec) {
    this.codec = codec;
  }

  @Override
  public void read(ByteBuf data, long pts, long dts, long position, TrackOutput output) {
    long micros = ProgramClock.micros(pts);
    while (data.isReadable()) {
      ByteBuf packet = readUnit(data);
      int duration = OpusPacket.durationMicros(packet);
      output.codec(codec);
      output.sample(micros, micros, true, packet, position);
      micros += duration;
    }
  }

  private static ByteBuf readUnit(ByteBuf data) {
    int header = readShort(data);
    if (header >> 5 != PREFIX) {
      throw new MalformedMediaException(
          "Opus in TS: control header " + Integer.toHexString(header) + " does not start 3ff");
    }
    int size = 0;
    int value;
    do {
      value = readByte(data);
      size += value;
    } while (value == 0xFF);
    skip(data, (header & START_TRIM) == 0 ? 0 : 2);
    skip(data, (header & END_TRIM) == 0 ? 0 : 2);
    skip(data, (header & EXTENSION) == 0 ? 0 : readByte(data));
    require(data, size);
    return data.readSlice(size);
  }

  private static int readShort(ByteBuf data) {
    require(data, 2);
    return data.readUnsignedShort();
  }

  private static int readByte(ByteBuf data) {
    require(data, 1);
    return data.readUnsignedByte();
  }

  private static void skip(ByteBuf data, int bytes) {
    require(data, bytes);
    data.skipBytes(bytes);
  }

  private static void require(ByteBuf data, int bytes) {
    if (data.readableBytes() < bytes) {
      throw new MalformedMediaException(
          "Opus in TS: wants " + bytes + " bytes, has " + data.readableBytes());
    }
  }
}
