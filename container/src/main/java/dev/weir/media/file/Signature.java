package dev.weir.media.file;

import dev.weir.h26x.AvcNalType;
import dev.weir.h26x.HevcNalType;
import dev.weir.h26x.NalUnits;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// What files of each format start with.
///
/// Each method looks at the readable bytes, moves no index, and answers false if they are too few.
final class Signature {
  private static final Set<String> FIRST_BOXES =
      Set.of(
          "ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "sidx", "emsg",
          "prft", "uuid");
  private static final int FLV = 0x464C56;
  private static final int EBML = 0x1A45DFA3;
  private static final int IVF = 0x444B4946; // "DKIF"
  private static final int TS_SYNC = 0x47;
  private static final int MAX_TS_PACKETS = 5;
  private static final int SIZED_DELIMITER = 0x1200;
  private static final int ANNEX_B_DELIMITER = 0x0110; // its size 1, its header

  private Signature() {}

  static boolean isMp4(ByteBuf start) {
    return has(start, 8)
        && FIRST_BOXES.contains(
            start.toString(start.readerIndex() + 4, 4, StandardCharsets.ISO_8859_1));
  }

  static boolean isFlv(ByteBuf start) {
    return has(start, 4) && start.getUnsignedMedium(start.readerIndex()) == FLV;
  }

  static boolean isMatroska(ByteBuf start) {
    return startsWith(start, EBML);
  }

  static boolean isIvf(ByteBuf start) {
    return startsWith(start, IVF);
  }

  /// Sync bytes at the distance of one of the three sizes; those of 192 bytes have 4 before it.
  static boolean isTs(ByteBuf start) {
    return hasSyncs(start, 0, 188) || hasSyncs(start, 4, 192) || hasSyncs(start, 0, 204);
  }

  private static boolean hasSyncs(ByteBuf start, int first, int distance) {
    if (!has(start, first + distance + 1)) {
      return false;
    }
    int packets = Math.min(MAX_TS_PACKETS, (start.readableBytes() - first - 1) / distance + 1);
    for (int i = 0; i < packets; i++) {
      if (start.getByte(start.readerIndex() + first + i * distance) != TS_SYNC) {
        return false;
      }
    }
    return true;
  }

  /// A first unit that can start an access unit: parameter sets, delimiter, SEI, an IDR picture.
  static boolean isAvc(ByteBuf start) {
    int header = firstNalHeader(start);
    return header > 0
        && switch (AvcNalType.of(header >> 8)) {
          case AvcNalType.SPS, AvcNalType.PPS, AvcNalType.AUD, AvcNalType.SEI, AvcNalType.IDR ->
              header >> 8 < 0x80;
          default -> false;
        };
  }

  /// The same; the second byte of the header says layer 0, temporal layer 0.
  static boolean isHevc(ByteBuf start) {
    int header = firstNalHeader(start);
    return (header & 0xFF) == 1
        && switch (HevcNalType.of(header >> 8)) {
          case HevcNalType.VPS,
              HevcNalType.SPS,
              HevcNalType.AUD,
              HevcNalType.PREFIX_SEI,
              HevcNalType.CRA,
              HevcNalType.IDR_W_RADL,
              HevcNalType.IDR_N_LP ->
              header >> 8 < 0x80;
          default -> false;
        };
  }

  /// Two bytes after the start code that the file begins with, or −1.
  private static int firstNalHeader(ByteBuf start) {
    int end = start.writerIndex();
    int code = NalUnits.startCode(start, start.readerIndex(), end);
    boolean first = code - start.readerIndex() <= 1 && end - code >= 5;
    return first ? start.getUnsignedShort(code + 3) : -1;
  }

  /// A temporal delimiter of no bytes, alone or after the sizes of annex B.
  static boolean isObu(ByteBuf start) {
    if (!has(start, 4)) {
      return false;
    }
    int at = start.readerIndex();
    return start.getUnsignedShort(at) == SIZED_DELIMITER
        || (start.getByte(at) != 0
            && start.getByte(at + 1) != 0
            && (start.getShort(at + 2) == ANNEX_B_DELIMITER));
  }

  private static boolean startsWith(ByteBuf start, int fourBytes) {
    return has(start, 4) && start.getInt(start.readerIndex()) == fourBytes;
  }

  private static boolean has(ByteBuf start, int bytes) {
    return start.readableBytes() >= bytes;
  }
}
