package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-, 0, 1000",
    "bytes=0-0, 0, 1",
    "bytes=5-9, 5, 10",
    "bytes = 5 - 9, 5, 10",
    "bytes=999-, 999, 1000",
    "bytes=900-5000, 900, 1000",
    "bytes=-1, 999, 1000",
    "bytes=-5000, 0, 1000",
    "parsec=5-9, 5, 10",
    "bytes=0-999999999999999999, 0, 1000"
  })
  void saysWhichBytes(String field, long first, long end) {
    assertThat(ByteRange.parse(field, 1000)).contains(new ByteRange(first, end));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0", "bytes=1000-1000"})
  void nothingOfTheFileIsUnsatisfiable(String field) {
    assertThat(ByteRange.parse(field, 1000))
        .hasValueSatisfying(range -> assertThat(range.isUnsatisfiable()).isTrue());
    assertThat(ByteRange.parse("bytes=0-", 0).orElseThrow().isUnsatisfiable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=9-5",
        "bytes=a-b",
        "bytes=--5",
        "bytes=-1-5",
        "bytes=0x5-9",
        "bytes=99999999999999999999-",
        "seconds=1-2",
        "bytes=0-1,5-9",
        "bytes=0-0,"
            + "0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0"
      })
  void ignoresWhatItNeedNotUnderstand(String field) {
    assertThat(ByteRange.parse(field, 1000)).isEmpty();
  }

  @Test
  void isNotSlowWithLongFields() {
    assertThat(ByteRange.parse("bytes=" + "0-0,".repeat(4000), 1000)).isEmpty();
    assertThat(ByteRange.parse("bytes=" + " ".repeat(16_000) + "x", 1000)).isEmpty();
  }
}
