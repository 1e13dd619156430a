package dev.weir.launcher;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.weir.control.EventLog;
import java.io.Console;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Sends the log to the console.
final class Logging {
  private static final Level[] LEVELS = {
    Level.OFF, Level.ERROR, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.DEBUG
  };

  /// How many lines may wait for the console.
  private static final int MAX_WAITING = 8192;

  private Logging() {}

  /// Starts logging.
  ///
  /// @param debug the configuration's level, 0 nothing, 4 normal, 7 to 10 everything
  /// @param events where the lines are kept for those who ask
  static void start(int debug, EventLog events) {
    start(debug, events, new LogLine(coloured()));
  }

  /// Starts logging, each event as `line` writes it.
  static void start(int debug, EventLog events, LayoutBase<ILoggingEvent> line) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(later(console, context));
    LogBook book = new LogBook(events);
    book.setContext(context);
    book.start();
    root.addAppender(book);
    root.setLevel(Level.WARN);
    level(debug);
  }

  /// The console on a thread of its own: a terminal that is stopped, a pipe that nobody reads, must
  /// not hold those who have something to say. What comes when too much waits is left out.
  private static AsyncAppender later(Appender<ILoggingEvent> console, LoggerContext context) {
    AsyncAppender later = new AsyncAppender();
    later.setContext(context);
    later.setName("console");
    later.setQueueSize(MAX_WAITING);
    later.setDiscardingThreshold(0);
    later.setNeverBlock(true);
    later.addAppender(console);
    later.start();
    return later;
  }

  /// Writes what waits, and logs no more.
  static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  /// Changes how much is logged.
  static void level(int debug) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("dev.weir").setLevel(debug < LEVELS.length ? LEVELS[debug] : Level.TRACE);
  }

  /// Whether the console shows colours: it is a terminal, or `MIST_COLOR` is set.
  static boolean coloured() {
    return System.getenv("MIST_COLOR") != null
        || Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
