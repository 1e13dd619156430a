package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any `Range` field asks for bytes that the file has, or for none.
class ByteRangeFuzzTest {
  @FuzzTest
  void anyField(byte[] bytes) {
    String field = new String(bytes, StandardCharsets.ISO_8859_1);
    for (long size : new long[] {0, 1, 1000, Long.MAX_VALUE}) {
      ByteRange.parse(field, size)
          .ifPresent(range -> {
            assertThat(range.first()).isBetween(0L, size);
            assertThat(range.end()).isBetween(range.first(), size);
          });
    }
  }
}
