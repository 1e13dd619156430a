package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// Reads the header and the adaptation field of a transport packet where it lies (ISO/IEC 13818-1
/// 2.4.3.2, 2.4.3.4).
///
/// ```
/// 47 | error:1 payload_unit_start:1 priority:1 PID:13
///    | scrambling:2 adaptation:1 payload:1 continuity_counter:4
/// adaptation field: length:8 | discontinuity:1 random_access:1 …
/// ```
final class TsPacket {
  static final int BYTES = 188;
  static final int SYNC_BYTE = 0x47;
  static final int PIDS = 0x2000;
  static final int MAX_PID = 0x1FFF;

  /// At [#payload]: the packet is damaged.
  static final int NO_PAYLOAD = -1;

  static final int HEADER_BYTES = 4;

  /// Bytes of a packet that is plain.
  static final int PAYLOAD_BYTES = BYTES - HEADER_BYTES;

  private static final int FIRST_FREE_PID = 0x10;
  private static final int ERROR = 0x80_0000;
  private static final int UNIT_START = 0x40_0000;
  private static final int SCRAMBLING = 0xC0;
  private static final int ADAPTATION = 0x20;
  private static final int PAYLOAD = 0x10;
  private static final int COUNTER = 0x0F;
  private static final int DISCONTINUITY = 0x80;
  private static final int RANDOM_ACCESS = 0x40;

  private TsPacket() {}

  /// Whether a packet can begin with these 32 bits.
  static boolean isSynchronous(int word) {
    return word >>> 24 == SYNC_BYTE;
  }

  /// Whether a packet that begins with these 32 bits, or has them as its header, is nothing but
  /// payload, in which no unit begins.
  static boolean isPlain(int word) {
    return (word & (ERROR | UNIT_START | SCRAMBLING | ADAPTATION | PAYLOAD)) == PAYLOAD;
  }

  /// What a plain packet begins with that follows the plain packet of `word`.
  static int follower(int word) {
    return (word & ~COUNTER) | ((word + 1) & COUNTER);
  }

  /// The 24 bits after the sync byte, which the other methods take.
  static int header(int word) {
    return word & 0xFF_FFFF;
  }

  static int pid(int header) {
    return (header >> 8) & MAX_PID;
  }

  /// Whether tables and streams may be there: the PID is neither reserved nor that of null packets.
  static boolean isFreePid(int pid) {
    return pid >= FIRST_FREE_PID && pid < MAX_PID;
  }

  static boolean hasError(int header) {
    return (header & ERROR) != 0;
  }

  static boolean startsUnit(int header) {
    return (header & UNIT_START) != 0;
  }

  static boolean isScrambled(int header) {
    return (header & SCRAMBLING) != 0;
  }

  static boolean hasPayload(int header) {
    return (header & PAYLOAD) != 0;
  }

  static int counter(int header) {
    return header & COUNTER;
  }

  /// Where the payload of the packet at `at` begins, at most at its end; or [#NO_PAYLOAD] if the
  /// adaptation field runs past the end.
  static int payload(int header, ByteBuf in, int at) {
    if ((header & ADAPTATION) == 0) {
      return at + HEADER_BYTES;
    }
    int length = in.getUnsignedByte(at + HEADER_BYTES);
    int payload = at + HEADER_BYTES + 1 + length;
    return payload > at + BYTES ? NO_PAYLOAD : payload;
  }

  /// Whether the stream does not go on where it was: counters and clock may be any.
  static boolean isDiscontinuous(int header, ByteBuf in, int at) {
    return (flags(header, in, at) & DISCONTINUITY) != 0;
  }

  /// Whether the packet says that decoding can start with it.
  static boolean isRandomAccess(int header, ByteBuf in, int at) {
    return (flags(header, in, at) & RANDOM_ACCESS) != 0;
  }

  private static int flags(int header, ByteBuf in, int at) {
    boolean present = (header & ADAPTATION) != 0 && in.getByte(at + HEADER_BYTES) != 0;
    return present ? in.getByte(at + HEADER_BYTES + 1) : 0;
  }
}
