package dev.weir.flac;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlacCrcTest {
  private final FlacCrc crc = new FlacCrc();

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void isTheSameHoweverTheBytesAreCut() {
    byte[] bytes = noise(600);
    ByteBuf in = Unpooled.buffer().writeBytes(bytes).writeShort(bitByBit(bytes));
    for (int cut = 0; cut <= in.readableBytes(); cut++) {
      crc.reset();
      crc.update(in, 0, cut);
      crc.update(in, cut, in.readableBytes() - cut);
      assertThat(crc.value()).isZero();
    }
    crc.reset();
    crc.update(in.setByte(20, in.getByte(20) ^ 1), 0, in.readableBytes());
    assertThat(crc.value()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {4, 127, 128, 129, 511, 512, 513, 2_047, 2_048, 2_049, 16_384, 16_385, 50_001})
  void isThatOfTheStandardForRunsOfAnyLength(int length) {
    byte[] bytes = noise(length);
    for (int from = 0; from < Math.min(length, 17); from++) {
      crc.reset();
      crc.update(Unpooled.wrappedBuffer(bytes), from, length - from);
      byte[] rest = Arrays.copyOfRange(bytes, from, length);
      assertThat(crc.value()).isEqualTo(bitByBit(rest));
    }
  }

  @Test
  void itsMarkIsTheSameBeforeAndBehindBytesWithTheirChecksumOnly() {
    byte[] bytes = noise(600);
    ByteBuf in = Unpooled.buffer().writeBytes(noise(77_777));
    crc.update(in, 0, in.readableBytes());
    int mark = crc.mark();
    int start = in.writerIndex();
    in.writeBytes(bytes);
    crc.update(in, start, bytes.length);
    assertThat(crc.mark()).isNotEqualTo(mark);
    in.writeShort(bitByBit(bytes));
    crc.update(in, start + bytes.length, 2);
    assertThat(crc.mark()).isEqualTo(mark);
  }

  private static int bitByBit(byte[] bytes) {
    int crc = 0;
    for (byte value : bytes) {
      crc ^= (value & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? 0x8005 : 0)) & 0xFFFF;
      }
    }
    return crc;
  }
}
