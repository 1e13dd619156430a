package dev.weir.http.segmented.cmaf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any name is one of a piece, or none.
class CmafFileFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    CmafFile.parse(new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
