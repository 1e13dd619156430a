package dev.weir.playlist;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import java.nio.charset.StandardCharsets;

/// Any text is a playlist or is refused.
class PlaylistFuzzTest {
  @FuzzTest
  void anyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    parse(text);
    parse("#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + text);
  }

  private static void parse(String text) {
    try {
      Playlist.parse(text);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
