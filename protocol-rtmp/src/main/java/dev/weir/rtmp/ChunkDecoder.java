package dev.weir.rtmp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts messages together from the chunks of one connection (RTMP 1.0, 5.3).
///
/// A push parser: takes what it can of each piece of input and leaves only the beginning of a chunk
/// header, at most 18 bytes, for the next call. Applies Set Chunk Size and Abort itself and passes
/// them on like all other messages. Memory is bounded by [#MAX_CHUNK_STREAMS],
/// [#MAX_UNFINISHED_MESSAGES] and [#MAX_UNFINISHED_BYTES], which is raised to
/// [#MAX_UNFINISHED_MEDIA_BYTES] for peers that may send media; a message of 24-bit length is at
/// most 16 MiB. Not thread-safe: confined to the connection's event loop.
///
/// @see ChunkStream
final class ChunkDecoder {
  static final int DEFAULT_CHUNK_BYTES = 128;

  /// Chunk streams one peer may ever use; the busiest encoders use about ten.
  static final int MAX_CHUNK_STREAMS = 256;

  /// Messages that may be under way at once.
  static final int MAX_UNFINISHED_MESSAGES = 64;

  /// Bytes that all unfinished messages of a peer may hold together before it publishes.
  static final int MAX_UNFINISHED_BYTES = 1 << 20;

  /// Bytes that all unfinished messages of a publisher may hold together.
  static final int MAX_UNFINISHED_MEDIA_BYTES = 32 << 20;

