package dev.weir.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Fetches over HTTP and HTTPS what sources need: playlists, segments, keys, files by ranges,
/// bodies without an end. The one client for all of them; whoever reads media from another server
/// by HTTP uses this and nothing else.
///
/// ```
/// FetchScope scope = FetchScope.of(configured);          one for each configured source
/// try (Fetched answer = fetcher.get(scope, FetchRequest.of(uri))) { answer.body()… }
/// ```
///
/// Follows redirects as far as the [FetchScope] allows, answers Basic and Digest, reads gzip where
/// it was asked for, and gives up on servers that are silent. Connections are kept and shared.
/// Every method blocks, so the thread is a virtual one; any thread may call.
public final class Fetcher implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 6;
  private static final String AGENT = "Weir";

  private final HttpClient http;

  /// With the certificates that the JDK trusts.
  public Fetcher() {
    this(null);
  }

  /// @param tls what to trust; null for what the JDK does
  public Fetcher(@Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER) // each is checked
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.http = builder.build();
  }

  /// Asks for something and waits until the head of the answer is there.
  ///
  /// @throws FetchException if it cannot be had: the status is not 200 or 206, or nobody answers
  /// @throws ForbiddenAddressException if it lies, or is redirected, where it may not
  public Fetched get(FetchScope scope, FetchRequest request)
      throws IOException, InterruptedException {
    FetchRequest now = request;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      scope.check(now.uri());
      HttpResponse<InputStream> response = ask(scope, now);
      int status = response.statusCode();
      if (status == 200 || status == 206) {
        return fetched(now, response);
      }
      response.body().close();
      URI target = redirect(now.uri(), response);
      if (target == null) {
        throw new FetchException(status, Urls.plain(now.uri()) + " answered with status " + status);
      }
      now = now.at(target);
    }
    throw new FetchException(
        0, Urls.plain(request.uri()) + " was redirected more than " + MOST_REDIRECTS + " times");
  }

  private HttpResponse<InputStream> ask(FetchScope scope, FetchRequest request)
      throws IOException, InterruptedException {
    Credentials credentials = scope.credentialsFor(request.uri());
    HttpResponse<InputStream> response = send(credentials, request);
    List<String> challenges = response.headers().allValues("WWW-Authenticate");
    if (response.statusCode() == 401 && credentials != null && credentials.challenged(challenges)) {
      response.body().close();
      return send(credentials, request);
    }
    return response;
  }

  private HttpResponse<InputStream> send(@Nullable Credentials credentials, FetchRequest request)
      throws IOException, InterruptedException {
    URI uri = Urls.withoutUser(request.uri());
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(uri)
            .timeout(request.silence())
            .header("User-Agent", AGENT)
            .header("Accept-Encoding", request.compressed() ? "gzip" : "identity");
    if (request.firstByte() >= 0) {
      String last = request.lastByte() < 0 ? "" : Long.toString(request.lastByte());
      asked.header("Range", "bytes=" + request.firstByte() + "-" + last);
    }
    String authorization = credentials == null ? null : credentials.authorization("GET", uri);
    if (authorization != null) {
      asked.header("Authorization", authorization);
    }
    String name = Urls.plain(uri);
    try {
      return http.send(asked.build(), _ -> new FetchBody(name, request.silence()));
    } catch (IOException e) {
      throw new FetchException(0, name + " cannot be fetched: " + FetchFailures.sentence(e));
    }
  }

  private static Fetched fetched(FetchRequest request, HttpResponse<InputStream> response)
      throws IOException {
    String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
    InputStream body =
        switch (encoding) {
          case "gzip", "x-gzip" -> new GZIPInputStream(response.body());
          case "identity", "" -> response.body();
          default ->
              throw new FetchException(
                  response.statusCode(),
                  Urls.plain(request.uri()) + " is encoded in a way that nobody asked for");
        };
    return new Fetched(request.uri(), response.statusCode(), response.headers(), body);
  }

  private static @Nullable URI redirect(URI from, HttpResponse<?> response) {
    int status = response.statusCode();
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
      return null;
    }
    try {
      return response.headers().firstValue("Location").map(from::resolve).orElse(null);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// Ends all that is being fetched.
  @Override
  public void close() {
    http.shutdownNow();
  }
}
