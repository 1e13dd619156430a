package dev.weir.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Walks the elements of an RTP header extension in the one-byte and two-byte forms (RFC 8285).
///
/// ```
/// profile BEDE:  |ID:4|length−1:4| data … |     ID 0: padding, ID 15: the rest is not to be read
/// profile 100x:  |ID:8|length:8| data … |       ID 0: padding
/// ```
///
/// An element that runs past the end ends the walk: a broken extension does not spoil the media
/// behind it. Extensions of other profiles have no elements. Not thread-safe.
public final class HeaderExtensions {
  /// The profile of the one-byte form.
  public static final int ONE_BYTE = 0xBEDE;

  /// The profile of the two-byte form, whose low four bits are the application's.
  public static final int TWO_BYTE = 0x1000;

  private static final int RESERVED_ID = 15;
  private static final int MAX_ONE_BYTE_ID = 14;
  private static final int MAX_ONE_BYTE_LENGTH = 16;

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int profile;
  private int from;
  private int end;

  // Of the walk.
  private int at;
  private int id;
  private int index;
  private int length;

  HeaderExtensions() {}

  void clear() {
    set(Unpooled.EMPTY_BUFFER, 0, 0, 0);
  }

  void set(ByteBuf in, int profileFound, int start, int stop) {
    buffer = in;
    profile = profileFound;
    from = start;
    end = stop;
    rewind();
  }

  void rewind() {
    at = from;
  }

  /// Goes to the next element; false if there is none.
  public boolean next() {
    if (profile == ONE_BYTE) {
      return nextOneByte();
    }
    return (profile & 0xFFF0) == TWO_BYTE && nextTwoByte();
  }

  private boolean nextOneByte() {
    while (at < end) {
      int header = buffer.getUnsignedByte(at++);
      if (header == 0) {
        continue;
      }
      if (header >> 4 == RESERVED_ID) {
        return stop();
      }
      return element(header >> 4, (header & 0x0F) + 1);
    }
    return false;
  }

  private boolean nextTwoByte() {
    while (at < end) {
      int found = buffer.getUnsignedByte(at++);
      if (found == 0) {
        continue;
      }
      return at < end ? element(found, buffer.getUnsignedByte(at++)) : stop();
    }
    return false;
  }

  private boolean element(int foundId, int bytes) {
    if (bytes > end - at) {
      return stop();
    }
    id = foundId;
    index = at;
    length = bytes;
    at += bytes;
    return true;
  }

  private boolean stop() {
    at = end;
    return false;
  }

  /// Goes to the first element of this ID from the start; false if there is none.
  public boolean find(int wantedId) {
    rewind();
    while (next()) {
      if (id == wantedId) {
        return true;
      }
    }
    return false;
  }

  /// The local identifier of the element, 1 to 255.
  public int id() {
    return id;
  }

  /// Where the element's data start, absolute, in the packet's buffer.
  public int index() {
    return index;
  }

  /// Bytes of the element's data.
  public int length() {
    return length;
  }

  /// Begins an extension at the end of `packet`, which has a header without one; returns where it
  /// begins, for [#end].
  ///
  /// @param packetIndex where the packet's header begins
  public static int begin(int extensionProfile, int packetIndex, ByteBuf packet) {
    packet.setByte(packetIndex, packet.getByte(packetIndex) | 0x10);
    int start = packet.writerIndex();
    packet.writeShort(extensionProfile).writeShort(0);
    return start;
  }

  /// Appends the header of an element; `bytes` of data are to follow.
  ///
  /// @throws IllegalArgumentException if the form cannot say this ID or length
  public static void writeElement(int extensionProfile, int elementId, int bytes, ByteBuf packet) {
    if (extensionProfile == ONE_BYTE) {
      if (elementId < 1
          || elementId > MAX_ONE_BYTE_ID
          || bytes < 1
          || bytes > MAX_ONE_BYTE_LENGTH) {
        throw new IllegalArgumentException("element " + elementId + " of " + bytes + " bytes");
      }
      packet.writeByte((elementId << 4) | (bytes - 1));
    } else {
      if (elementId < 1 || elementId > 255 || bytes > 255) {
        throw new IllegalArgumentException("element " + elementId + " of " + bytes + " bytes");
      }
      packet.writeByte(elementId).writeByte(bytes);
    }
  }

  /// Pads the extension that [#begin] began and writes its length.
  public static void end(int start, ByteBuf packet) {
    int bytes = packet.writerIndex() - start - 4;
    packet.writeZero(-bytes & 3);
    packet.setShort(start + 2, (bytes + 3) / 4);
  }
}
