package dev.weir.vpx;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Timescale;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// The header of an IVF file.
///
/// ```
/// "DKIF" | version:16=0 | header bytes:16=32 | FourCC:32 | width:16 | height:16
/// rate:32 | scale:32 | frames:32 | unused:32                                  little-endian
/// ```
///
/// @param codec as a FourCC, read big-endian
/// @param headerBytes where the first frame begins
/// @param rate ticks in `scale` seconds
/// @param scale seconds in `rate` ticks
record IvfHeader(int codec, int headerBytes, long rate, long scale) {
  static final int BYTES = 32;
  static final int VP8 = 0x56503830;
  static final int VP9 = 0x56503930;
  static final int AV1 = 0x41563031;

  private static final int SIGNATURE = 0x444B4946;
  private static final int MAX_HEADER_BYTES = 4096;

  // What keeps the product of a time and 1,000,000 within 64 bits.
  private static final long MAX_RATE_BY_SCALE = 4_000_000_000_000L;
  private static final long MAX_SECONDS = 1L << 32;

  /// Reads [#BYTES] bytes.
  ///
  /// @throws MalformedMediaException if this is no IVF header, or its time base is absurd
  /// @throws UnsupportedMediaException if it is of another codec
  static IvfHeader read(ByteBuf in) {
    int signature = in.readInt();
    if (signature != SIGNATURE) {
      throw new MalformedMediaException(
          String.format("IVF header: signature %08x is not %08x", signature, SIGNATURE));
    }
    in.skipBytes(2); // version
    int headerBytes = in.readUnsignedShortLE();
    int codec = in.readInt();
    in.skipBytes(4); // The size of the picture is in its keyframes too.
    long rate = in.readUnsignedIntLE();
    long scale = in.readUnsignedIntLE();
    in.skipBytes(8);
    if (headerBytes < BYTES || headerBytes > MAX_HEADER_BYTES) {
      throw new MalformedMediaException(
          "IVF header: its size " + headerBytes + " is not in 32.." + MAX_HEADER_BYTES);
    }
    if (rate == 0 || scale == 0 || rate > MAX_RATE_BY_SCALE / scale) {
      throw new MalformedMediaException("IVF header: time base of " + scale + "/" + rate + " s");
    }
    if (codec != VP8 && codec != VP9 && codec != AV1) {
      throw new UnsupportedMediaException(String.format("IVF header: codec %08x", codec));
    }
    return new IvfHeader(codec, headerBytes, rate, scale);
  }

  /// The time of a frame.
  ///
  /// @throws MalformedMediaException if it is centuries away
  long micros(long ticks) {
    if (ticks < 0 || ticks / rate > MAX_SECONDS / scale) {
      throw new MalformedMediaException("IVF frame: its time is " + Long.toUnsignedString(ticks));
    }
    return Timescale.rescale(ticks, rate, scale * Timescale.MICROS.ticksPerSecond());
  }
}
