package dev.weir.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Puts sections together (ISO/IEC 13818-1 2.4.4): tables, and messages that are sections.
///
/// ```
/// payload that starts a unit: pointer_field:8 | the end of an older section | sections | FF*
/// section: table_id:8 | syntax:1 … section_length:12 | …
/// ```
///
/// Only sections of which the CRC is right are given on. Memory is bounded by the largest section.
final class SectionReader implements PidReader {
  /// Takes sections.
  interface Output {
    /// Takes a section from its table_id to its CRC, lent.
    ///
    /// @param position in the input of the packet in which it began
    void section(ByteBuf section, long position);

    /// Says that one could not be used.
    void damaged();
  }

  /// Of PAT and PMT.
  static final int MAX_TABLE_BYTES = 1024;

  /// Of private sections.
  static final int MAX_PRIVATE_BYTES = 4096;

  private static final int HEADER_BYTES = 3;
  private static final int NO_TABLE = 0xFF;

  private final int minBytes;
  private final int maxBytes;
  private final Output output;
  private final ByteBuf collected = Unpooled.buffer(0);

  private boolean inStep; // a section begins, or goes on, with the next byte
  private long position; // of the packet in which the one being read began

  /// @param minBytes that a section must have for `output` to look at it
  SectionReader(int minBytes, int maxBytes, Output output) {
    this.minBytes = minBytes;
    this.maxBytes = maxBytes;
    this.output = output;
  }

  @Override
  public void payload(ByteBuf in, int index, int length, boolean unitStart, long packetPosition) {
    if (!unitStart) {
      collect(in, index, length, packetPosition);
      return;
    }
    int pointer = length > 0 ? in.getUnsignedByte(index) : 0;
    if (pointer >= length) {
      restart();
      output.damaged();
      return;
    }
    collect(in, index + 1, pointer, packetPosition);
    collected.clear();
    inStep = true;
    collect(in, index + 1 + pointer, length - 1 - pointer, packetPosition);
  }

  private void collect(ByteBuf in, int index, int length, long packetPosition) {
    if (!inStep || length == 0) {
      return;
    }
    if (!collected.isReadable()) {
      position = packetPosition;
    }
    collected.writeBytes(in, index, length);
    while (inStep && collected.readableBytes() >= HEADER_BYTES && next(packetPosition)) {
      // Each turn uses a section.
    }
    collected.discardReadBytes();
  }

  /// Gives the next section, if all of it is there.
  private boolean next(long packetPosition) {
    int at = collected.readerIndex();
    if (collected.getUnsignedByte(at) == NO_TABLE) {
      restart(); // stuffing up to the next start of a unit
      return false;
    }
    int bytes = HEADER_BYTES + (collected.getUnsignedShort(at + 1) & 0xFFF);
    if (bytes < minBytes || bytes > maxBytes) {
      restart();
      output.damaged();
      return false;
    }
    if (collected.readableBytes() < bytes) {
      return false;
    }
    ByteBuf section = collected.readSlice(bytes);
    if (SectionCrc.of(section, 0, bytes) == 0) {
      output.section(section, position);
    } else {
      output.damaged();
    }
    position = packetPosition;
    return true;
  }

  @Override
  public boolean lost() {
    boolean begun = collected.isReadable();
    restart();
    return begun;
  }

  @Override
  public void restart() {
    collected.clear();
    inStep = false;
  }

  @Override
  public void end() {
    // A section is whole or it is none.
  }

  @Override
  public void close() {
    collected.release();
  }
}
