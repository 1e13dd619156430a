package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Walks boxes that lie one after the other (ISO/IEC 14496-12 4.2).
///
/// ```
/// |size (32)|type (32)|  size 1: |size (64)|, size 0: to the end
/// ```
///
/// Not thread-safe.
final class BoxReader {
  /// Bytes of a header with a 64-bit size.
  static final int LONG_HEADER_BYTES = 16;

  private final String parent;
  private final ByteBuf in;

  /// Takes what is readable in `in`; `parent` is the box it is from, for messages.
  BoxReader(String parent, ByteBuf in) {
    this.parent = parent;
    this.in = in;
  }

  /// The next box, or null at the end. A few bytes that are no box may end a QuickTime box.
  @Nullable BoxBody next() {
    if (in.readableBytes() < BoxWriter.HEADER_BYTES) {
      return null;
    }
    long size = in.readUnsignedInt();
    String name = FourCc.text(in.readInt());
    long body = size - BoxWriter.HEADER_BYTES;
    if (size == 0) {
      body = in.readableBytes();
    } else if (size == 1 && in.readableBytes() >= Long.BYTES) {
      body = in.readLong() - LONG_HEADER_BYTES;
    }
    if (body < 0 || body > in.readableBytes()) {
      throw new MalformedMediaException(
          "Box '%s' in '%s': %d bytes, allowed are 0..%d"
              .formatted(name, parent, body, in.readableBytes()));
    }
    return new BoxBody(name, in.readSlice((int) body));
  }

  /// The first of the boxes that follow with this name, or null.
  @Nullable BoxBody find(String name) {
    BoxBody box = next();
    while (box != null && !box.name().equals(name)) {
      box = next();
    }
    return box;
  }
}
