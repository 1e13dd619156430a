package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Sound of which every byte has its place in time: G.711, G.722, L8, L16, L24 (RFC 3551 4.5). Cut
/// between sample frames, the clock going on.
///
/// Not thread-safe.
final class LinearPacketizer implements Packetizer {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int TURNED_BYTES = 8 << 10;
  private static final long LOW_BYTES = 0x00FF_00FF_00FF_00FFL; // of words of two

  private final int frameBytes;
  private final int wordBytes;
  private final boolean swap;
  private final byte[] turned = new byte[TURNED_BYTES]; // words of two bytes, for some packets
  private int turnedFrom; // where in the sound they are
  private int turnedTo;

  /// @param frameBytes one tick of the clock in all channels
  /// @param wordBytes one sound sample
  /// @param swap whether samples are little-endian, which the network does not have
  LinearPacketizer(int frameBytes, int wordBytes, boolean swap) {
    this.frameBytes = frameBytes;
    this.wordBytes = wordBytes;
    this.swap = swap;
  }

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf sound = sample.payload();
    int frames = sound.readableBytes() / frameBytes;
    if (frames == 0) {
      return;
    }
    int piece = PayloadWriter.evenPiece(frames, Math.max(1, out.maxPayloadBytes() / frameBytes));
    int at = sound.readerIndex();
    turnedTo = at;
    for (int left = frames; left > 0; left -= piece) {
      int count = Math.min(piece, left);
      write(sound, at, count * frameBytes, out.begin());
      out.end();
      out.advance(count);
      at += count * frameBytes;
    }
  }

  private void write(ByteBuf sound, int from, int bytes, ByteBuf packet) {
    if (!swap) {
      packet.writeBytes(sound, from, bytes);
      return;
    }
    if (wordBytes == 2) {
      writeTurned(sound, from, from + bytes, packet);
      return;
    }
    for (int at = from; at < from + bytes; at += wordBytes) {
      packet.writeMediumLE(sound.getMedium(at));
    }
  }

  private void writeTurned(ByteBuf sound, int from, int to, ByteBuf packet) {
    for (int at = from; at < to; ) {
      if (at == turnedTo) {
        turnedFrom = at;
        turnedTo = Math.min(at + turned.length, sound.writerIndex());
        sound.getBytes(at, turned, 0, turnedTo - at);
        turnWords(turnedTo - at);
      }
      int end = Math.min(to, turnedTo);
      packet.writeBytes(turned, at - turnedFrom, end - at);
      at = end;
    }
  }

  /// A loop as plain as this becomes vector instructions.
  private void turnWords(int length) {
    for (int at = 0; at < length; at += Long.BYTES) {
      long four = (long) LONGS.get(turned, at);
      LONGS.set(turned, at, (four >>> Byte.SIZE & LOW_BYTES) | (four & LOW_BYTES) << Byte.SIZE);
    }
  }
}
