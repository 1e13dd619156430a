package dev.weir.launcher.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import dev.weir.playlist.ByteRange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Any presentation is checked to its end, or is none: HLS, DASH, Smooth Streaming and HDS.
class ChecksFuzzTest {
  private static final URI MANIFEST = URI.create("http://example.org/manifest");

  /// A site of two resources: the manifest, and what all its addresses lead to.
  private static final class TwoPages implements Web {
    private final byte[] manifest;
    private final byte[] rest;
    private long nowMillis = 1_700_000_000_000L;

    private TwoPages(byte[] manifest, byte[] rest) {
      this.manifest = manifest;
      this.rest = rest;
    }

    @Override
    public Reply get(URI uri, @Nullable ByteRange range) {
      return new Reply(uri, 200, "", uri.equals(MANIFEST) ? manifest : rest);
    }

    @Override
    public long nowMillis() {
      return nowMillis;
    }

    @Override
    public void pause(long millis) {
      nowMillis += Math.max(1, millis);
    }
  }

  /// @param bytes the manifest and the other resource, one zero byte between them
  @FuzzTest
  void anyPresentation(byte[] bytes) throws IOException {
    int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\0');
    byte[] manifest = end < 0 ? bytes : Arrays.copyOf(bytes, end);
    byte[] rest = end < 0 ? bytes : Arrays.copyOfRange(bytes, end + 1, bytes.length);
    try {
      Checks.run(MANIFEST, Duration.ofSeconds(10), new TwoPages(manifest, rest), new Findings());
    } catch (MediaException _) {
      // It is no manifest.
    }
  }
}
