package dev.weir.ogg;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Writes the pages of one logical stream; see [OggPage] for the layout.
///
/// A page holds one packet, or a part of one that needs more than 255 segments, so that each sample
/// can be sent as soon as it is there.
final class PageWriter {
  private static final int MAX_BODY_BYTES = OggPage.MAX_SEGMENTS * OggPage.FULL_SEGMENT;
  private static final int VERSION = 0;

  private final int serial;
  private final List<Octets> headers;
  private final OggCrc crc = new OggCrc();
  private final int headerPages;

  private int nextSequence;
  private int joinSequence; // of the first page that a reader gets who joins now

  PageWriter(int serial, List<Octets> headers) {
    this.serial = serial;
    this.headers = List.copyOf(headers);
    headerPages = headers.stream().mapToInt(header -> pages(header.length())).sum();
    nextSequence = headerPages;
    joinSequence = headerPages;
  }

  private static int pages(int packetBytes) {
    int segments = packetBytes / OggPage.FULL_SEGMENT + 1;
    return (segments + OggPage.MAX_SEGMENTS - 1) / OggPage.MAX_SEGMENTS;
  }

  /// A reader that joins may be given the pages from the next one on.
  void joinable() {
    joinSequence = nextSequence;
  }

  /// Appends the page with the first header. It is numbered so that the pages that follow join on.
  void firstHeader(ByteBuf out) {
    packet(wrap(headers.getFirst()), 0, OggPage.FIRST, joinSequence - headerPages, out);
  }

  /// Appends the pages with the other headers.
  void otherHeaders(ByteBuf out) {
    int sequence = joinSequence - headerPages + pages(headers.getFirst().length());
    for (Octets header : headers.subList(1, headers.size())) {
      sequence = packet(wrap(header), 0, 0, sequence, out);
    }
  }

  private static ByteBuf wrap(Octets header) {
    return Unpooled.wrappedBuffer(header.toByteArray());
  }

  /// Appends a packet, whose end has this granule position.
  void packet(ByteBuf packet, long granule, ByteBuf out) {
    nextSequence = packet(packet, granule, 0, nextSequence, out);
  }

  /// Appends the last packet of the stream.
  void lastPacket(ByteBuf packet, long granule, ByteBuf out) {
    nextSequence = packet(packet, granule, OggPage.LAST, nextSequence, out);
  }

  /// Appends an empty page that ends the stream after its last packet.
  void end(ByteBuf out) {
    int start = begin(OggPage.LAST, OggPage.NO_GRANULE, nextSequence++, out);
    out.writeByte(0);
    seal(start, out);
  }

  private int packet(ByteBuf packet, long granule, int flags, int firstSequence, ByteBuf out) {
    int sequence = firstSequence;
    int pageFlags = flags & OggPage.FIRST;
    boolean ended = false;
    while (!ended) {
      int bytes = Math.min(packet.readableBytes(), MAX_BODY_BYTES);
      ended = bytes < MAX_BODY_BYTES;
      pageFlags |= ended ? flags & OggPage.LAST : 0;
      int start = begin(pageFlags, ended ? granule : OggPage.NO_GRANULE, sequence++, out);
      segments(bytes, ended, out);
      out.writeBytes(packet, bytes);
      seal(start, out);
      pageFlags = OggPage.CONTINUED;
    }
    return sequence;
  }

  private int begin(int flags, long granule, int sequence, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(OggPage.CAPTURE).writeByte(VERSION).writeByte(flags).writeLongLE(granule);
    out.writeIntLE(serial).writeIntLE(sequence).writeInt(0);
    return start;
  }

  private static void segments(int bytes, boolean ended, ByteBuf out) {
    int full = bytes / OggPage.FULL_SEGMENT;
    out.writeByte(ended ? full + 1 : full);
    for (int i = 0; i < full; i++) {
      out.writeByte(OggPage.FULL_SEGMENT);
    }
    if (ended) {
      out.writeByte(bytes % OggPage.FULL_SEGMENT);
    }
  }

  private void seal(int start, ByteBuf out) {
    out.setIntLE(start + OggCrc.FIELD_INDEX, crc.of(out, start, out.writerIndex() - start));
  }
}
