package dev.weir.id3;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.AmfJson;
import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Messages as ID3v2.4 tags, the one form of timed metadata that players of HLS and DASH have in
/// common. What is none becomes a tag with one frame of text (ID3v2.4.0 frames, 4.2.6):
///
/// ```
/// "ID3" 04 00 | flags 00 | size: 4 × (0 s:7)
/// "TXXX" | size: 4 × (0 s:7) | flags 0000 | encoding 03 (UTF-8) | description 00 | value
/// ```
///
/// | message | description | value |
/// |---|---|---|
/// | AMF0 | the handler's name: `onMetaData`, `onCuePoint`, … | its argument in JSON, a list of several |
/// | JSON | `json` | the message |
public final class MessageTag {
  private static final int HEADER_BYTES = 10;
  private static final int UTF_8 = 3;

  private MessageTag() {}

  /// Whether messages of this format are, or become, tags.
  public static boolean carries(Codec.Data.Format format) {
    return switch (format) {
      case ID3, AMF0, JSON -> true;
      case SCTE35, KLV -> false;
    };
  }

  /// The tag of a message; moves no index of `message`.
  ///
  /// @param format which is carried
  /// @throws dev.weir.media.MalformedMediaException if the message is not in its format
  /// @throws dev.weir.media.UnsupportedMediaException if it holds values that have no form in JSON
  public static Octets of(Codec.Data.Format format, ByteBuf message) {
    return switch (format) {
      case ID3 -> Octets.copyOf(message);
      case JSON -> text("json", message.toString(StandardCharsets.UTF_8));
      case AMF0 -> {
        List<AmfValue> values = Amf0Reader.readAll(message.slice());
        boolean named = !values.isEmpty() && values.getFirst() instanceof AmfValue.Str;
        String name = named ? ((AmfValue.Str) values.getFirst()).value() : "";
        List<AmfValue> arguments = named ? values.subList(1, values.size()) : values;
        yield text(
            name,
            AmfJson.of(
                arguments.size() == 1
                    ? arguments.getFirst()
                    : new AmfValue.StrictArray(arguments)));
      }
      case SCTE35, KLV -> throw new IllegalArgumentException(format + " is not carried");
    };
  }

  private static Octets text(String description, String value) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeByte(UTF_8);
    frame.writeCharSequence(description.replace('\0', ' '), StandardCharsets.UTF_8);
    frame.writeByte(0);
    frame.writeCharSequence(value.replace('\0', ' '), StandardCharsets.UTF_8);
    ByteBuf tag = Unpooled.buffer();
    tag.writeCharSequence("ID3", StandardCharsets.US_ASCII);
    tag.writeByte(4).writeByte(0).writeByte(0);
    size(HEADER_BYTES + frame.readableBytes(), tag);
    tag.writeCharSequence("TXXX", StandardCharsets.US_ASCII);
    size(frame.readableBytes(), tag);
    tag.writeShort(0).writeBytes(frame);
    return Octets.copyOf(tag);
  }

  /// A size in four bytes of 7 bits: messages are far shorter than 256 MB.
  private static void size(int bytes, ByteBuf out) {
    for (int shift = 21; shift >= 0; shift -= 7) {
      out.writeByte((bytes >> shift) & 0x7F);
    }
  }
}
