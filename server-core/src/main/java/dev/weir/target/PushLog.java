package dev.weir.target;

import dev.weir.target.PushStatus.LogLine;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The newest lines that a push has to say. Any thread.
final class PushLog {
  private static final int MOST = 10;
  private static final int LONGEST = 500;

  private final Clock wallClock;
  private final Deque<LogLine> lines = new ArrayDeque<>(); // guarded by this

  PushLog(Clock wallClock) {
    this.wallClock = wallClock;
  }

  synchronized void add(String text) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    String line = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    lines.add(new LogLine(wallClock.instant().getEpochSecond(), line));
  }

  synchronized List<LogLine> lines() {
    return List.copyOf(lines);
  }
}
