package dev.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What a decoder remembers of one chunk stream: its last message header and the message that is
/// still coming in (RTMP 1.0, 5.3.1.2).
///
/// Not thread-safe: part of one [ChunkDecoder].
final class ChunkStream {
  private static final int FIRST_ALLOCATION_BYTES = 16 * 1024;
  private static final long MILLIS_MASK = 0xFFFF_FFFFL;

  // A message that repeats the "delta" of a header of type 0 means the absolute time by the letter
  // of 5.3.1.2.4, and so FFmpeg writes it; librtmp means "at the same time". A delta of more than a
  // second is no distance between two samples, so then it is taken in librtmp's sense.
  private static final long LONGEST_REPEATED_MILLIS = 1000;

  final int id;

  int type; // these four are the last header's
  int lengthBytes;
  int streamId;
  boolean extended;

  private long timestampMillis;
  private long deltaMillis;
  private long extendedField;
  private @Nullable ByteBuf body; // what has come of an unfinished message
  private int remainingBytes; // of an unfinished message

  ChunkStream(int id) {
    this.id = id;
  }

  /// The time of the current message, 32 bits.
  long timestampMillis() {
    return timestampMillis;
  }

  /// Whether a chunk of type 3 continues a message.
  boolean isUnfinished() {
    return remainingBytes > 0;
  }

  /// How many bytes of the current message are still to come.
  int remainingBytes() {
    return remainingBytes;
  }

  /// Bytes that an unfinished message holds.
  int heldBytes() {
    return body == null ? 0 : body.readableBytes();
  }

  /// The time of a header of type 0.
  void absoluteTime(long millis) {
    extendedField = millis;
    timestampMillis = millis;
    deltaMillis = millis <= LONGEST_REPEATED_MILLIS ? millis : 0;
  }

  /// The time of a header of types 1 and 2.
  void deltaTime(long millis) {
    extendedField = millis;
    deltaMillis = millis;
    repeatDelta();
  }

  /// The time of a message that starts with a header of type 3.
  void repeatDelta() {
    timestampMillis = (timestampMillis + deltaMillis) & MILLIS_MASK;
  }

  /// Whether `millis` can be the extended timestamp that a chunk of type 3 repeats: senders repeat
  /// the last header's field or the message's time.
  boolean isExtendedField(int available, long millis) {
    int missingBits = 8 * (4 - available);
    return millis == extendedField >>> missingBits || millis == timestampMillis >>> missingBits;
  }

  /// A message of [#lengthBytes] starts.
  void startMessage() {
    remainingBytes = lengthBytes;
  }

  /// Whether the message that just started comes whole in a chunk of `chunkBytes`.
  boolean isWholeIn(int chunkBytes) {
    return body == null && chunkBytes == lengthBytes;
  }

  /// Nothing more of the message is expected: its bytes were taken from the input itself.
  void finish() {
    remainingBytes = 0;
  }

  /// Keeps the next `count` bytes of `in`. Room is made for what has come, not for what was
  /// promised.
  void keep(ByteBuf in, int count, ByteBufAllocator allocator) {
    ByteBuf kept = body;
    if (kept == null) {
      kept = allocator.buffer(Math.min(lengthBytes, Math.max(count, FIRST_ALLOCATION_BYTES)));
      body = kept;
    }
    kept.writeBytes(in, count);
    remainingBytes -= count;
  }

  /// The body of the finished message; the caller releases it.
  ByteBuf takeBody() {
    ByteBuf taken = body;
    body = null;
    if (taken == null) {
      throw new IllegalStateException("nothing was kept");
    }
    return taken;
  }

  /// Forgets an unfinished message.
  void drop() {
    remainingBytes = 0;
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
