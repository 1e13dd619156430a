package dev.weir.av1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObusTest {
  // libaom: delimiter, sequence header, and the start of a key frame made its whole.
  private static final String KEY = "1200 0a0b000000043cfeccdaf90040 3203 1400a0";

  @Test
  void dropsDelimitersAndKeepsSizes() {
    assertThat(sample(KEY)).isEqualTo("0a0b000000043cfeccdaf90040" + "32031400a0");
  }

  @Test
  void addsTheSizeThatTheLastUnitMayLack() {
    assertThat(sample("1200 301400a0")).isEqualTo("32031400a0");
    assertThat(sample("1200 34 08 1400a0")).isEqualTo("3608031400a0");
  }

  @Test
  void tellsKeyframes() {
    assertThat(Obus.isKeyframe(wrap(KEY))).isTrue();
    assertThat(Obus.isKeyframe(wrap("1200 3203 1400a0"))).as("no sequence header").isFalse();
    assertThat(Obus.isKeyframe(wrap("0a0b000000043cfeccdaf90040 3203 3400a0")))
        .as("inter frame")
        .isFalse();
    assertThat(Obus.isKeyframe(wrap(""))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"00, 0", "7f, 127", "8001, 128", "ff01, 255", "ffffffff0f, 4294967295"})
  void readsAndWritesLeb128(String hex, long value) {
    ByteBuf in = wrap(hex);
    assertThat(Obus.leb128(in, 0, in.writerIndex())).isEqualTo(value);
    ByteBuf out = Unpooled.buffer();
    Obus.writeLeb128(value, out);
    assertThat(Octets.copyOf(out).toHex()).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "ffffffffffffffffff01", "8080808010"})
  void refusesBadLeb128(String hex) {
    ByteBuf in = wrap(hex);
    assertThatThrownBy(() -> Obus.leb128(in, 0, in.writerIndex()))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3204 1400a0", "32", "36", "36 00", "b200", "32ffffffff0f"})
  void refusesUnitsThatRunPastTheEnd(String hex) {
    assertThatThrownBy(() -> Obus.toSample(wrap(hex), Unpooled.buffer()))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void survivesDamage() {
    Mutations.onlyMediaExceptions(
        Octets.ofHex(KEY),
        bytes -> {
          ByteBuf in = Unpooled.wrappedBuffer(bytes.toByteArray());
          Obus.isKeyframe(in);
          Obus.toSample(in, Unpooled.buffer());
        });
  }

  private static String sample(String hex) {
    ByteBuf out = Unpooled.buffer();
    Obus.toSample(wrap(hex), out);
    return Octets.copyOf(out).toHex();
  }

  private static ByteBuf wrap(String hex) {
    return Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
  }
}
