package dev.weir.rtmp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// Takes aggregate messages apart (RTMP 1.0, 7.1.6).
///
/// ```
/// | type 1 | size 3 | time 3 | time's top byte 1 | stream id 3 | body | back pointer 4 | …
/// ```
///
/// Times are moved so that the first part has the time of the aggregate.
final class AggregateMessage {
  private static final int HEADER_BYTES = 11;
  private static final int BACK_POINTER_BYTES = 4;

  private AggregateMessage() {}

  /// Gives each part to `sink`.
  ///
  /// @throws MalformedMediaException if a part runs past the end, or is an aggregate itself
  static void split(int streamId, long timestampMillis, ByteBuf payload, MessageSink sink) {
    long shiftMillis = 0;
    boolean first = true;
    while (payload.isReadable()) {
      int at = payload.readerIndex();
      if (payload.readableBytes() < HEADER_BYTES) {
        throw malformed(at, "a header of " + payload.readableBytes() + " bytes, needs 11");
      }
      int type = payload.readUnsignedByte();
      int size = payload.readUnsignedMedium();
      long time = payload.readUnsignedMedium() | ((long) payload.readUnsignedByte() << 24);
      payload.skipBytes(3);
      if (size > payload.readableBytes()) {
        throw malformed(at, "a size of " + size + ", but " + payload.readableBytes() + " are left");
      }
      if (type == MessageType.AGGREGATE) {
        throw malformed(at, "another aggregate");
      }
      if (first) {
        shiftMillis = timestampMillis - time;
        first = false;
      }
      sink.message(type, streamId, (time + shiftMillis) & 0xFFFF_FFFFL, payload.readSlice(size));
      // FMS leaves the last back pointer out.
      payload.skipBytes(Math.min(BACK_POINTER_BYTES, payload.readableBytes()));
    }
  }

  private static MalformedMediaException malformed(int at, String found) {
    return new MalformedMediaException("RTMP aggregate message at byte " + at + ": " + found);
  }
}
