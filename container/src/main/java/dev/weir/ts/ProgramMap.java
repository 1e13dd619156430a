package dev.weir.ts;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// A program map section that was read (ISO/IEC 13818-1 2.4.4.8); its bytes are drawn at
/// [ProgramTables].
///
/// @param program program_number
/// @param streams those of a format of ours, in their order
record ProgramMap(int program, List<Stream> streams) {
  static final int TABLE_ID = 2;

  private static final int MAX_STREAMS = 32;
  private static final int FIXED_BYTES = 12;
  private static final int STREAM_BYTES = 5;

  /// One elementary stream.
  ///
  /// @param pid where it is
  /// @param format what it holds
  /// @param descriptors ES_info
  record Stream(int pid, StreamFormat format, Octets descriptors) {}

  ProgramMap {
    streams = List.copyOf(streams);
  }

  /// Reads a section whose CRC is right.
  ///
  /// @throws MalformedMediaException if a length lies
  static ProgramMap parse(ByteBuf section) {
    int at = section.readerIndex();
    int end = section.writerIndex() - Integer.BYTES;
    int program = section.getUnsignedShort(at + 3);
    int next = at + FIXED_BYTES + length(section, at + FIXED_BYTES - 2, end);
    List<Stream> streams = new ArrayList<>();
    while (next < end) {
      int type = section.getUnsignedByte(next);
      int infoBytes = length(section, next + STREAM_BYTES - 2, end);
      int pid = section.getUnsignedShort(next + 1) & TsPacket.MAX_PID;
      Octets descriptors = Octets.copyOf(section, next + STREAM_BYTES, infoBytes);
      StreamFormat format = StreamFormat.of(type, descriptors);
      if (format != null && streams.size() < MAX_STREAMS && TsPacket.isFreePid(pid)) {
        streams.add(new Stream(pid, format, descriptors));
      }
      next += STREAM_BYTES + infoBytes;
    }
    return new ProgramMap(program, streams);
  }

  /// The 12 bits at `at`, which count bytes after them up to `end` at most.
  private static int length(ByteBuf section, int at, int end) {
    int length = end - at < 2 ? 0 : section.getUnsignedShort(at) & 0xFFF;
    if (length > end - at - 2) {
      throw new MalformedMediaException(
          "TS program map: length " + length + " is over the " + (end - at - 2) + " bytes left");
    }
    return length;
  }

  /// Whether there is something to see or to hear.
  boolean hasMedia() {
    return streams.stream().anyMatch(stream -> stream.format().kind() != Codec.Kind.DATA);
  }
}
