package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// ID3 timed metadata: each PES packet has one tag or several.
///
/// ```
/// "ID3" | version:16 | unsync:1 extended:1 experimental:1 footer:1 0000 | size: 4 × (0 s:7)
/// ```
final class Id3Tags implements PacketStream.Form {
  private static final Codec CODEC = new Codec.Data(Codec.Data.Format.ID3);
  private static final int MARK = 0x494433;
  private static final int HEADER_BYTES = 10;
  private static final int FOOTER = 0x10;

  @Override
  public void read(ByteBuf data, long pts, long dts, long position, TrackOutput output) {
    long micros = ProgramClock.micros(pts);
    while (data.isReadable()) {
      int bytes = tagBytes(data);
      if (bytes > data.readableBytes()) {
        throw new MalformedMediaException(
            "ID3 tag in TS: " + bytes + " bytes, has " + data.readableBytes());
      }
      output.codec(CODEC);
      output.sample(micros, micros, true, data.readSlice(bytes), position);
    }
  }

  private static int tagBytes(ByteBuf data) {
    int at = data.readerIndex();
    if (data.readableBytes() < HEADER_BYTES || data.getUnsignedMedium(at) != MARK) {
      throw new MalformedMediaException("ID3 tag in TS: no header");
    }
    int size = 0;
    for (int i = HEADER_BYTES - 4; i < HEADER_BYTES; i++) {
      size = (size << 7) | (data.getByte(at + i) & 0x7F);
    }
    boolean footer = (data.getByte(at + 5) & FOOTER) != 0;
    return HEADER_BYTES + size + (footer ? HEADER_BYTES : 0);
  }
}
