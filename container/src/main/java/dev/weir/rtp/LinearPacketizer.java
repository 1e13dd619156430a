package dev.weir.rtp;

import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// Sound of which every byte has its place in time: G.711, G.722, L8, L16, L24 (RFC 3551 4.5). Cut
/// between sample frames, the clock going on.
///
/// Not thread-safe.
final class LinearPacketizer implements Packetizer {
  private static final long LOW_BYTES = 0x00FF_00FF_00FF_00FFL; // of words of two

  private final int frameBytes;
  private final int wordBytes;
  private final boolean swap;

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
    int end = from + bytes;
    int at = from;
    if (wordBytes == 2) {
      for (; end - at >= Long.BYTES; at += Long.BYTES) {
        long four = sound.getLong(at);
        packet.writeLong((four >>> Byte.SIZE & LOW_BYTES) | (four & LOW_BYTES) << Byte.SIZE);
      }
    }
    for (; at < end; at += wordBytes) {
      if (wordBytes == 2) {
        packet.writeShortLE(sound.getShort(at));
      } else {
        packet.writeMediumLE(sound.getMedium(at));
      }
    }
  }
}
