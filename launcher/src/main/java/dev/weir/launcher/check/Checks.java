package dev.weir.launcher.check;

import dev.weir.media.UnsupportedMediaException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The checks of all protocols: what a manifest starts with says which is meant.
public final class Checks {
  private Checks() {}

  /// Fetches the presentation at `uri`, checks it, follows it for a while if it is live, and writes
  /// what was found. Blocks its thread.
  ///
  /// @return whether no rule is broken
  /// @throws IOException if the manifest cannot be fetched
  /// @throws UnsupportedMediaException if it is none that is known
  public static boolean run(URI uri, Duration follow, PrintWriter out) throws IOException {
    Findings findings = new Findings();
    try (HttpWeb web = new HttpWeb()) {
      run(uri, follow, web, findings);
    }
    findings.print(out);
    return findings.broken().isEmpty();
  }

  static void run(URI uri, Duration follow, Web web, Findings findings) throws IOException {
    Web.Reply first = web.get(uri);
    if (!first.ok()) {
      throw new IOException("the answer is " + first.status());
    }
    of(first, web, findings).check(first, follow.toMillis());
  }

  private static Check of(Web.Reply first, Web web, Findings findings) {
    // Manifests of Smooth Streaming are in UTF-16 as a rule.
    String start =
        new String(first.body(), 0, Math.min(first.body().length, 2048), StandardCharsets.UTF_8)
            .replace("\0", "");
    if (start.contains("#EXTM3U")) {
      return new HlsCheck(web, findings);
    }
    if (start.contains("<SmoothStreamingMedia")) {
      return new SmoothCheck(web, findings);
    }
    if (start.contains("ns.adobe.com/f4m")) {
      return new HdsCheck(web, findings);
    }
    if (start.contains("<MPD")) {
      return new DashCheck(web, findings);
    }
    throw new UnsupportedMediaException("it is no manifest of HLS, DASH, Smooth Streaming or HDS");
  }
}
