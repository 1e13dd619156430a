package dev.weir.opus;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// What an Opus packet's first bytes say (RFC 6716 3.1).
///
/// ```
///  0 1 2 3 4 5 6 7
/// | config  |s| c |   c: 0 one frame, 1 and 2 two frames, 3 a count in the next byte
/// ```
public final class OpusPacket {
  private static final int MAX_MICROS = 120_000;
  private static final int[] SILK_MICROS = {10_000, 20_000, 40_000, 60_000};

  private OpusPacket() {}

  /// How long the sound of the readable packet lasts; moves no index.
  ///
  /// @throws MalformedMediaException if the packet is empty, cut short or over 120 ms
  public static int durationMicros(ByteBuf packet) {
    int at = packet.readerIndex();
    int bytes = packet.readableBytes();
    int toc = bytes > 0 ? packet.getUnsignedByte(at) : 0;
    int code = toc & 3;
    if (bytes < 1 || (code == 3 && bytes < 2)) {
      throw new MalformedMediaException("Opus packet of " + bytes + " bytes has no frame count");
    }
    int frames =
        switch (code) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> packet.getByte(at + 1) & 0x3F;
        };
    int micros = frames * frameMicros(toc >> 3);
    if (frames == 0 || micros > MAX_MICROS) {
      throw new MalformedMediaException(
          "Opus packet: " + frames + " frames, " + micros + " µs, limit " + MAX_MICROS);
    }
    return micros;
  }

  private static int frameMicros(int config) {
    if (config < 12) {
      return SILK_MICROS[config & 3];
    }
    if (config < 16) {
      return (config & 1) == 0 ? 10_000 : 20_000;
    }
    return 2_500 << (config & 3);
  }
}
