package dev.weir.mp4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Entries of one size as they lie in a box; nothing is copied. The count was compared with the
/// bytes there are.
///
/// @param in entry 0 starts at index 0
/// @param count of entries
/// @param entryBytes size of each
record Table(ByteBuf in, int count, int entryBytes) {
  /// No entries.
  static final Table EMPTY = new Table(Unpooled.EMPTY_BUFFER, 0, 0);

  /// 32 bits at `field` bytes into an entry.
  long unsignedInt(int entry, int field) {
    return in.getUnsignedInt(entry * entryBytes + field);
  }

  /// 32 bits with a sign.
  int signedInt(int entry, int field) {
    return in.getInt(entry * entryBytes + field);
  }

  /// 64 bits.
  long signedLong(int entry, int field) {
    return in.getLong(entry * entryBytes + field);
  }
}
