package dev.weir.accesslog;

import java.io.IOException;
import java.util.List;

/// Where the lines go. Belongs to one thread, and may block it.
sealed interface AccessLogSink permits AccessLogFile, SyslogSink, LocalSyslogSink, LogSink {
  /// Writes the lines, of which there is at least one.
  void write(List<String> lines) throws IOException;

  /// Lets go of what is open; another line may come all the same.
  void close() throws IOException;
}
