package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "00000001 0910 00000001 65aabb, 00000002 0910 00000003 65aabb",
    "000001 0910 000001 65aabb, 00000002 0910 00000003 65aabb",
    "ffff 00000001 65 00 00 00, 00000001 65",
    "00000000000001 65 00000300 01, 00000006 650000030001",
    "000001 000001 65, 00000001 65",
    "'', ''",
    "65aabb, ''",
  })
  void convertsStartCodes(String annexB, String expected) {
    ByteBuf out = Unpooled.buffer();
    ByteBuf in = wrap(annexB);
    NalUnits.annexBToLengthPrefixed(in, out);
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.ofHex(expected));
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void convertsBack() {
    ByteBuf out = Unpooled.buffer();
    NalUnits.lengthPrefixedToAnnexB(wrap("00000002 0910 00000003 65aabb"), out);
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.ofHex("00000001 0910 00000001 65aabb"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 02 0910 03 65aabb",
    "2, 0002 0910 0003 65aabb",
    "4, 00000002 0910 00000003 65aabb",
    "2, 0002 0910 0000 0003 65aabb",
  })
  void normalizesLengths(int lengthBytes, String in) {
    ByteBuf out = Unpooled.buffer();
    NalUnits.normalizeLengths(wrap(in), lengthBytes, out);
    assertThat(Octets.copyOf(out)).isEqualTo(Octets.ofHex("00000002 0910 00000003 65aabb"));
  }

  @ParameterizedTest
  @CsvSource({"ffffffff 65", "00000002 65", "000002", "80000000 65", "00000000"})
  void refusesLyingLengths(String in) {
    assertThatThrownBy(() -> NalUnits.lengthPrefixedToAnnexB(wrap(in), Unpooled.buffer()))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void tellsKeyframes() {
    assertThat(AvcNalType.isKeyframe(wrap("00000002 0605 00000002 65aa"))).isTrue();
    assertThat(AvcNalType.isKeyframe(wrap("00000002 0605 00000002 41aa"))).isFalse();
    assertThat(HevcNalType.isKeyframe(wrap("00000003 2601af"))).isTrue();
    assertThat(HevcNalType.isKeyframe(wrap("00000003 2a01af"))).isTrue();
    assertThat(HevcNalType.isKeyframe(wrap("00000003 0201af"))).isFalse();
  }

  @Test
  void findsTheRecoveryPointBehindOtherMessages() {
    assertThat(AvcNalType.hasRecoveryPoint(wrap("00000009 06 0503aabbcc 060180 80 00000002 41aa")))
        .isTrue();
    assertThat(AvcNalType.hasRecoveryPoint(wrap("00000006 06 0503aabbcc 00000002 41aa"))).isFalse();
    assertThat(AvcNalType.hasRecoveryPoint(wrap("00000005 06 ffffffff 00000002 41aa"))).isFalse();
  }

  @Test
  void survivesDamage() {
    Octets good = Octets.ofHex("00000009 060503aabbcc060180 00000003 65aabb");
    Mutations.onlyMediaExceptions(good, bytes -> NalUnitsFuzzTest.parse(bytes.toByteArray()));
  }

  private static ByteBuf wrap(String hex) {
    return Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
  }

  /// One start code at each place of what is looked at in blocks, from places before, at and after.
  @Test
  void findsAStartCodeAtEveryPlaceOfABlock() {
    for (int at = 0; at < 800; at++) {
      byte[] bytes = new byte[1000];
      Arrays.fill(bytes, (byte) 0x7F);
      bytes[at] = 0;
      bytes[at + 1] = 0;
      bytes[at + 2] = 1;
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      for (int from = 0; from < bytes.length; from += 13) {
        int expected = startCode(bytes, from, bytes.length);
        assertThat(NalUnits.startCode(in, from, bytes.length)).isEqualTo(expected);
      }
      assertThat(NalUnits.startCode(in, at, bytes.length)).isEqualTo(at);
      assertThat(NalUnits.startCode(in, at + 1, bytes.length)).isEqualTo(bytes.length);
      assertThat(NalUnits.startCode(in, 0, at + 2)).isEqualTo(at + 2);
    }
  }

  /// Bytes that are 0 or 1 more often than not, from every place to every end.
  @Test
  void findsStartCodesWhereverTheyAre() {
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      byte[] bytes = new byte[100];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(20) < round ? random.nextInt(3) : 0x7F);
      }
      ByteBuf heap = Unpooled.wrappedBuffer(bytes);
      ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes);
      for (int from = 0; from <= bytes.length; from++) {
        for (int end = from; end <= bytes.length; end++) {
          int expected = startCode(bytes, from, end);
          assertThat(NalUnits.startCode(heap, from, end)).isEqualTo(expected);
          assertThat(NalUnits.startCode(direct, from, end)).isEqualTo(expected);
        }
      }
      direct.release();
    }
  }

  /// From anywhere and from behind the one before, among pairs of zeros that are none.
  @Test
  void findsTheNextStartCodeNearAndFar() {
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      byte[] bytes = new byte[12_000];
      Arrays.fill(bytes, (byte) 0x7F);
      for (int pair = random.nextInt(8); pair > 0; pair--) {
        Arrays.fill(bytes, random.nextInt(11_000), bytes.length - 900, (byte) 0);
        Arrays.fill(bytes, random.nextInt(11_000), bytes.length, (byte) 0x7F);
      }
      for (int code = random.nextInt(6); code >= 0; code--) {
        int at = random.nextInt(bytes.length - 2);
        bytes[at] = 0;
        bytes[at + 1] = 0;
        bytes[at + 2] = 1;
      }
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      for (int from = random.nextInt(3_000); from < bytes.length; ) {
        int expected = startCode(bytes, from, bytes.length);
        assertThat(NalUnits.startCode(in, from, bytes.length)).isEqualTo(expected);
        from = expected + NalUnits.START_CODE_BYTES;
      }
    }
  }

  private static int startCode(byte[] bytes, int from, int end) {
    for (int i = from; i + 2 < end; i++) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
        return i;
      }
    }
    return end;
  }
}
