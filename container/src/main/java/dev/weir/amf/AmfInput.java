package dev.weir.amf;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The bytes of one message, and the bounds on what may be made of them: how deep values nest and
/// how large they are once every reference in them is replaced by what it refers to.
///
/// Not thread-safe.
final class AmfInput {
  /// How deep values may nest.
  static final int MAX_DEPTH = 64;

  /// What one value counts as towards [#MAX_EXPANDED_BYTES], besides its characters.
  private static final int VALUE_BYTES = 8;

  /// How large the values of one message may be after expansion.
  static final long MAX_EXPANDED_BYTES = 4 << 20;

  private final ByteBuf in;
  private final int start;

  private int depth;
  private int deepest; // since the innermost open value was opened; see References
  private long expandedBytes;

  AmfInput(ByteBuf in) {
    this.in = in;
    this.start = in.readerIndex();
  }

  boolean hasMore() {
    return in.isReadable();
  }

  int remaining() {
    return in.readableBytes();
  }

  int u8() {
    need(1);
    return in.readUnsignedByte();
  }

  int peekU8() {
    need(1);
    return in.getUnsignedByte(in.readerIndex());
  }

  int u16() {
    need(2);
    return in.readUnsignedShort();
  }

  long u32() {
    need(4);
    return in.readUnsignedInt();
  }

  double number() {
    need(8);
    return in.readDouble();
  }

  /// A string of `length` bytes; what is no UTF-8 becomes U+FFFD.
  String utf8(long length) {
    need(length);
    String text = in.toString(in.readerIndex(), (int) length, StandardCharsets.UTF_8);
    in.skipBytes((int) length);
    return text;
  }

  Octets octets(int length) {
    need(length);
    spend(length);
    Octets octets = Octets.copyOf(in, in.readerIndex(), length);
    in.skipBytes(length);
    return octets;
  }

  void need(long length) {
    if (length > in.readableBytes()) {
      throw malformed("wants " + length + " bytes, has " + in.readableBytes());
    }
  }

  MalformedMediaException malformed(String what) {
    return new MalformedMediaException("AMF at byte " + (in.readerIndex() - start) + ": " + what);
  }

  /// Counts one value.
  void countValue() {
    spend(VALUE_BYTES);
  }

  /// Counts a string that is used as a value or a name, and returns it.
  String count(String text) {
    spend(text.length());
    return text;
  }

  void spend(long bytes) {
    expandedBytes += bytes;
    if (expandedBytes > MAX_EXPANDED_BYTES) {
      throw malformed("values expand to more than " + MAX_EXPANDED_BYTES + " bytes");
    }
  }

  long expandedBytes() {
    return expandedBytes;
  }

  /// Goes one level down; returns what [#leave] wants back.
  int enter() {
    int outerDeepest = deepest;
    deepest = ++depth;
    checkDepth();
    return outerDeepest;
  }

  /// Goes one level up; returns how many levels the value that ends here has.
  int leave(int outerDeepest) {
    int height = deepest - depth + 1;
    depth--;
    deepest = Math.max(deepest, outerDeepest);
    return height;
  }

  /// Counts a value of `height` levels that stands here by reference.
  void reach(int height) {
    deepest = Math.max(deepest, depth + height);
    checkDepth();
  }

  private void checkDepth() {
    if (deepest > MAX_DEPTH) {
      throw malformed("values nest deeper than " + MAX_DEPTH);
    }
  }
}
