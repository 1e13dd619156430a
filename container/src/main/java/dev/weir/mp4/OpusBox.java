package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// `dOps` (Encapsulation of Opus in ISOBMFF 4.3.2): the fields of OpusHead, but big-endian.
///
/// ```
/// |version=0 (8)|channels (8)|preSkip (16)|inputSampleRate (32)|gain (16)|family (8)|
/// family > 0: |streams (8)|coupled (8)|mapping (8) for each channel|
/// ```
final class OpusBox {
  private static final int FIELD_BYTES = 11;
  private static final int MAGIC_BYTES = 8;
  private static final int HEAD_BYTES = 19;

  private OpusBox() {}

  static Codec.Opus parse(Octets dOps) {
    if (dOps.length() < FIELD_BYTES || dOps.at(0) != 0) {
      throw new MalformedMediaException(
          "dOps: %d bytes starting %s, needs at least 11 starting 00"
              .formatted(dOps.length(), dOps.slice(0, Math.min(1, dOps.length())).toHex()));
    }
    ByteBuf in = Unpooled.wrappedBuffer(dOps.toByteArray()).skipBytes(1);
    ByteBuf head = Unpooled.buffer(HEAD_BYTES);
    head.writeCharSequence("OpusHead", StandardCharsets.US_ASCII);
    head.writeByte(1).writeByte(in.readByte());
    head.writeShortLE(in.readShort()).writeIntLE(in.readInt()).writeShortLE(in.readShort());
    head.writeBytes(in);
    return OpusHead.parse(Octets.copyOf(head));
  }

  static void write(Codec.Opus opus, ByteBuf out) {
    ByteBuf head = Unpooled.wrappedBuffer(opus.head().toByteArray()).skipBytes(MAGIC_BYTES + 1);
    int box = BoxWriter.begin("dOps", out);
    out.writeByte(0).writeByte(head.readByte());
    out.writeShort(head.readShortLE()).writeInt(head.readIntLE()).writeShort(head.readShortLE());
    int family = head.readByte();
    out.writeByte(family);
    if (family != 0) {
      out.writeBytes(head, 2 + opus.channels());
    }
    BoxWriter.end(box, out);
  }
}
