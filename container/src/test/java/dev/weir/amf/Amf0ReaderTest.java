package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf0ReaderTest {
  private static ByteBuf hex(String hex) {
    return Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray());
  }

  private static AmfValue read(String hex) {
    return new Amf0Reader(hex(hex)).read();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 3ff8000000000000                    | Num[value=1.5]",
        "01 01                                  | Bool[value=true]",
        "02 0003 666f6f                         | Str[value=foo]",
        "05                                     | Null[]",
        "06                                     | Undefined[]",
        "0d                                     | Undefined[]",
        "0a 00000002 05 0100                    | StrictArray[values=[Null[], Bool[value=false]]]",
        "0b 4270000000000000 ff88               | Date[millis=1.099511627776E12]",
        "0c 00000002 6869                       | Str[value=hi]",
        "0f 00000004 3c612f3e                   | Xml[text=<a/>]",
        "03 0001 61 05 0000 09                  | Obj[properties={a=Null[]}]",
        "03 0000 05 0000 09                     | Obj[properties={=Null[]}]",
        "10 0003 666f6f 0001 61 05 0000 09      | Obj[properties={a=Null[]}]",
        "08 ffffffff 0001 61 05 0000 09         | EcmaArray[properties={a=Null[]}]",
        "08 00000000 0001 61 05                 | EcmaArray[properties={a=Null[]}]",
        "11 04 07                               | Int[value=7]",
      })
  void readsEveryKindOfValue(String hex, String expected) {
    assertThat(read(hex)).hasToString(expected);
  }

  @Test
  void readsACommandMessage() {
    List<AmfValue> values =
        Amf0Reader.readAll(
            hex(
                "02 0007 636f6e6e656374 00 3ff0000000000000 03 0003 617070 02 0004 6c697665 000009"));
    assertThat(values).hasSize(3);
    assertThat(values.get(2))
        .isInstanceOfSatisfying(
            AmfValue.Obj.class, it -> assertThat(it.stringOr("app", "")).isEqualTo("live"));
  }

  @Test
  void replacesWhatIsNoUtf8() {
    assertThat(read("02 0003 61ff62")).isEqualTo(AmfValue.of("a\uFFFDb"));
  }

  @Test
  void resolvesAReferenceToAFinishedValue() {
    // A strict array (0) of an object (1) and a reference to that object.
    assertThat(read("0a 00000002 03 000161 05 000009 07 0001"))
        .isInstanceOfSatisfying(
            AmfValue.StrictArray.class,
            it -> assertThat(it.values().get(1)).isSameAs(it.values().get(0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a 00000001 07 0000", // a reference to the array around it
        "07 0000", // nothing there yet
        "0a 7fffffff 05", // a count that no message could hold
        "02 0004 666f6f",
        "0c ffffffff 61",
        "00 0000",
        "03 0001",
        "03 0000",
        "12",
        "11 12",
      })
  void refusesHostileValues(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"04", "0e"})
  void doesNotKnowReservedTypes(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void refusesDeepNesting() {
    assertThat(read("0a00000001".repeat(64) + "05")).isInstanceOf(AmfValue.StrictArray.class);
    assertThatThrownBy(() -> read("0a00000001".repeat(65) + "05"))
        .hasMessageContaining("deeper than 64");
    assertThatThrownBy(() -> read("0a00000001".repeat(10_000)))
        .hasMessageContaining("deeper than 64");
  }

  @Test
  void refusesNestingThroughReferences() {
    // Array 1 is empty; array n + 1 holds a reference to array n.
    StringBuilder hex = new StringBuilder("0a 00000050 0a 00000000");
    for (int i = 1; i < 80; i++) {
      hex.append("0a 00000001 07 00").append(String.format("%02x", i));
    }
    assertThatThrownBy(() -> read(hex.toString())).hasMessageContaining("deeper than 64");
  }

  @Test
  void refusesAReferenceBomb() {
    // Each array holds the one before it ten times: 10^30 values in 1 KB.
    StringBuilder hex = new StringBuilder("0a 00000028 0a 00000000");
    for (int i = 1; i < 40; i++) {
      hex.append("0a 0000000a").append(("07 00" + String.format("%02x", i)).repeat(10));
    }
    assertThatThrownBy(() -> read(hex.toString())).hasMessageContaining("expand");
  }
}
