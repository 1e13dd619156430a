package dev.weir.trigger;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A handler that is asked by an HTTP POST, whose body is the payload.
///
/// @param url where
/// @param http keeps connections alive between events
record UrlHandler(URI url, HttpClient http) implements Handler {
  private static final long ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(5);

  @Override
  public int attempts() {
    return 5;
  }

  @Override
  public long attemptNanos() {
    return ATTEMPT_NANOS;
  }

  @Override
  public String ask(TriggerCall call, int attempt, long limitNanos)
      throws NoAnswerException, RefusalException, InterruptedException {
    CompletableFuture<HttpResponse<String>> asked =
        http.sendAsync(
            request(call, attempt),
            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> answer = asked.get(limitNanos, TimeUnit.NANOSECONDS);
      if (answer.statusCode() / 100 != 2) {
        throw new RefusalException("it answered with status " + answer.statusCode());
      }
      return answer.body();
    } catch (TimeoutException _) {
      throw new NoAnswerException("no answer in " + Handler.seconds(limitNanos));
    } catch (ExecutionException e) {
      throw new NoAnswerException(String.valueOf(e.getCause()));
    } finally {
      asked.cancel(true); // closes the connection if it is still waited for
    }
  }

  private HttpRequest request(TriggerCall call, int attempt) {
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "text/plain")
        .header(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(call.unixMillis()).atOffset(ZoneOffset.UTC)))
        .header("X-Trigger", call.trigger().name())
        .header("X-Instance", call.server().instance())
        .header("X-Name", call.server().name().replaceAll("[^ -~]", "?"))
        .header("X-PID", Long.toString(call.server().pid()))
        .header("X-Trigger-UUID", call.uuid())
        .header("X-Trigger-UnixMillis", Long.toString(call.unixMillis()))
        .header("X-Attempt", Integer.toString(attempt))
        .POST(BodyPublishers.ofString(call.payload()))
        .build();
  }
}
