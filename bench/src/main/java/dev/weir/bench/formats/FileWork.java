package dev.weir.bench.formats;

import dev.weir.media.Demuxer;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;

/// A file of one format in memory: to be read, written and copied. Not thread-safe; [#close] gives
/// back the memory.
final class FileWork implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 16;
  private static final int ROOM_BYTES = 1 << 20;

  private final FileRow row;
  private final Media media;
  private final ByteBuf bytes; // off-heap, as it comes from sockets and files
  private final ByteBuf room = Unpooled.directBuffer(2 * ROOM_BYTES);
  private final ByteBuf copy;

  FileWork(FileRow row) throws IOException {
    this.row = row;
    this.media = Media.of(row.recipe);
    this.bytes = Unpooled.directBuffer();
    Muxer muxer = media.muxer(row.muxers);
    muxer.header(bytes);
    media.samples().forEach(sample -> muxer.sample(sample, bytes));
    this.copy = Unpooled.directBuffer(bytes.readableBytes());
  }

  /// The file, which stays ours.
  ByteBuf bytes() {
    return bytes;
  }

  /// Reads it in pieces.
  void read(TrackSink sink) {
    try (Demuxer demuxer = row.format.demuxer(sink)) {
      int end = bytes.writerIndex();
      ByteBuf piece = bytes.duplicate();
      for (int at = 0; at < end; at += PIECE_BYTES) {
        piece.setIndex(at, Math.min(end, at + PIECE_BYTES));
        demuxer.read(piece);
      }
      demuxer.end();
    }
  }

  /// Writes it. Pieces leave as they are ready, so the room is used again.
  void write() {
    Muxer muxer = media.muxer(row.muxers);
    muxer.header(room.clear());
    List<Sample> samples = media.samples();
    for (int i = 0; i < samples.size(); i++) {
      muxer.sample(samples.get(i), room);
      if (room.writerIndex() > ROOM_BYTES) {
        room.clear();
      }
    }
  }

  /// Copies it as a whole.
  void copy() {
    copy.clear().writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  @Override
  public void close() {
    bytes.release();
    room.release();
    copy.release();
  }
}
