package dev.weir.h26x;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessUnitSplitterTest {
  private static final int LIMIT = 4096;

  // x264: frame_num has 4 bits, pic_order_cnt_lsb 6.
  private static final String SPS =
      "00000001 6764000cacd941419f9f016a020202800000030080000019078a14cb";
  private static final String PPS = "00000001 68ebe3cb22c0";
  private static final String TAIL = "aa".repeat(60);

  private static final class Units {
    private final List<String> found = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private final AccessUnitSplitter splitter;

    Units(BiFunction<Integer, AccessUnitSplitter.Output, AccessUnitSplitter> syntax) {
      splitter =
          syntax.apply(
              LIMIT,
              (unit, codes, offset) -> {
                assertThat(codes(unit)).isEqualTo(told(codes));
                found.add(Octets.copyOf(unit).toHex());
                offsets.add(offset);
              });
    }

    private static List<Integer> codes(ByteBuf unit) {
      List<Integer> all = new ArrayList<>();
      int end = unit.writerIndex();
      int at = NalUnits.startCode(unit, unit.readerIndex(), end);
      while (at < end) {
        all.add(at - unit.readerIndex());
        at = NalUnits.startCode(unit, at + NalUnits.START_CODE_BYTES, end);
      }
      return all;
    }

    private static List<Integer> told(StartCodes codes) {
      return IntStream.range(0, codes.count()).mapToObj(codes::at).toList();
    }

    Units read(String hex) {
      splitter.read(Unpooled.wrappedBuffer(Octets.ofHex(hex.replace(" ", "")).toByteArray()));
      return this;
    }

    List<String> all() {
      splitter.flush();
      splitter.close();
      return found;
    }
  }

  private static Units avc() {
    return new Units(AccessUnitSplitter::avc);
  }

  private static Units hevc() {
    return new Units(AccessUnitSplitter::hevc);
  }

  private static Units mpeg2() {
    return new Units(AccessUnitSplitter::mpeg2);
  }

  private static String plain(String hex) {
    return hex.replace(" ", "");
  }

  @Test
  void aDelimiterBeginsAnAccessUnit() {
    String first = "000001 09f0 000001 65b8" + TAIL;
    String second = "000001 09f0 000001 41d8" + TAIL;
    Units units = avc().read("ffff" + first + second);
    assertThat(units.all()).containsExactly(plain(first), plain(second));
    assertThat(units.offsets).containsExactly(2L, 2L + plain(first).length() / 2);
  }

  @Test
  void aSliceOfMacroblock0BeginsAPictureWithoutParameterSets() {
    // first_mb_in_slice: 0 is 1, 1 is 010; then slice_type 7 is 0001000, pps 0 is 1
    String first = "000001 6588" + TAIL + "000001 65422a" + TAIL;
    String second = "000001 4188" + TAIL;
    assertThat(avc().read(first + second).all()).containsExactly(plain(first), plain(second));
  }

  @Test
  void anotherFrameNumberBeginsAPicture() {
    // first_mb 010, slice_type 1, pps 1, frame_num 4 bits
    String first = SPS + PPS + "000001 41 58 80" + TAIL;
    String same = "000001 41 58 80" + TAIL;
    String other = "000001 41 59 80" + TAIL;
    List<String> units = avc().read(first + same + other).all();
    assertThat(units).hasSize(2);
    assertThat(units.getLast()).isEqualTo(plain(other));
  }

  @Test
  void parameterSetsAndMessagesBelongToTheNextPicture() {
    String first = SPS + PPS + "000001 6588" + TAIL;
    String second = "000001 0605aabb80" + PPS + "000001 4188" + TAIL;
    assertThat(avc().read(first + second).all()).hasSize(2).last().isEqualTo(plain(second));
  }

  @Test
  void hevcPicturesBeginWithTheirFirstSlice() {
    String parameterSets = "00000001 4001 0c01 00000001 4201 0101 00000001 4401 c0";
    String key = parameterSets + "000001 2601 af" + TAIL + "000001 2601 2f" + TAIL;
    String next = "000001 0201 d0" + TAIL + "000001 5001 84" + "000001 0201 50" + TAIL;
    String last = "000001 4e01 05 000001 0201 d0" + TAIL;
    List<String> units = hevc().read(key + next + last).all();
    assertThat(units).hasSize(3);
    assertThat(units.get(1)).isEqualTo(plain(next));
    assertThat(units.get(2)).isEqualTo(plain(last));
  }

  @Test
  void hevcLayersStayWithTheirPicture() {
    String unit = "000001 2601 af" + TAIL + "000001 2609 af" + TAIL;
    assertThat(hevc().read(unit).all()).hasSize(1);
  }

  @Test
  void mpeg2PicturesBeginWithTheHeadersBeforeThem() {
    String key = "000001b3 0600401300000000 000001b8 00080000 000001 00 000fff 00000101" + TAIL;
    String next = "000001 00 0097ff 00000101" + TAIL;
    String secondField = "000001 00 0097ff 00000101" + TAIL;
    String third = "000001 00 00d7ff 00000101" + TAIL;
    assertThat(mpeg2().read("00000101" + TAIL + key + next + secondField + third).all())
        .containsExactly(plain(key), plain(next + secondField), plain(third));
  }

  @Test
  void cutsTheSameInPiecesOfAnySize() {
    String stream =
        SPS + PPS + "000001 6588" + TAIL + "00000001 09f0 00000001 4188" + TAIL + "000001 09f0";
    List<String> whole = avc().read(stream).all();
    assertThat(whole).hasSize(3);
    SplitInput.inEveryWay(
        Octets.ofHex(stream).toByteArray(),
        () -> {
          Units units = avc();
          return new SplitInput.Subject() {
            @Override
            public void feed(ByteBuf piece) {
              units.splitter.read(piece);
            }

            @Override
            public Object result() {
              return units.all();
            }
          };
        },
        found -> assertThat(found).isEqualTo(whole));
  }

  @Test
  void anAccessUnitHasALimit() {
    String endless = "000001 65" + "aa".repeat(LIMIT);
    assertThatThrownBy(() -> avc().read(endless))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("over the limit of 4096");
  }

  @Test
  void startsAnywhereAfterRestart() {
    Units units = avc().read("000001 6588" + TAIL);
    units.splitter.restart(1000);
    units.read("0000 000001 4188" + TAIL);
    assertThat(units.all()).hasSize(1);
    assertThat(units.offsets).containsExactly(1001L);
  }

  @Test
  void anyBytesCanBeCut() {
    Octets stream = Octets.ofHex(plain(SPS + PPS + "000001 4158801122 000001 09f0 00000141"));
    Mutations.onlyMediaExceptions(
        stream,
        bytes -> {
          avc().read(bytes.toHex()).all();
          hevc().read(bytes.toHex()).all();
          mpeg2().read(bytes.toHex()).all();
        });
  }
}