  private static final int EXTENDED = 0xFF_FFFF;
  private static final int MAX_CHUNK_BYTES = 0xFF_FFFF; // 5.4.1: no message is longer
  private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};

  private final ByteBufAllocator allocator;
  private final MessageSink sink;
  private final Map<Integer, ChunkStream> streams = new HashMap<>();

  private int chunkBytes = DEFAULT_CHUNK_BYTES; // changes with Set Chunk Size
  private @Nullable ChunkStream current; // set while a chunk's payload is being read
  private int chunkRemainingBytes; // of the chunk being read
  private int maxUnfinishedBytes = MAX_UNFINISHED_BYTES; // raised once, by expectMedia
  private int unfinishedMessages;
  private int unfinishedBytes;
  private long droppedMessages;
  private boolean paused; // by the sink, while it waits for an answer
  private boolean closed;

  /// Decodes into `sink`, with buffers of `allocator` for messages that come in pieces.
  ChunkDecoder(ByteBufAllocator allocator, MessageSink sink) {
    this.allocator = allocator;
    this.sink = sink;
  }

  /// Takes what it can of `in`.
  ///
  /// @throws MalformedMediaException if the bytes are no chunks, or more than the bounds above
  void decode(ByteBuf in) {
    while (!closed && !paused) {
      ChunkStream stream = current;
      if (stream == null ? !readHeader(in) : !readPayload(stream, in)) {
        return;
      }
    }
  }

  /// The peer may send media from now on.
  void expectMedia() {
    maxUnfinishedBytes = MAX_UNFINISHED_MEDIA_BYTES;
  }

  /// Takes nothing until [#resume], not even what is left of the current input.
  void pause() {
    paused = true;
  }

  /// Takes input again.
  void resume() {
    paused = false;
  }

  /// Messages that a peer began and did not finish, by Abort or by starting another.
  long droppedMessages() {
    return droppedMessages;
  }

  /// Releases what unfinished messages hold; nothing is decoded after this.
  void close() {
    closed = true;
    streams.values().forEach(ChunkStream::drop);
    streams.clear();
  }

  //  0 1 2 3 4 5 6 7
  // +-+-+-+-+-+-+-+-+
  // |fmt|   cs id   |   0: one more byte holds id - 64; 1: two more, little-endian, hold id - 64
  // +-+-+-+-+-+-+-+-+
  private boolean readHeader(ByteBuf in) {
    int available = in.readableBytes();
    if (available < 1) {
      return false;
    }
    int at = in.readerIndex();
    int format = in.getUnsignedByte(at) >> 6;
    int idField = in.getUnsignedByte(at) & 0x3F;
    int basicBytes = idField == 0 ? 2 : idField == 1 ? 3 : 1;
    int headerBytes = basicBytes + MESSAGE_HEADER_BYTES[format];
    if (available < headerBytes) {
      return false;
    }
    int id =
        switch (idField) {
          case 0 -> 64 + in.getUnsignedByte(at + 1);
          case 1 -> 64 + in.getUnsignedShortLE(at + 1);
          default -> idField;
        };
    ChunkStream stream = format < 2 ? streamFor(id) : knownStream(id, format);
    return format == 3
        ? readRepeatedHeader(stream, in, headerBytes)
        : readMessageHeader(stream, format, in, basicBytes, headerBytes);
  }

  //  0               3               6       7                 11                15
  // +---------------+---------------+-------+-----------------+-----------------+
  // | time or delta |    length     | type  | stream id (LE)  | extended time   |
  // +---------------+---------------+-------+-----------------+-----------------+
  //  fmt 0: all, absolute time; fmt 1: to type, delta; fmt 2: delta only; 0xFFFFFF: see extended
  private boolean readMessageHeader(
      ChunkStream stream, int format, ByteBuf in, int basicBytes, int headerBytes) {
    int at = in.readerIndex() + basicBytes;
    long time = in.getUnsignedMedium(at);
    boolean extended = time == EXTENDED;
    if (extended && in.readableBytes() < headerBytes + 4) {
      return false;
    }
    if (extended) {
      time = in.getUnsignedInt(in.readerIndex() + headerBytes);
    }
    drop(stream); // a new header in the middle of a message gives that message up, as in FFmpeg
    stream.extended = extended;
    if (format < 2) {
      stream.lengthBytes = in.getUnsignedMedium(at + 3);
      stream.type = in.getUnsignedByte(at + 6);
    }
    if (format == 0) {
      stream.streamId = in.getIntLE(at + 7);
      stream.absoluteTime(time);
    } else {
      stream.deltaTime(time);
    }
    in.skipBytes(headerBytes + (extended ? 4 : 0));
    stream.startMessage();
    startChunk(stream);
    return true;
  }

  private boolean readRepeatedHeader(ChunkStream stream, ByteBuf in, int headerBytes) {
    int extendedBytes = 0;
    if (stream.extended) {
      int peeked = Math.min(4, in.readableBytes() - headerBytes);
      if (isRepeatedTime(stream, in, in.readerIndex() + headerBytes, peeked)) {
        if (peeked < 4) {
          return false;
        }
        extendedBytes = 4;
      }
    }
    in.skipBytes(headerBytes + extendedBytes);
    if (!stream.isUnfinished()) {
      stream.repeatDelta();
      stream.startMessage();
    }
    startChunk(stream);
    return true;
  }

  // 5.3.1.3: a chunk of type 3 repeats the extended time. Some encoders leave it out, so the four
  // bytes count as the time only if they are it; fewer than four decide as soon as one differs.
  private static boolean isRepeatedTime(ChunkStream stream, ByteBuf in, int at, int available) {
    long value = 0;
    for (int i = 0; i < available; i++) {
      value = (value << 8) | in.getUnsignedByte(at + i);
    }
    return stream.isExtendedField(available, value);
  }

  private void startChunk(ChunkStream stream) {
    current = stream;
    chunkRemainingBytes = Math.min(chunkBytes, stream.remainingBytes());
  }

  private boolean readPayload(ChunkStream stream, ByteBuf in) {
    if (stream.isWholeIn(chunkRemainingBytes) && in.readableBytes() >= chunkRemainingBytes) {
      stream.finish();
      current = null;
      deliver(stream, in.readSlice(chunkRemainingBytes));
      return true;
    }
    int count = Math.min(chunkRemainingBytes, in.readableBytes());
    if (count == 0) {
      return false;
    }
    keep(stream, in, count);
    chunkRemainingBytes -= count;
    if (chunkRemainingBytes > 0) {
      return false;
    }
    current = null;
    if (!stream.isUnfinished()) {
      deliverKept(stream);
    }
    return true;
  }

  private void keep(ChunkStream stream, ByteBuf in, int count) {
    if (stream.heldBytes() == 0 && ++unfinishedMessages > MAX_UNFINISHED_MESSAGES) {
      throw new MalformedMediaException(
          "RTMP chunk stream "
              + stream.id
              + ": message "
              + unfinishedMessages
              + " at once is over the limit of "
              + MAX_UNFINISHED_MESSAGES);
    }
    unfinishedBytes += count;
    if (unfinishedBytes > maxUnfinishedBytes) {
      throw new MalformedMediaException(
          "RTMP chunk stream "
              + stream.id
              + ": unfinished messages of "
              + unfinishedBytes
              + " bytes are over the limit of "
              + maxUnfinishedBytes);
    }
    stream.keep(in, count, allocator);
  }

  private void deliverKept(ChunkStream stream) {
    forgetHeld(stream);
    ByteBuf body = stream.takeBody();
    try {
      deliver(stream, body);
    } finally {
      body.release();
    }
  }

  private void deliver(ChunkStream stream, ByteBuf payload) {
    switch (stream.type) {
      case MessageType.SET_CHUNK_SIZE -> setChunkSize(field(payload, "Set Chunk Size"));
      case MessageType.ABORT -> abort(field(payload, "Abort"));
      default -> {}
    }
    sink.message(stream.type, stream.streamId, stream.timestampMillis(), payload);
  }

  private static int field(ByteBuf payload, String message) {
    if (payload.readableBytes() < 4) {
      throw new MalformedMediaException(
          "RTMP " + message + ": " + payload.readableBytes() + " bytes, needs 4");
    }
    return payload.getInt(payload.readerIndex());
  }

  // 5.4.1: 31 bits; sizes over 0xFFFFFF mean the same as that one.
  private void setChunkSize(int bytes) {
    if (bytes < 1) {
      throw new MalformedMediaException(
          "RTMP Set Chunk Size: "
              + Integer.toUnsignedString(bytes)
              + ", allowed is 1 to 2147483647");
    }
    chunkBytes = Math.min(bytes, MAX_CHUNK_BYTES);
  }

  private void abort(int id) {
    ChunkStream stream = streams.get(id);
    if (stream != null) {
      drop(stream);
    }
  }

  private void drop(ChunkStream stream) {
    if (stream.isUnfinished()) {
      droppedMessages++;
      forgetHeld(stream);
      stream.drop();
    }
  }

  private void forgetHeld(ChunkStream stream) {
    if (stream.heldBytes() > 0) {
      unfinishedMessages--;
      unfinishedBytes -= stream.heldBytes();
    }
  }

  // librtmp starts chunk stream 2 with a header of type 1, which lacks only the stream id.
  private ChunkStream streamFor(int id) {
    ChunkStream known = streams.get(id);
    if (known != null) {
      return known;
    }
    if (streams.size() == MAX_CHUNK_STREAMS) {
      throw new MalformedMediaException(
          "RTMP chunk stream " + id + ": more than the limit of " + MAX_CHUNK_STREAMS + " streams");
    }
    ChunkStream fresh = new ChunkStream(id);
    streams.put(id, fresh);
    return fresh;
  }

  private ChunkStream knownStream(int id, int format) {
    ChunkStream stream = streams.get(id);
    if (stream == null) {
      throw new MalformedMediaException(
          "RTMP chunk stream " + id + ": header of type " + format + " with no header before it");
    }
    return stream;
  }
}
