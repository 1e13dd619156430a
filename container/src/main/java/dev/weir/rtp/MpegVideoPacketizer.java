package dev.weir.rtp;

import dev.weir.h26x.NalUnits;
import dev.weir.h26x.StartCodeSearch;
import dev.weir.h26x.StartCodes;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;

/// MPEG-1 and MPEG-2 video (RFC 2250 3.4): slices share packets, large ones are cut.
///
/// ```
/// | 0:5 |T| temporal reference:10 |A|N|S|B|E| picture type:3 | motion vector codes:8 |
/// ```
///
/// S: a sequence header is here. B: the payload begins with a slice or the headers before one. E:
/// it ends with the end of a slice. Not thread-safe.
final class MpegVideoPacketizer implements Packetizer {
  static final int HEADER_BYTES = 4;
  static final int SEQUENCE = 0x2000;
  static final int BEGIN_SLICE = 0x1000;
  static final int END_SLICE = 0x0800;

  static final int PICTURE_START = 0x00;
  static final int LAST_SLICE = 0xAF;
  static final int SEQUENCE_START = 0xB3;

  private static final int TYPE_SHIFT = 8;
  private static final int TEMPORAL_REFERENCE_SHIFT = 16;

  private final StartCodeSearch search = new StartCodeSearch();

  // Of the picture being written.
  private final StartCodes codes = new StartCodes();
  private int nextCode; // number of the first one at or after what is to be written next
  private int pictureHeader; // temporal reference, type, motion vectors

  @Override
  public void write(Sample sample, PayloadWriter out) {
    ByteBuf picture = sample.payload();
    int start = picture.readerIndex();
    int end = picture.writerIndex();
    search.find(picture, codes);
    nextCode = 0;
    pictureHeader = readPictureHeader(picture, start, end);
    boolean sequence = startsWithSequence(picture, start, end);
    int limit = out.maxPayloadBytes() - HEADER_BYTES;
    for (int at = start; at < end; ) {
      int to = lastSliceEnd(picture, at, end, limit);
      int flags = BEGIN_SLICE | END_SLICE | (sequence ? SEQUENCE : 0);
      if (to - at <= limit) {
        write(flags, picture, at, to, out);
      } else {
        writePieces(flags, picture, at, to, limit, out);
      }
      at = to;
      sequence = false;
    }
    out.markLast();
  }

  private void writePieces(int flags, ByteBuf in, int from, int to, int limit, PayloadWriter out) {
    int piece = PayloadWriter.evenPiece(to - from, limit);
    for (int at = from; at < to; at += piece) {
      int notBegin = at == from ? 0 : BEGIN_SLICE | SEQUENCE;
      int notEnd = to - at <= piece ? 0 : END_SLICE;
      write(flags & ~notBegin & ~notEnd, in, at, Math.min(to, at + piece), out);
    }
  }

  private void write(int flags, ByteBuf in, int from, int to, PayloadWriter out) {
    out.begin().writeInt(pictureHeader | flags).writeBytes(in, from, to - from);
    out.end();
  }

  /// Where the last slice ends of those that fit together from `from` on; if not one fits, where
  /// the first ends. Headers belong to the slice after them.
  private int lastSliceEnd(ByteBuf in, int from, int end, int limit) {
    int last = from;
    int lastCode = nextCode;
    boolean inSlice = false;
    for (int number = nextCode; number < codes.count(); number++) {
      int code = in.readerIndex() + codes.at(number);
      boolean fits = code - from <= limit;
      if (inSlice && (fits || last == from)) {
        last = code;
        lastCode = number;
      }
      if (inSlice && !fits) {
        nextCode = lastCode;
        return last;
      }
      inSlice |= code + 3 < end && isSlice(in.getUnsignedByte(code + 3));
    }
    nextCode = lastCode;
    return end - from <= limit || last == from ? end : last;
  }

  private static boolean isSlice(int startCode) {
    return startCode > PICTURE_START && startCode <= LAST_SLICE;
  }

  static boolean startsWithSequence(ByteBuf in, int from, int end) {
    int code = NalUnits.startCode(in, from, end);
    return code + 3 < end && in.getUnsignedByte(code + 3) == SEQUENCE_START;
  }

  // picture_header(): temporal_reference:10 type:3 vbv_delay:16, then forward and backward codes
  private int readPictureHeader(ByteBuf in, int start, int end) {
    for (int number = 0; number < codes.count(); number++) {
      int code = start + codes.at(number);
      if (code + 8 >= end) {
        return 0;
      }
      if (in.getUnsignedByte(code + 3) == PICTURE_START) {
        return pictureHeader(((long) in.getInt(code + 4) << 8) | in.getUnsignedByte(code + 8));
      }
    }
    return 0;
  }

  private static int pictureHeader(long bits) {
    int temporalReference = (int) ((bits >> 30) & 0x3FF);
    int type = (int) ((bits >> 27) & 7);
    int forward = type == 2 || type == 3 ? (int) ((bits >> 7) & 0xF) : 0;
    return (temporalReference << TEMPORAL_REFERENCE_SHIFT) | (type << TYPE_SHIFT) | forward;
  }
}
