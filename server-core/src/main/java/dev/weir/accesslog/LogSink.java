package dev.weir.accesslog;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// The server's own log, where the lines are of the kind `ACCS`.
record LogSink() implements AccessLogSink {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final Marker KIND = MarkerFactory.getMarker("ACCS");

  @Override
  public void write(List<String> lines) {
    lines.forEach(line -> log.info(KIND, line));
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
