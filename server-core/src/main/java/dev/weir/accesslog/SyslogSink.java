package dev.weir.accesslog;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A syslog server over UDP (RFC 5424, RFC 5426).
final class SyslogSink implements AccessLogSink {
  static final int PORT = 514;

  static final int MAX_MESSAGE_BYTES = 8 * 1024;

  private static final int FACILITY_DAEMON = 3;
  private static final int SEVERITY_INFORMATIONAL = 6;

  /// RFC 5424 6.2.1.
  static final int PRIORITY = FACILITY_DAEMON * 8 + SEVERITY_INFORMATIONAL;

  private final InetSocketAddress server;

  private @Nullable DatagramSocket socket; // from the first line on

  SyslogSink(InetSocketAddress server) {
    this.server = server;
  }

  @Override
  public void write(List<String> lines) throws IOException {
    DatagramSocket out = socket == null ? new DatagramSocket() : socket;
    socket = out;
    for (String line : lines) {
      byte[] bytes = message(line).getBytes(StandardCharsets.UTF_8);
      out.send(new DatagramPacket(bytes, Math.min(bytes.length, MAX_MESSAGE_BYTES), server));
    }
  }

  // RFC 5424 6: <PRIVAL>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG
  private static String message(String line) {
    return "<%d>1 %s - weir %d access - %s"
        .formatted(
            PRIORITY,
            OffsetDateTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME),
            ProcessHandle.current().pid(),
            line);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
