package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class AmfWriterTest {
  private static final AmfValue EVERYTHING =
      AmfValue.object()
          .with("number", 1.5)
          .with("flag", true)
          .with("text", "grüß €")
          .with("long", "x".repeat(70_000))
          .with("null", AmfValue.NULL)
          .with("undefined", AmfValue.UNDEFINED)
          .with("date", new AmfValue.Date(1e12))
          .with("xml", new AmfValue.Xml("<a/>"))
          .with("bytes", new AmfValue.Bytes(Octets.ofHex("beef")))
          .with("list", new AmfValue.StrictArray(List.of(AmfValue.of(1), AmfValue.of("a"))))
          .with("map", AmfValue.object().with("k", false).buildEcmaArray())
          .with(
              "dictionary",
              new AmfValue.Dictionary(
                  List.of(new AmfValue.Dictionary.Entry(AmfValue.of(1), AmfValue.of("one")))))
          .build();

  @Test
  void amf0RoundTripKeepsEveryValue() {
    ByteBuf out = Unpooled.buffer();
    Amf0Writer.writeAll(out, EVERYTHING, AmfValue.NULL);
    assertThat(Amf0Reader.readAll(out)).containsExactly(EVERYTHING, AmfValue.NULL);
  }

  @Test
  void amf3RoundTripKeepsEveryValue() {
    ByteBuf out = Unpooled.buffer();
    Amf3Writer.write(EVERYTHING, out);
    assertThat(new Amf3Reader(out).read()).isEqualTo(EVERYTHING);
  }

  @Test
  void amf3RoundTripKeepsIntegersOfEveryLength() {
    for (int number : new int[] {0, 127, 128, 16383, 16384, 2097151, 2097152, 268435455, -1}) {
      ByteBuf out = Unpooled.buffer();
      Amf3Writer.write(new AmfValue.Int(number), out);
      assertThat(new Amf3Reader(out).read()).isEqualTo(new AmfValue.Int(number));
    }
  }

  @Test
  void writesAnAmf0CommandAsTheSpecificationLaysItOut() {
    ByteBuf out = Unpooled.buffer();
    Amf0Writer.writeAll(
        out, AmfValue.of("ok"), AmfValue.of(1), AmfValue.object().with("a", true).build());
    assertThat(Octets.copyOf(out))
        .isEqualTo(Octets.ofHex("02 0002 6f6b 00 3ff0000000000000 03 0001 61 0101 000009"));
  }

  @Test
  void writesAnIntegerOutOfRangeAsADouble() {
    ByteBuf out = Unpooled.buffer();
    Amf3Writer.write(new AmfValue.Int(Integer.MAX_VALUE), out);
    assertThat(new Amf3Reader(out).read()).isEqualTo(AmfValue.of(Integer.MAX_VALUE));
  }
}
