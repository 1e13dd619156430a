package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// The sizes of a track's samples: `stsz` or `stz2` (ISO/IEC 14496-12 8.7.3).
///
/// ```
/// stsz: |version, flags (32)|sample size (32)|count (32)|  if the size is 0: size (32)*
/// stz2: |version, flags (32)|0 (24)|field bits (8)|count (32)|  size (4, 8 or 16)*
/// ```
///
/// @param constantBytes the size of every sample, 0 if they differ
/// @param count of samples
/// @param fieldBits of each entry of the table
/// @param table the entries, two of 4 bits in a byte
record SampleSizes(long constantBytes, long count, int fieldBits, ByteBuf table) {
  static final SampleSizes NONE = new SampleSizes(0, 0, 8, Table.EMPTY.in());

  static SampleSizes readStsz(BoxBody in) {
    in.version();
    long constantBytes = in.unsignedInt();
    long count = in.unsignedInt();
    return constantBytes > 0
        ? new SampleSizes(constantBytes, count, Integer.SIZE, Table.EMPTY.in())
        : new SampleSizes(0, count, Integer.SIZE, in.table(count, Integer.BYTES).in());
  }

  static SampleSizes readStz2(BoxBody in) {
    in.version();
    int fieldBits = in.signedInt() & 0xFF;
    long count = in.unsignedInt();
    if (fieldBits != 4 && fieldBits != 8 && fieldBits != 16) {
      throw new MalformedMediaException(
          "Box 'stz2': fields of " + fieldBits + " bits, allowed are 4, 8, 16");
    }
    return new SampleSizes(
        0, count, fieldBits, in.table((count * fieldBits + 7) / Byte.SIZE, Byte.BYTES).in());
  }

  /// The size of a sample.
  long bytes(int sample) {
    if (constantBytes > 0) {
      return constantBytes;
    }
    return switch (fieldBits) {
      case 4 -> (table.getByte(sample / 2) >> (sample % 2 == 0 ? 4 : 0)) & 0xF;
      case 8 -> table.getUnsignedByte(sample);
      case 16 -> table.getUnsignedShort(sample * Short.BYTES);
      default -> table.getUnsignedInt(sample * Integer.BYTES);
    };
  }
}
