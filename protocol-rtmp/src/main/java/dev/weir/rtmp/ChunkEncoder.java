package dev.weir.rtmp;

import io.netty.buffer.ByteBuf;

/// Writes messages as chunks: each starts with a full header, so that no chunk depends on an
/// earlier message and a reader may join at any of them (RTMP 1.0, 5.3).
///
/// A message is written in place: [#begin], then its body straight into the same buffer, then
/// [#end], which fills in the length and makes room for the headers of further chunks. Allocates
/// nothing. Not thread-safe.
final class ChunkEncoder {
  /// Chunk streams that we write on; the specification fixes only the first.
  static final int CONTROL = 2;

  static final int COMMAND = 3;
  static final int AUDIO = 4;
  static final int DATA = 5;
  static final int VIDEO = 6;

  /// The chunk size that we announce and use for everything after the announcement.
  static final int CHUNK_BYTES = 65_536;

  private static final int EXTENDED = 0xFF_FFFF;
  private static final int HEADER_BYTES = 12;
  private static final int TYPE_3 = 0xC0;

  private int chunkBytes; // changes when we announce another
  private int headerAt; // these three are of the message between begin and end
  private int chunkStreamId;
  private long extendedMillis; // negative if the time fits 24 bits

  /// An encoder whose peer believes in `chunkBytes`.
  ChunkEncoder(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /// Appends Set Chunk Size and writes chunks of [#CHUNK_BYTES] from the next message on.
  void announceChunkSize(ByteBuf out) {
    begin(out, CONTROL, MessageType.SET_CHUNK_SIZE, 0, 0);
    out.writeInt(CHUNK_BYTES);
    end(out);
    chunkBytes = CHUNK_BYTES;
  }

  /// Appends the header of a message; its body is whatever is appended until [#end].
  ///
  /// @param chunkStreamId 2 to 63
  /// @param timestampMillis any time; 32 bits of it are written
  void begin(ByteBuf out, int chunkStreamId, int type, int streamId, long timestampMillis) {
    long time = timestampMillis & 0xFFFF_FFFFL;
    this.chunkStreamId = chunkStreamId;
    headerAt = out.writerIndex();
    extendedMillis = time >= EXTENDED ? time : -1;
    out.writeByte(chunkStreamId); // fmt 0
    out.writeMedium(extendedMillis < 0 ? (int) time : EXTENDED);
    out.writeMedium(0); // the length, known at the end
    out.writeByte(type);
    out.writeIntLE(streamId);
    if (extendedMillis >= 0) {
      out.writeInt((int) extendedMillis);
    }
  }

  /// Ends the message that [#begin] began.
  void end(ByteBuf out) {
    int bodyAt = headerAt + HEADER_BYTES + extendedBytes();
    int bodyBytes = out.writerIndex() - bodyAt;
    out.setMedium(headerAt + 4, bodyBytes);
    if (bodyBytes > chunkBytes) {
      spread(out, bodyAt, bodyBytes);
    }
  }

  /// Moves the pieces of the body apart, last first, and writes a header before each but the first.
  private void spread(ByteBuf out, int bodyAt, int bodyBytes) {
    int gap = 1 + extendedBytes();
    int furtherChunks = (bodyBytes - 1) / chunkBytes;
    out.ensureWritable(furtherChunks * gap);
    for (int i = furtherChunks; i > 0; i--) {
      int from = bodyAt + i * chunkBytes;
      int to = from + i * gap;
      out.setBytes(to, out, from, Math.min(chunkBytes, bodyAt + bodyBytes - from));
      out.setByte(to - gap, TYPE_3 | chunkStreamId);
      if (extendedMillis >= 0) {
        out.setInt(to - 4, (int) extendedMillis);
      }
    }
    out.writerIndex(out.writerIndex() + furtherChunks * gap);
  }

  private int extendedBytes() {
    return extendedMillis < 0 ? 0 : 4;
  }
}
