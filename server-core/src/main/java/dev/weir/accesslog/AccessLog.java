package dev.weir.accesslog;

import dev.weir.session.SessionFacts;
import dev.weir.session.SessionListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a line for each session that has ended, on a thread of its own: nobody waits for a disk.
/// At most [#MAX_WAITING] sessions wait to be written; what comes then is counted and left out.
///
/// Any thread may call the public methods.
public final class AccessLog implements SessionListener, AutoCloseable {
  /// How many sessions may wait.
  public static final int MAX_WAITING = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int BATCH = 256;

  private final Clock wallClock;
  private final MpscArrayQueue<SessionFacts> waiting = new MpscArrayQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  private volatile Target target; // replaced by configure
  private volatile boolean closed; // once

  /// @param setting as configured, so that a change is noticed
  /// @param sink null for none
  private record Target(String setting, @Nullable AccessLogSink sink) {}

  /// Begins to write.
  ///
  /// @param setting `LOG` for the server's own log, `SYSLOG` for that of the machine, or
  ///   `syslog://ADDRESS:PORT` or `syslog:///PATH` for another one by UDP or its socket, a file's
  ///   path, or nothing
  /// @param wallClock dates the lines, in the zone that it has
  public AccessLog(String setting, Clock wallClock) {
    this.wallClock = wallClock;
    this.target = target(setting);
    this.writer = Thread.ofPlatform().daemon().name("weir-access-log").start(this::writeAll);
  }

  /// Writes elsewhere from now on.
  public void configure(String setting) {
    if (!target.setting.equals(setting)) {
      target = target(setting);
      LockSupport.unpark(writer); // so that it lets go of the old file
    }
  }

  /// Opens the file again, as operators ask when they have moved it away.
  public void reopen() {
    target = target(target.setting);
    LockSupport.unpark(writer);
  }

  @Override
  public void ended(SessionFacts session) {
    if (waiting.offer(session)) {
      LockSupport.unpark(writer);
    } else {
      dropped.incrementAndGet();
    }
  }

  /// How many sessions were left out.
  public long dropped() {
    return dropped.get();
  }

  /// How many sessions wait to be written.
  public int waiting() {
    return waiting.size();
  }

  private static Target target(String setting) {
    return new Target(
        setting,
        switch (setting) {
          case "" -> null;
          case "LOG" -> new LogSink();
          case "SYSLOG" ->
              LocalSyslogSink.isAt(LocalSyslogSink.USUAL)
                  ? new LocalSyslogSink(LocalSyslogSink.USUAL)
                  : new SyslogSink(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), SyslogSink.PORT));
          default ->
              setting.startsWith("syslog://")
                  ? syslog(setting.substring("syslog://".length()))
                  : new AccessLogFile(Path.of(setting), AccessLogFile.MAX_BYTES);
        });
  }

  /// An address, not a name: nobody waits for a name server here.
  private static @Nullable AccessLogSink syslog(String server) {
    if (server.startsWith("/")) {
      return new LocalSyslogSink(Path.of(server));
    }
    int colon = server.lastIndexOf(':');
    String port = colon < 0 ? "" : server.substring(colon + 1);
    try {
      return new SyslogSink(
          new InetSocketAddress(
              InetAddress.ofLiteral(colon < 0 ? server : server.substring(0, colon)),
              port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : SyslogSink.PORT));
    } catch (IllegalArgumentException e) {
      log.warn("sessions are not logged: syslog://{} is no address: {}", server, e.getMessage());
      return null;
    }
  }

  private void writeAll() {
    Target current = target;
    boolean more = true;
    while (more) {
      more = !closed; // before the last look, so that nothing that came earlier is missed
      if (!current.equals(target)) {
        close(current);
        current = target;
      }
      List<SessionFacts> batch = new ArrayList<>();
      waiting.drain(batch::add, BATCH);
      if (!batch.isEmpty()) {
        write(current, batch);
        more = true;
      } else if (more) {
        LockSupport.park(this);
      }
    }
    close(current);
  }

  private void write(Target to, List<SessionFacts> batch) {
    AccessLogSink sink = to.sink;
    if (sink == null) {
      return;
    }
    LocalDateTime now = LocalDateTime.now(wallClock);
    try {
      sink.write(
          batch.stream()
              .map(session ->
                  sink instanceof LogSink
                      ? AccessLine.forLog(session)
                      : AccessLine.forFile(session, now))
              .toList());
    } catch (IOException e) {
      if (dropped.getAndAdd(batch.size()) == 0) {
        log.warn("the access log {} cannot be written: {}", to.setting, e.toString());
      }
    }
  }

  private static void close(Target target) {
    try {
      if (target.sink != null) {
        target.sink.close();
      }
    } catch (IOException e) {
      log.warn("the access log {} was not closed well: {}", target.setting, e.toString());
    }
  }

  /// Writes what waits, and ends.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(5_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
