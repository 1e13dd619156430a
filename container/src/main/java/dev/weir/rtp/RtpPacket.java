package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// A view of one RTP packet (RFC 3550 5.1), used again for the next, so that nothing allocates.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// |                       CSRC, CC times                          |
/// |      profile, if X            |    length in words            |
/// ```
///
/// The buffer is lent and not copied: the view is valid as long as the bytes are. Not thread-safe.
public final class RtpPacket {
  /// Bytes of a header without contributing sources and extension.
  public static final int HEADER_BYTES = 12;

  private static final int VERSION = 2;
  private static final int MARKER = 0x80;
  private static final int EXTENSION_HEADER_BYTES = 4;

  private final HeaderExtensions extensions = new HeaderExtensions();

  // Of the packet read last.
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private boolean marker;
  private int payloadType;
  private int sequence;
  private long timestamp;
  private int ssrc;
  private int payloadIndex;
  private int payloadEnd;

  /// Takes all that is readable in `packet` as one packet; moves no index.
  ///
  /// @throws MalformedMediaException if it is no RTP packet, or a length in it lies
  public void read(ByteBuf packet) {
    int start = packet.readerIndex();
    int end = packet.writerIndex();
    if (end - start < HEADER_BYTES) {
      throw new MalformedMediaException(
          "RTP packet: " + (end - start) + " bytes, needs at least " + HEADER_BYTES);
    }
    long head = packet.getLong(start); // at once, for each access is checked anew
    int first = (int) (head >>> 56);
    if (first >> 6 != VERSION) {
      throw new MalformedMediaException("RTP packet: version " + (first >> 6) + " is not 2");
    }
    int second = (int) (head >>> 48) & 0xFF;
    int padding = (first & 0x20) == 0 ? 0 : packet.getUnsignedByte(end - 1);
    int at = start + HEADER_BYTES + 4 * (first & 0x0F);
    extensions.clear();
    if ((first & 0x10) != 0) {
      at = readExtension(packet, at, end);
    }
    if (at > end - padding) {
      throw new MalformedMediaException(
          "RTP packet of "
              + (end - start)
              + " bytes: header has "
              + (at - start)
              + ", padding "
              + padding);
    }
    buffer = packet;
    marker = (second & MARKER) != 0;
    payloadType = second & 0x7F;
    sequence = (int) (head >>> 32) & 0xFFFF;
    timestamp = head & 0xFFFF_FFFFL;
    ssrc = packet.getInt(start + 8);
    payloadIndex = at;
    payloadEnd = end - padding;
  }

  private int readExtension(ByteBuf packet, int at, int end) {
    if (end - at < EXTENSION_HEADER_BYTES) {
      throw new MalformedMediaException(
          "RTP packet: extension at byte " + at + " runs past the end at " + end);
    }
    int from = at + EXTENSION_HEADER_BYTES;
    int to = from + 4 * packet.getUnsignedShort(at + 2);
    if (to > end) {
      throw new MalformedMediaException(
          "RTP packet: extension of " + (to - from) + " bytes, has " + (end - from));
    }
    extensions.set(packet, packet.getUnsignedShort(at), from, to);
    return to;
  }

  /// The buffer that was read.
  public ByteBuf buffer() {
    return buffer;
  }

  /// The marker bit; the payload format says what it means.
  public boolean marker() {
    return marker;
  }

  /// 0 to 127.
  public int payloadType() {
    return payloadType;
  }

  /// 0 to 65535.
  public int sequence() {
    return sequence;
  }

  /// 0 to 2³² − 1.
  public long timestamp() {
    return timestamp;
  }

  /// The synchronisation source.
  public int ssrc() {
    return ssrc;
  }

  /// Where the payload starts in [#buffer()], absolute.
  public int payloadIndex() {
    return payloadIndex;
  }

  /// Where the payload ends in [#buffer()], absolute; padding is not counted.
  public int payloadEnd() {
    return payloadEnd;
  }

  /// Bytes of payload; 0 in packets that only pad.
  public int payloadBytes() {
    return payloadEnd - payloadIndex;
  }

  /// The extension's elements, before the first of them.
  public HeaderExtensions extensions() {
    extensions.rewind();
    return extensions;
  }

  /// Appends a header without contributing sources and extension.
  public static void writeHeader(
      boolean marker, int payloadType, int sequence, long timestamp, int ssrc, ByteBuf out) {
    out.writeByte(VERSION << 6).writeByte((marker ? MARKER : 0) | payloadType);
    out.writeShort(sequence).writeInt((int) timestamp).writeInt(ssrc);
  }

  /// Whether a datagram on a port that RTP and RTCP share is RTCP (RFC 5761 4): packet types 192 to
  /// 223 lie where payload types 64 to 95 with the marker would be.
  public static boolean isRtcp(ByteBuf datagram) {
    if (datagram.readableBytes() < 2) {
      return false;
    }
    int type = datagram.getUnsignedByte(datagram.readerIndex() + 1);
    return type >= 192 && type <= 223;
  }
}
