package dev.weir.accesslog;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The syslog of this machine through its Unix socket, in the form that `syslog(3)` writes there
/// (RFC 3164 4.1, without a host name). The JDK has no such sockets for datagrams; Netty's native
/// code has.
final class LocalSyslogSink implements AccessLogSink {
  /// Where every Linux has it.
  static final Path USUAL = Path.of("/dev/log");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MOST_PAUSES = 100;

  private final Path path;
  private final ByteBuffer message = ByteBuffer.allocateDirect(SyslogSink.MAX_MESSAGE_BYTES);

  private @Nullable Socket socket; // from the first line on

  /// @param path of the socket
  LocalSyslogSink(Path path) {
    this.path = path;
  }

  /// Whether there is one that can be written to.
  static boolean isAt(Path path) {
    return Files.exists(path) && Epoll.isAvailable();
  }

  @Override
  public void write(List<String> lines) throws IOException {
    for (String line : lines) {
      byte[] bytes = message(line).getBytes(StandardCharsets.UTF_8);
      message.clear().put(bytes, 0, Math.min(bytes.length, message.capacity())).flip();
      try {
        send(connected());
      } catch (IOException _) { // whoever listens there was started anew
        close();
        send(connected());
      }
    }
  }

  private Socket connected() throws IOException {
    Socket open = socket;
    if (open == null) {
      Epoll.ensureAvailability();
      open = Socket.newSocketDomainDgram();
      socket = open;
      open.connect(new DomainSocketAddress(path.toFile()));
    }
    return open;
  }

  /// The socket does not block; one that is full is waited for a little.
  private void send(Socket open) throws IOException {
    for (int pauses = 0; open.write(message, 0, message.limit()) == 0; pauses++) {
      if (pauses == MOST_PAUSES) {
        throw new IOException(path + " takes nothing");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String message(String line) {
    return "<%d>%s weir[%d]: %s"
        .formatted(
            SyslogSink.PRIORITY,
            LocalDateTime.now(ZoneId.systemDefault()).format(TIME),
            ProcessHandle.current().pid(),
            line);
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }
}
