package dev.weir.target;

import dev.weir.feed.FeedFormat;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Uploads a stream as the body, without an end, of one request to `http://…` or `https://…`: a
/// PUT, or with `method=POST` a POST. The ending of the URL says the format.
final class HttpCarrier implements Carrier {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  @Override
  public boolean takes(Target target) {
    return SCHEMES.contains(target.scheme()) && target.format() != null;
  }

  @Override
  public String connector(Target target) {
    return target.format() == null ? "HTTP" : target.format().connector();
  }

  @Override
  public boolean writesFiles() {
    return false;
  }

  @Override
  public CloseReason carry(Delivery delivery) throws InterruptedException {
    ProgressiveFormat format = Objects.requireNonNull(delivery.target().format());
    return delivery.in(format, chosen -> upload(delivery, format, chosen));
  }

  private CloseReason upload(Delivery delivery, ProgressiveFormat format, FeedFormat chosen)
      throws IOException, InterruptedException {
    HttpOutlet outlet = new HttpOutlet();
    HttpRequest request;
    try {
      request = request(delivery, format, outlet);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return new CloseReason(Code.UNSUPPORTED, "not a URL that can be asked: " + e.getMessage());
    }
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofString(), HttpOutlet.MAX_ANSWER_BYTES));
    outlet.answeredBy(answer);
    delivery.onStuck(outlet::abandon);
    try (MuxedDelivery muxed = delivery.muxed(chosen)) {
      return muxed.into(chosen, outlet);
    }
  }

  private static HttpRequest request(Delivery delivery, ProgressiveFormat format, HttpOutlet outlet)
      throws URISyntaxException {
    URI url = new URI(delivery.expanded().place());
    String user = url.getUserInfo();
    URI bare =
        new URI(
            url.getScheme(),
            null,
            url.getHost(),
            url.getPort(),
            url.getPath(),
            url.getQuery(),
            null);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(bare)
            .header("Content-Type", format.contentType())
            .method(
                delivery.target().options().method(), BodyPublishers.ofInputStream(outlet::body));
    if (user != null) {
      String basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + basic);
    }
    return request.build();
  }

  /// A sentence for what went wrong with a request.
  static IOException failure(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return new IOException(message == null ? deepest.getClass().getSimpleName() : message, cause);
  }
}
