package dev.weir.ts;

import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;

/// The sections that say what a transport stream holds (ISO/IEC 13818-1 2.4.4).
///
/// ```
/// table_id:8 | 1 0 11 section_length:12 | id:16 | 11 version:5 current:1 | 00 | 00 | … | CRC:32
/// PAT: program_number:16 | 111 PMT_PID:13
/// PMT: 111 PCR_PID:13 | 1111 length:12 program_info
///      (stream_type:8 | 111 PID:13 | 1111 length:12 ES_info)*
/// ```
final class ProgramTables {
  static final int PAT_PID = 0;
  static final int PMT_PID = 0x1000;

  /// The PCR PID of a program without clock.
  static final int NO_PID = 0x1FFF;

  private static final int PROGRAM_NUMBER = 1;
  private static final int MAX_SECTION_LENGTH = 1021;

  private ProgramTables() {}

  /// The program association section: one program.
  static Octets association() {
    return section(0x00, 0, out -> out.writeShort(PROGRAM_NUMBER).writeShort(0xE000 | PMT_PID));
  }

  /// The program map section.
  ///
  /// @throws UnsupportedMediaException if there are more streams than a section takes
  static Octets map(List<ElementaryStream> streams, int pcrPid, int version) {
    return section(0x02, version, out -> writeMap(streams, pcrPid, out));
  }

  private static void writeMap(List<ElementaryStream> streams, int pcrPid, ByteBuf out) {
    out.writeShort(0xE000 | pcrPid);
    ByteBuf program = Unpooled.buffer();
    streams.stream()
        .map(ElementaryStream::programDescriptors)
        .distinct()
        .forEach(descriptors -> descriptors.writeTo(program));
    out.writeShort(0xF000 | program.readableBytes()).writeBytes(program);
    for (ElementaryStream stream : streams) {
      out.writeByte(stream.streamType()).writeShort(0xE000 | stream.pid());
      out.writeShort(0xF000 | stream.descriptors().length());
      stream.descriptors().writeTo(out);
    }
  }

  private static Octets section(int tableId, int version, Consumer<ByteBuf> body) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(tableId).writeShort(0); // the length comes last
    out.writeShort(PROGRAM_NUMBER); // transport_stream_id and program_number alike
    out.writeByte(0xC1 | (version << 1)).writeByte(0).writeByte(0);
    body.accept(out);
    int sectionLength = out.readableBytes() - 3 + 4;
    if (sectionLength > MAX_SECTION_LENGTH) {
      throw new UnsupportedMediaException(
          "TS: program map of "
              + sectionLength
              + " bytes is over the limit of "
              + MAX_SECTION_LENGTH);
    }
    out.setShort(1, 0xB000 | sectionLength);
    out.writeInt(SectionCrc.of(out, 0, out.readableBytes()));
    return Octets.copyOf(out);
  }
}
