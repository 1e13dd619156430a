package dev.weir.trigger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Who is told of an event: a URL or a program. Any thread may call; both methods block, so the
/// thread is a virtual one.
interface Handler {
  /// The most of an answer that is read.
  int MAX_ANSWER_BYTES = 64 * 1024;

  /// How often it is worth to try, at most.
  int attempts();

  /// The time that one attempt may take.
  long attemptNanos();

  /// Tells of `call` and waits for the answer.
  ///
  /// @param attempt counts from 1
  /// @param limitNanos how long this attempt may take
  /// @throws NoAnswerException if it took too long or could not be reached: the handler is dead
  /// @throws RefusalException if it answered that it failed: the handler lives
  String ask(TriggerCall call, int attempt, long limitNanos)
      throws NoAnswerException, RefusalException, InterruptedException;

  /// A handler could not be reached, or took too long.
  final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String sentence) {
      super(sentence);
    }
  }

  /// A handler answered that it failed.
  final class RefusalException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusalException(String sentence) {
      super(sentence);
    }
  }

  /// The handler that `address` names.
  static Handler at(String address, Supplier<HttpClient> http) {
    return address.startsWith("/")
        ? new ProgramHandler(address)
        : new UrlHandler(URI.create(address), http.get());
  }

  /// A time limit as people read it.
  static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
  }
}
