package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf3ReaderTest {
  private static AmfValue read(String hex) {
    return new Amf3Reader(Unpooled.wrappedBuffer(Octets.ofHex(hex).toByteArray())).read();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00                            | Undefined[]",
        "01                            | Null[]",
        "02                            | Bool[value=false]",
        "03                            | Bool[value=true]",
        "04 7f                         | Int[value=127]",
        "04 8100                       | Int[value=128]",
        "04 bfffffff                   | Int[value=268435455]",
        "04 ffffffff                   | Int[value=-1]",
        "04 c0808000                   | Int[value=-268435456]",
        "05 3ff8000000000000           | Num[value=1.5]",
        "06 07 666f6f                  | Str[value=foo]",
        "07 09 3c612f3e                | Xml[text=<a/>]",
        "0b 09 3c612f3e                | Xml[text=<a/>]",
        "08 01 4270000000000000        | Date[millis=1.099511627776E12]",
        "09 05 01 01 03                | StrictArray[values=[Null[], Bool[value=true]]]",
        "09 03 0361 01 01 03           | EcmaArray[properties={a=Null[], 0=Bool[value=true]}]",
        "0c 05 beef                    | Bytes[octets=beef]",
        "0d 03 00 ffffffff             | StrictArray[values=[Num[value=-1.0]]]",
        "0e 03 00 ffffffff             | StrictArray[values=[Num[value=4.294967295E9]]]",
        "0f 03 00 3ff8000000000000     | StrictArray[values=[Num[value=1.5]]]",
        "10 03 00 01 01                | StrictArray[values=[Null[]]]",
        "11 03 00 0403 01              | Dictionary[entries=[Entry[key=Int[value=3], value=Null[]]]]",
        "0a 0b 01 0361 01 01           | Obj[properties={a=Null[]}]",
        "0a 13 01 0361 01              | Obj[properties={a=Null[]}]",
        "0a 13 0343 0361 01            | Obj[properties={a=Null[]}]",
        "0a 1b 01 0361 01 0362 03 01   | Obj[properties={a=Null[], b=Bool[value=true]}]",
      })
  void readsEveryKindOfValue(String hex, String expected) {
    assertThat(read(hex)).hasToString(expected);
  }

  @Test
  void resolvesStringsTraitsAndObjects() {
    // Two objects of one class, then the first one again; the second value is a string reference.
    assertThat(read("09 07 01  0a 13 0343 0361 06 0378  0a 01 06 04  0a 02"))
        .hasToString(
            "StrictArray[values=["
                + "Obj[properties={a=Str[value=x]}], Obj[properties={a=Str[value=x]}], "
                + "Obj[properties={a=Str[value=x]}]]]");
  }

  @Test
  void unwrapsAnArrayCollection() {
    String name = "666c65782e6d6573736167696e672e696f2e4172726179436f6c6c656374696f6e";
    assertThat(read("0a 07 43" + name + "09 03 01 01")).hasToString("StrictArray[values=[Null[]]]");
  }

  @Test
  void doesNotKnowOtherExternalizableClasses() {
    assertThatThrownBy(() -> read("0a 07 0343")).isInstanceOf(UnsupportedMediaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "09 03 01 09 00", // a reference to the array around it
        "09 00",
        "06 00",
        "0a 01",
        "0a f3fffffb 01",
        "09 ffffffff 01",
        "0c ffffffff",
        "0d ffffffff 00",
        "0f ffffffff 00",
        "11 ffffffff 00",
        "04 ffff",
        "05 00",
        "12",
      })
  void refusesHostileValues(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void refusesDeepNesting() {
    assertThatThrownBy(() -> read("09 03 01".repeat(10_000)))
        .hasMessageContaining("deeper than 64");
  }

  @Test
  void refusesALongStringReferredToOften() {
    String text = "41".repeat(10_000);
    String many = "06 00".repeat(1000);
    // 10,000 characters (U29 9ca1) a thousand times would be 10 MB out of 12 KB.
    assertThatThrownBy(() -> read("09 8f53 01 06 819c21" + text + many))
        .hasMessageContaining("expand");
  }
}
