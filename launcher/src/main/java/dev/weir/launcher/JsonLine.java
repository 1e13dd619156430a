package dev.weir.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// One line of the log for programs: an object with `time`, `level`, `message`, `logger` and, where
/// there is one, `error`.
final class JsonLine extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString())
            .put("level", LogBook.kind(event))
            .put("message", Redaction.of(event.getFormattedMessage()))
            .put("logger", event.getLoggerName());
    if (event.getThrowableProxy() != null) {
      line.put("error", Redaction.of(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line + "\n";
  }
}
