package dev.weir.elementary;

import io.netty.buffer.ByteBuf;

/// The tags that lie before, behind and between audio frames and are no sound.
///
/// ```
/// ID3v2:  "ID3" |version (16)|flags (8)|size (32): four bytes of 7 bits, without this header|
/// APEv2:  "APETAGEX" |version (32)|size (32)|items (32)|flags (32)|reserved (64)   little-endian
/// ID3v1:  "TAG" and 125 bytes
/// ```
public final class MetadataTag {
  /// In place of a size: what is there may begin a tag.
  public static final int MORE = -1;

  private static final int ID3 = 0x494433;
  private static final int ID3V2_HEADER_BYTES = 10;
  private static final int FOOTER_FLAG = 0x10;
  private static final int TAG = 0x544147;
  private static final int ID3V1_BYTES = 128;
  private static final long APETAGEX = 0x41_50_45_54_41_47_45_58L;
  private static final int APE_HEADER_BYTES = 32;
  private static final long APE_HEADER_FLAG = 1L << 29;

  private MetadataTag() {}

  /// The size of the tag that begins at the reader index, 0 if none does, or [#MORE]. Moves no
  /// index.
  public static long bytes(ByteBuf in) {
    int at = in.readerIndex();
    int readable = in.readableBytes();
    if (readable == 0
        || (in.getByte(at) != 'I' && in.getByte(at) != 'T' && in.getByte(at) != 'A')) {
      return 0;
    }
    if (readable < 3) {
      return MORE;
    }
    return switch (in.getUnsignedMedium(at)) {
      case ID3 -> readable < ID3V2_HEADER_BYTES ? MORE : id3v2Bytes(in, at);
      case TAG -> ID3V1_BYTES;
      case 0x415045 -> readable < APE_HEADER_BYTES ? MORE : apeBytes(in, at);
      default -> 0;
    };
  }

  private static long id3v2Bytes(ByteBuf in, int at) {
    int size = in.getInt(at + 6);
    if ((size & 0x80808080) != 0) {
      return 0; // No tag: each byte of the size has 7 bits.
    }
    long body =
        (size & 0x7F)
            | ((size >> 1) & 0x3F80)
            | ((size >> 2) & 0x1FC000)
            | ((size >> 3) & 0xFE00000);
    boolean footer = (in.getByte(at + 5) & FOOTER_FLAG) != 0;
    return ID3V2_HEADER_BYTES + body + (footer ? ID3V2_HEADER_BYTES : 0);
  }

  private static long apeBytes(ByteBuf in, int at) {
    if (in.getLong(at) != APETAGEX) {
      return 0;
    }
    // The size counts items and footer; met from its front, a tag has a header besides.
    boolean header = (in.getUnsignedIntLE(at + 20) & APE_HEADER_FLAG) != 0;
    return APE_HEADER_BYTES + (header ? in.getUnsignedIntLE(at + 12) : 0);
  }
}
