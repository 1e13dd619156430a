package dev.weir.subtitle;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Cuts bytes in pieces of any size into lines, ended by CR, LF or both.
///
/// A line is UTF-8, or ISO 8859-1 if it is no valid UTF-8, as old files are.
final class Lines implements AutoCloseable {
  /// Longer lines are no subtitles.
  static final int MAX_LINE_BYTES = 16 << 10;

  /// Takes the lines.
  interface Taker {
    /// Takes a line, without its end, that begins at byte `position` of the input.
    void line(String line, long position);
  }

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final Taker taker;
  private final ByteBuf bytes = Unpooled.buffer(0); // of the line so far

  private long position; // of the next byte
  private long linePosition; // of the line's first byte
  private boolean afterReturn; // an LF now belongs to the CR before

  Lines(String name, Taker taker) {
    this.name = name;
    this.taker = taker;
  }

  void read(ByteBuf piece) {
    while (piece.isReadable()) {
      byte value = piece.readByte();
      position++;
      if (value == '\n' && afterReturn) {
        linePosition = position;
      } else if (value == '\n' || value == '\r') {
        give();
      } else {
        take(value);
      }
      afterReturn = value == '\r';
    }
  }

  private void take(byte value) {
    if (bytes.readableBytes() == MAX_LINE_BYTES) {
      throw new MalformedMediaException(
          "%s at byte %d: line is over the limit of %d bytes"
              .formatted(name, linePosition, MAX_LINE_BYTES));
    }
    bytes.writeByte(value);
  }

  private void give() {
    String line = decode(bytes.nioBuffer());
    bytes.clear();
    long from = linePosition;
    linePosition = position;
    taker.line(from == 0 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line, from);
  }

  private static String decode(ByteBuffer line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(line.duplicate()).toString();
    } catch (CharacterCodingException _) {
      return StandardCharsets.ISO_8859_1.decode(line).toString();
    }
  }

  void end() {
    if (bytes.isReadable()) {
      give();
    }
  }

  void resume(long from) {
    bytes.clear();
    position = from;
    linePosition = from;
    afterReturn = false;
  }

  @Override
  public void close() {
    bytes.release();
  }
}
