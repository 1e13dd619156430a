package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A box of the file itself, of which only the header was read.
///
/// @param name its type
/// @param position where its header starts
/// @param bodyPosition where its contents start
/// @param end where the next box starts; may lie behind the end of the file
record FileBox(String name, long position, long bodyPosition, long end) {

  /// The box at `position`, or null if there is not even its header.
  static @Nullable FileBox at(ByteSource source, long position) throws IOException {
    ByteBuf header = Unpooled.buffer(BoxReader.LONG_HEADER_BYTES);
    source.read(position, header, BoxReader.LONG_HEADER_BYTES);
    if (header.readableBytes() < BoxWriter.HEADER_BYTES) {
      return null;
    }
    long size = header.readUnsignedInt();
    String name = FourCc.text(header.readInt());
    int headerBytes = BoxWriter.HEADER_BYTES;
    if (size == 0) {
      size = source.size() - position;
    } else if (size == 1 && header.readableBytes() >= Long.BYTES) {
      size = header.readLong();
      headerBytes = BoxReader.LONG_HEADER_BYTES;
    }
    if (size < headerBytes || size > Long.MAX_VALUE - position) {
      throw new MalformedMediaException(
          "MP4 box '%s' at byte %d: its size is %d".formatted(name, position, size));
    }
    return new FileBox(name, position, position + headerBytes, position + size);
  }

  /// Its contents.
  ///
  /// @throws MalformedMediaException if they run past the end of the file or are too many
  ByteBuf body(ByteSource source, int maxBytes) throws IOException {
    long bytes = end - bodyPosition;
    if (bytes > maxBytes || end > source.size()) {
      throw new MalformedMediaException(
          "MP4 box '%s' at byte %d: %d bytes; allowed are %d, and the file has %d"
              .formatted(name, position, bytes, maxBytes, source.size()));
    }
    ByteBuf body = Unpooled.buffer((int) bytes);
    if (source.read(bodyPosition, body, (int) bytes) < bytes) {
      throw new MalformedMediaException(
          "MP4 box '%s' at byte %d: the file ends in it".formatted(name, position));
    }
    return body;
  }
}
