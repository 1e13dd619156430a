package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AmfFuzzTest {
  @FuzzTest
  void anyBytesAreValuesOrAMediaException(byte[] bytes) {
    check(bytes);
  }

  @Test
  void randomBytesAreValuesOrAMediaException() {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int at = 0; at < bytes.length; at++) {
        // Small numbers are markers, lengths and references: they get deep into the readers.
        bytes[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(18));
      }
      check(bytes);
    }
  }

  private static void check(byte[] bytes) {
    try {
      List<AmfValue> values = Amf0Reader.readAll(Unpooled.wrappedBuffer(bytes));
      ByteBuf out = Unpooled.buffer();
      Amf0Writer.writeAll(out, values.toArray(AmfValue[]::new));
      assertThat(Amf0Reader.readAll(out)).hasSameSizeAs(values);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
    try {
      Amf3Reader reader = new Amf3Reader(Unpooled.wrappedBuffer(bytes));
      while (reader.hasMore()) {
        reader.read();
      }
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
