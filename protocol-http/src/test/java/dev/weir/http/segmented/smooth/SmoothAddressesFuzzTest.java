package dev.weir.http.segmented.smooth;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any address is one of a fragment, or none.
class SmoothAddressesFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    SmoothAddresses.parse(new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
