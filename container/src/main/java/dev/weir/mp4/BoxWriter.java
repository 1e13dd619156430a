package dev.weir.mp4;

import io.netty.buffer.ByteBuf;

/// Writes boxes (ISO/IEC 14496-12 4.2), whose size stands before what it counts:
///
/// ```java
/// int trak = BoxWriter.begin("trak", out);
/// …
/// BoxWriter.end(trak, out);
/// ```
///
/// ```
/// |size (32)|type (32)|  FullBox: |version (8)|flags (24)|  contents
/// ```
final class BoxWriter {
  /// Bytes of the header of a box of less than 4 GB.
  static final int HEADER_BYTES = 8;

  private BoxWriter() {}

  /// Appends a header without size; returns where the box starts.
  static int begin(String type, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(0).writeInt(FourCc.of(type));
    return start;
  }

  /// Appends the header of a FullBox without size; returns where the box starts.
  static int begin(String type, int version, int flags, ByteBuf out) {
    int start = begin(type, out);
    out.writeInt((version << 24) | flags);
    return start;
  }

  /// Completes the box that started at `start`: it ends here.
  static void end(int start, ByteBuf out) {
    out.setInt(start, out.writerIndex() - start);
  }
}
