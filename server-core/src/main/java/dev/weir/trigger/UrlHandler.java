package dev.weir.trigger;

import dev.weir.fetch.Credentials;
import dev.weir.fetch.FetchScope;
import dev.weir.fetch.Urls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A handler that is asked by an HTTP POST, whose body is the payload.
///
/// A name and password in its URL answer the server when it asks for them, by Basic or Digest. What
/// it is redirected to is asked by POST, too: a payload that becomes a GET is lost.
final class UrlHandler implements Handler {
  private static final long ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_REDIRECTS = 6;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);
  private static final int UNAUTHORIZED = 401;

  private final URI url;
  private final FetchScope scope;
  private final HttpClient http;

  /// @param url where
  /// @param http keeps connections alive between events, and follows no redirects
  UrlHandler(URI url, HttpClient http) {
    this.url = url;
    this.scope = FetchScope.of(url);
    this.http = http;
  }

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
    long endNanos = System.nanoTime() + limitNanos;
    URI target = url;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<String> answer = sendKnown(target, call, attempt, endNanos, limitNanos);
      if (answer.statusCode() / 100 == 2) {
        return answer.body();
      }
      target = redirect(target, answer);
    }
    throw new RefusalException("it was redirected more than " + MOST_REDIRECTS + " times");
  }

  /// The answer, to somebody who says who he is if that is asked for.
  private HttpResponse<String> sendKnown(
      URI target, TriggerCall call, int attempt, long endNanos, long limitNanos)
      throws NoAnswerException, InterruptedException {
    Credentials credentials = scope.credentialsFor(target);
    HttpResponse<String> answer =
        send(request(target, credentials, call, attempt), endNanos, limitNanos);
    return answer.statusCode() == UNAUTHORIZED
            && credentials != null
            && credentials.challenged(answer.headers().allValues("WWW-Authenticate"))
        ? send(request(target, credentials, call, attempt), endNanos, limitNanos)
        : answer;
  }

  private HttpResponse<String> send(HttpRequest request, long endNanos, long limitNanos)
      throws NoAnswerException, InterruptedException {
    CompletableFuture<HttpResponse<String>> asked =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      return asked.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new NoAnswerException("no answer in " + Handler.seconds(limitNanos));
    } catch (ExecutionException e) {
      throw new NoAnswerException(String.valueOf(e.getCause()));
    } finally {
      asked.cancel(true); // closes the connection if it is still waited for
    }
  }

  /// Where `answer` points.
  ///
  /// @throws RefusalException if it points nowhere, or from TLS to none
  private static URI redirect(URI from, HttpResponse<String> answer) throws RefusalException {
    String location = answer.headers().firstValue("Location").orElse("");
    if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty()) {
      throw new RefusalException("it answered with status " + answer.statusCode());
    }
    URI target = resolved(from, location);
    if (target == null || !(isHttps(target) || (isHttp(from) && isHttp(target)))) {
      throw new RefusalException("it was redirected to where nobody is asked");
    }
    return target;
  }

  private static boolean isHttps(URI target) {
    return "https".equals(target.getScheme());
  }

  private static boolean isHttp(URI target) {
    return "http".equals(target.getScheme());
  }

  private static @Nullable URI resolved(URI from, String location) {
    try {
      URI target = from.resolve(location);
      return target.getHost() == null ? null : target;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static HttpRequest request(
      URI target, @Nullable Credentials credentials, TriggerCall call, int attempt) {
    URI plain = Urls.withoutUser(target);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(plain)
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
            .POST(BodyPublishers.ofString(call.payload()));
    String authorization = credentials == null ? null : credentials.authorization("POST", plain);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }
}
