package dev.weir.h26x;

import io.netty.buffer.ByteBuf;

/// nal_unit_type values of H.264 (table 7-1), and what an access unit's types say about it.
///
/// ```
///  0 1 2 3 4 5 6 7
/// |F|NRI|  type   |
/// ```
public final class AvcNalType {
  /// A slice of a picture that is not IDR.
  public static final int SLICE = 1;

  /// A slice of an IDR picture.
  public static final int IDR = 5;

  /// Supplemental enhancement information.
  public static final int SEI = 6;

  /// A sequence parameter set.
  public static final int SPS = 7;

  /// A picture parameter set.
  public static final int PPS = 8;

  /// An access unit delimiter.
  public static final int AUD = 9;

  /// Filler data.
  public static final int FILLER = 12;

  private static final int SEI_RECOVERY_POINT = 6;

  private AvcNalType() {}

  /// The type of the unit that starts with `firstByte`.
  public static int of(int firstByte) {
    return firstByte & 0x1F;
  }

  /// Whether the readable, length-prefixed `accessUnit` has an IDR slice. Moves no index.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a unit runs past its end
  public static boolean isKeyframe(ByteBuf accessUnit) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      if (of(accessUnit.getByte(at + NalUnits.LENGTH_BYTES)) == IDR) {
        return true;
      }
    }
    return false;
  }

  /// Whether the readable, length-prefixed `accessUnit` has a recovery point SEI message (D.2.8):
  /// an encoder with open groups of pictures or gradual refresh marks its entry points so. Moves no
  /// index.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a unit runs past its end
  public static boolean hasRecoveryPoint(ByteBuf accessUnit) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      int unit = at + NalUnits.LENGTH_BYTES;
      if (of(accessUnit.getByte(unit)) == SEI
          && seiHasRecoveryPoint(accessUnit, unit + 1, unit + size)) {
        return true;
      }
    }
    return false;
  }

  // Emulation prevention is not undone: it can only hide a message behind a longer one before it.
  private static boolean seiHasRecoveryPoint(ByteBuf in, int from, int end) {
    int at = from;
    while (end - at > 2) {
      int type = 0;
      int size = 0;
      int value;
      do {
        value = in.getUnsignedByte(at++);
        type += value;
      } while (value == 0xFF && at < end);
      if (type == SEI_RECOVERY_POINT) {
        return true;
      }
      value = 0xFF;
      while (value == 0xFF && at < end) {
        value = in.getUnsignedByte(at++);
        size += value;
      }
      at += Math.min(size, end - at);
    }
    return false;
  }
}
