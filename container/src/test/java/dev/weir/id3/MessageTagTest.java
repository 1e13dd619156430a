package dev.weir.id3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.media.Codec.Data.Format;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTagTest {
  private static String text(Octets tag) {
    return new String(tag.toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void cuePointsBecomeText() {
    ByteBuf message = Unpooled.buffer();
    Amf0Writer.writeAll(
        message,
        AmfValue.of("onCuePoint"),
        AmfValue.object()
            .with("name", AmfValue.of("a \"b\"\n"))
            .with("time", AmfValue.of(1.5))
            .with("number", AmfValue.of(7))
            .with("none", AmfValue.of(Double.NaN))
            .build());
    Octets tag = MessageTag.of(Format.AMF0, message);
    String json = "{\"name\":\"a \\\"b\\\"\\u000a\",\"time\":1.5,\"number\":7,\"none\":null}";
    int frame = 1 + "onCuePoint".length() + 1 + json.length();
    assertThat(tag.toHex())
        .startsWith("494433" + "040000" + "000000" + String.format("%02x", 10 + frame))
        .contains("54585858" + "000000" + String.format("%02x", frame) + "0000" + "03");
    assertThat(text(tag)).endsWith("onCuePoint\0" + json);
    assertThat(message.readableBytes()).isPositive();
  }

  @Test
  void severalArgumentsAreAList() {
    ByteBuf message = Unpooled.buffer();
    Amf0Writer.writeAll(message, AmfValue.of("f"), AmfValue.of(1), AmfValue.of(true));
    assertThat(text(MessageTag.of(Format.AMF0, message))).endsWith("f\0[1,true]");
  }

  @Test
  void tagsStayAndSizesHaveSevenBits() {
    Octets tag = Octets.ofHex("49443304000000000003aabbcc");
    assertThat(MessageTag.of(Format.ID3, Unpooled.wrappedBuffer(tag.toByteArray()))).isEqualTo(tag);
    String message = "\"" + "x".repeat(200) + "\"";
    ByteBuf json = Unpooled.copiedBuffer(message, StandardCharsets.UTF_8);
    int size = 10 + 1 + "json".length() + 1 + message.length();
    assertThat(MessageTag.of(Format.JSON, json).slice(6, 10).toHex())
        .isEqualTo(String.format("0000%02x%02x", size >> 7, size & 0x7F));
  }
}
