package dev.weir.h26x;

import io.netty.buffer.ByteBuf;

/// nal_unit_type values of H.265 (table 7-1), and what an access unit's types say about it.
///
/// ```
///  0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
/// |F|   type    |  layer id |tid+1|
/// ```
public final class HevcNalType {
  /// The highest of the types, all even, of pictures that others of their sub-layer do not refer
  /// to.
  static final int LAST_NON_REFERENCE = 14;

  /// The lowest type of a leading picture: decoded after a random access picture, shown before it.
  /// Types 6 and 7 (RADL) refer to that one and to each other alone.
  static final int FIRST_LEADING = 6;

  /// The lower of the two types of leading pictures (RASL) that refer to what comes before the
  /// random access picture, too.
  static final int RASL_N = 8;

  /// The highest type of a leading picture.
  static final int LAST_LEADING = 9;

  /// The lowest of the types that start a coded video sequence or allow random access (IRAP).
  public static final int BLA_W_LP = 16;

  /// A picture like [#BLA_W_LP] that has no leading pictures.
  static final int BLA_N_LP = 18;

  /// An IDR picture that may have decodable leading pictures.
  public static final int IDR_W_RADL = 19;

  /// An IDR picture without leading pictures.
  public static final int IDR_N_LP = 20;

  /// A clean random access picture.
  public static final int CRA = 21;

  /// The highest IRAP type, reserved.
  public static final int LAST_IRAP = 23;

  /// The highest type of a slice; what is above is not picture data.
  public static final int LAST_SLICE = 31;

  /// A video parameter set.
  public static final int VPS = 32;

  /// A sequence parameter set.
  public static final int SPS = 33;

  /// A picture parameter set.
  public static final int PPS = 34;

  /// An access unit delimiter.
  public static final int AUD = 35;

  /// Filler data.
  public static final int FILLER = 38;

  /// Supplemental enhancement information before the slices.
  public static final int PREFIX_SEI = 39;

  /// Supplemental enhancement information after the slices.
  public static final int SUFFIX_SEI = 40;

  private HevcNalType() {}

  /// The type of the unit that starts with `firstByte`.
  public static int of(int firstByte) {
    return (firstByte >> 1) & 0x3F;
  }

  /// The type of the first slice of the readable, length-prefixed `accessUnit`, -1 if it has none.
  /// Moves no index.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a unit runs past its end
  static int ofPicture(ByteBuf accessUnit) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      int type = of(accessUnit.getByte(at + NalUnits.LENGTH_BYTES));
      if (type <= LAST_SLICE) {
        return type;
      }
    }
    return -1;
  }

  static boolean isLeading(int type) {
    return type >= FIRST_LEADING && type <= LAST_LEADING;
  }

  /// Whether a decoder that starts with the random access picture before one of this type leaves it
  /// out (RASL).
  static boolean isSkipped(int type) {
    return type >= RASL_N && type <= LAST_LEADING;
  }

  /// Whether a picture of this type allows random access (IRAP).
  static boolean isRandomAccess(int type) {
    return type >= BLA_W_LP && type <= LAST_IRAP;
  }

  /// Whether leading pictures may follow one of this type.
  static boolean mayBeLed(int type) {
    return isRandomAccess(type) && type != BLA_N_LP && type != IDR_N_LP;
  }

  /// Whether the readable, length-prefixed `accessUnit` has a slice of an IRAP picture. Moves no
  /// index.
  ///
  /// @throws dev.weir.media.MalformedMediaException if a unit runs past its end
  public static boolean isKeyframe(ByteBuf accessUnit) {
    int end = accessUnit.writerIndex();
    for (int at = accessUnit.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(accessUnit, at, end);
      int type = of(accessUnit.getByte(at + NalUnits.LENGTH_BYTES));
      if (isRandomAccess(type)) {
        return true;
      }
    }
    return false;
  }
}
