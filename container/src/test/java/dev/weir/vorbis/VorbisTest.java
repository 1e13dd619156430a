package dev.weir.vorbis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class VorbisTest {
  // 44.1 kHz, two channels, blocks of 256 and 2048.
  private static final Octets IDENTIFICATION =
      Octets.ofHex("01 766f72626973 00000000 02 44ac0000 00000000 00000000 00000000 b8 01");
  private static final Octets COMMENT = Octets.ofHex("03 766f72626973 00000000 00000000 01");

  // At its end two modes, a short and a long one, after their number minus 1 in 6 bits:
  // 000001, then 0 and 1 before 16 + 16 + 8 zero bits each, and the framing bit.
  private static final Octets SETUP = setup();

  private static Octets setup() {
    byte[] bytes = new byte[8 + 12];
    System.arraycopy(Octets.ofHex("05 766f72626973").toByteArray(), 0, bytes, 0, 7);
    int at = 8 * 8;
    set(bytes, at); // The number of modes is 2.
    at += 6;
    set(bytes, at + 41); // The second is long.
    at += 2 * 41;
    set(bytes, at); // framing
    return Octets.of(bytes);
  }

  private static void set(byte[] bytes, int bit) {
    bytes[bit / 8] |= (byte) (1 << (bit % 8));
  }

  private static Codec.Vorbis codec() {
    return VorbisHeaders.codec(IDENTIFICATION, COMMENT, SETUP);
  }

  /// A packet of mode 0 (short) or 1 (long).
  private static ByteBuf packet(int mode) {
    return Unpooled.wrappedBuffer(new byte[] {(byte) (mode << 1)});
  }

  @Test
  void readsWhatTheIdentificationSays() {
    assertThat(codec().sampleRate()).isEqualTo(44_100);
    assertThat(codec().channels()).isEqualTo(2);
  }

  @Test
  void aPacketAddsAQuarterOfItsBlockAndOfTheOneBefore() {
    VorbisBlocks blocks = new VorbisBlocks(codec());
    assertThat(blocks.samples(packet(0))).isEqualTo(128);
    assertThat(blocks.samples(packet(1))).isEqualTo(64 + 512);
    assertThat(blocks.samples(packet(1))).isEqualTo(1024);
    assertThat(blocks.samples(packet(0))).isEqualTo(64 + 512);
    assertThat(blocks.samples(Unpooled.EMPTY_BUFFER)).isZero();
    blocks.resume(false);
    assertThat(blocks.samples(packet(0))).isEqualTo(64 + 512);
    blocks.resume(true);
    assertThat(blocks.samples(packet(0))).isEqualTo(128);
  }

  @Test
  void refusesHeadersWithoutModesAndBlocks() {
    Octets noModes = Octets.ofHex("05 766f72626973 ffffffffffffffffffff");
    assertThatThrownBy(
            () -> new VorbisBlocks(VorbisHeaders.codec(IDENTIFICATION, COMMENT, noModes)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("Vorbis setup: no modes at its end");
    Octets noBlocks = Octets.ofHex(IDENTIFICATION.toHex().replace("b801", "b101"));
    assertThatThrownBy(() -> new VorbisBlocks(VorbisHeaders.codec(noBlocks, COMMENT, SETUP)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesDamageOnlyWithAMediaException() {
    Mutations.onlyMediaExceptions(
        IDENTIFICATION, bytes -> new VorbisBlocks(VorbisHeaders.codec(bytes, COMMENT, SETUP)));
    Mutations.onlyMediaExceptions(
        SETUP, bytes -> new VorbisBlocks(VorbisHeaders.codec(IDENTIFICATION, COMMENT, bytes)));
  }
}
