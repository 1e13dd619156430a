package dev.weir.http.segmented.hls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.http.Query;
import java.nio.charset.StandardCharsets;

/// Any query asks for a playlist that there may be, or is nonsense.
class BlockingReloadFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    BlockingReload.parse(Query.parse(new String(bytes, StandardCharsets.ISO_8859_1)));
  }
}
