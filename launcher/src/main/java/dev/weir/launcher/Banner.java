package dev.weir.launcher;

import dev.weir.config.ProtocolConfig;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;

/// What a person who starts the server wants to know first: where to watch and where to publish.
final class Banner {
  private static final String BOLD = "\u001b[1m";
  private static final String CYAN = "\u001b[36m";
  private static final String END = "\u001b[0m";

  private final boolean coloured;

  Banner(boolean coloured) {
    this.coloured = coloured;
  }

  void print(PrintWriter out, List<Listeners.Bound> listeners, String api) {
    out.println();
    out.println(paint(BOLD, Version.text()) + " is serving. Stop it with Ctrl-C.");
    out.println();
    for (Listeners.Bound bound : listeners) {
      switch (bound.protocol()) {
        case ProtocolConfig.Http _ -> http(out, "http://" + authority(bound, 80));
        case ProtocolConfig.Https _ -> http(out, "https://" + authority(bound, 443));
        case ProtocolConfig.Rtmp rtmp ->
            row(
                out,
                "Publish",
                (rtmp.tls() == null ? "rtmp://" : "rtmps://")
                    + authority(bound, 1935)
                    + "/live/NAME",
                "from OBS, FFmpeg, …; NAME is live or live+ANYTHING unless configured otherwise");
      }
    }
    row(out, "API", api + "/api", "no login on this machine; see docs/api.md");
    out.println();
  }

  private void http(PrintWriter out, String root) {
    row(out, "Watch", root + "/demo.html", "the demo; a stream NAME is at /NAME.html");
    row(out, "HLS", root + "/hls/demo/index.m3u8", "");
  }

  private void row(PrintWriter out, String label, String value, String remark) {
    out.println(
        String.format("  %-8s %s", label, paint(CYAN, value))
            + (remark.isEmpty() ? "" : "  (" + remark + ")"));
  }

  private String paint(String colour, String text) {
    return coloured ? colour + text + END : text;
  }

  /// An address that works from this machine.
  private static String authority(Listeners.Bound bound, int defaultPort) {
    InetSocketAddress address = bound.address();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : address.getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return address.getPort() == defaultPort ? literal : literal + ":" + address.getPort();
  }
}
