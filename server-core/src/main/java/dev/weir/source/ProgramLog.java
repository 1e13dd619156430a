package dev.weir.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a program complains about: the first lines go to the log, the last one is kept, and all the
/// rest is read and forgotten, so that the program never waits.
final class ProgramLog {
  private static final Logger log = LoggerFactory.getLogger(ProgramLog.class);

  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 300;

  private final String program;
  private volatile String last = ""; // the newest line; written by the thread that reads

  ProgramLog(String program, InputStream errors) {
    this.program = program;
    Thread.ofPlatform().daemon().name("weir-program-log").start(() -> read(errors));
  }

  /// The newest line, to be put behind a sentence.
  String last() {
    return last.isEmpty() ? "" : ": " + last;
  }

  private void read(InputStream errors) {
    byte[] piece = new byte[4096];
    StringBuilder line = new StringBuilder();
    int lines = 0;
    try (errors) {
      for (int count; (count = errors.read(piece)) >= 0; ) {
        for (char c : new String(piece, 0, count, StandardCharsets.ISO_8859_1).toCharArray()) {
          if (c != '\n' && c != '\r') {
            append(line, c);
          } else if (!line.isEmpty()) {
            ended(line.toString(), lines++);
            line.setLength(0);
          }
        }
      }
    } catch (IOException _) {
      // It was killed.
    }
    if (!line.isEmpty()) {
      ended(line.toString(), lines);
    }
  }

  private static void append(StringBuilder line, char c) {
    if (line.length() < LONGEST_LINE) {
      line.append(c < ' ' || c > '~' ? '?' : c);
    }
  }

  private void ended(String line, int number) {
    last = line;
    if (number < MOST_LINES) {
      log.info("{} says: {}", program, line);
    } else if (number == MOST_LINES) {
      log.info("{} says more, which is not shown", program);
    }
  }
}
