package dev.weir.launcher.check;

import dev.weir.playlist.ByteRange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A web site of a few pages with a clock of its own, and with faults that tests put into it.
final class Site implements Web {
  static final long START_MILLIS = 1_700_000_000_000L;

  /// Answers one path, at the time of the request.
  interface Page {
    Reply get(URI uri, Site site) throws IOException;
  }

  private record Fault(String path, UnaryOperator<Reply> change) {}

  private final Map<String, Page> pages = new LinkedHashMap<>(); // by how the path starts
  private final List<Fault> faults = new ArrayList<>();

  private long nowMillis = START_MILLIS;

  void page(String path, Page page) {
    pages.put(path, page);
  }

  /// Changes the answers to all paths that contain `path`.
  void fault(String path, UnaryOperator<Reply> change) {
    faults.add(new Fault(path, change));
  }

  /// Replaces in the texts of all paths that contain `path` what a regular expression finds.
  void replace(String path, String expression, String by) {
    fault(path, reply -> text(reply, body(reply).replaceAll(expression, by)));
  }

  /// The same, from so many seconds after the start on.
  void replaceLater(String path, double seconds, String expression, String by) {
    fault(
        path,
        reply -> seconds() < seconds ? reply : text(reply, body(reply).replaceAll(expression, by)));
  }

  static String body(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  static Reply text(Reply reply, String body) {
    return with(reply, body.getBytes(StandardCharsets.UTF_8));
  }

  static Reply with(Reply reply, byte[] body) {
    return new Reply(reply.uri(), reply.status(), reply.contentType(), body);
  }

  static Reply status(Reply reply, int status) {
    return new Reply(reply.uri(), status, reply.contentType(), reply.body());
  }

  static Reply type(Reply reply, String type) {
    return new Reply(reply.uri(), reply.status(), type, reply.body());
  }

  double seconds() {
    return (nowMillis - START_MILLIS) / 1e3;
  }

  @Override
  public Reply get(URI uri, @Nullable ByteRange range) throws IOException {
    Reply reply = new Reply(uri, 404, "text/plain", new byte[0]);
    for (Map.Entry<String, Page> page : pages.entrySet()) {
      if (uri.getPath().startsWith(page.getKey())) {
        reply = page.getValue().get(uri, this);
        break;
      }
    }
    for (Fault fault : faults) {
      if (uri.toString().contains(fault.path())) {
        reply = fault.change().apply(reply);
      }
    }
    return range == null
        ? reply
        : with(reply, Arrays.copyOfRange(reply.body(), (int) range.offset(), (int) range.end()));
  }

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public void pause(long millis) {
    nowMillis += millis;
  }
}
