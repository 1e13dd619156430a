package dev.weir.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.control.EventLog;
import org.slf4j.Marker;

/// Hands the lines of the log to those who read them through the API.
final class LogBook extends AppenderBase<ILoggingEvent> {
  private final EventLog events;
  private final long pid = ProcessHandle.current().pid();

  LogBook(EventLog events) {
    this.events = events;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String logger = event.getLoggerName();
    ArrayNode line = JsonNodeFactory.instance.arrayNode();
    line.add(event.getTimeStamp() / 1000).add(kind(event));
    line.add(Redaction.of(event.getFormattedMessage()));
    line.add("").add(pid).add("weir").add(logger.substring(logger.lastIndexOf('.') + 1));
    events.add(line);
  }

  /// What operators call it: the level, or what the line is about.
  static String kind(ILoggingEvent event) {
    if (event.getMarkerList() != null) {
      for (Marker marker : event.getMarkerList()) {
        return marker.getName();
      }
    }
    return event.getLevel() == Level.DEBUG || event.getLevel() == Level.TRACE
        ? "MEDIUM"
        : event.getLevel().toString();
  }
}
