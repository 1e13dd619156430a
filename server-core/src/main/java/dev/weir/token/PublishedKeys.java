package dev.weir.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys at one URL: a JWK set, or an OpenID discovery document that says where the set is.
///
/// They are kept for as long as the answer says (`Cache-Control: max-age`), and asked for again
/// when a token names a key that is not among them. While the URL does not answer, those of the
/// last answer hold for [#STALE_NANOS]. Any thread that may block.
final class PublishedKeys {
  static final long STALE_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);
  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int LONGEST_BYTES = 256 * 1024;
  private static final int MOST_KEYS = 100;
  private static final long USUAL_FRESH_SECONDS = 60;
  private static final long LONGEST_FRESH_SECONDS = 24 * 3600;

  /// However many tokens name keys that nobody has, the URL is asked this often at most.
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Pattern MAX_AGE = Pattern.compile("(?i)\\bmax-age=(\\d{1,9})");

  private final URI url;
  private final Supplier<HttpClient> http;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private Answer last = Answer.NONE; // these under the lock: the last good answer,
  private long answeredNanos; // when it came,
  private long askedNanos; // and when somebody last asked
  private boolean asked; // once

  /// @param issuer that the discovery document names; empty without one
  private record Answer(List<JsonWebKey> keys, String issuer, long freshSeconds) {
    static final Answer NONE = new Answer(List.of(), "", 0);
  }

  /// Keys, and whose they are.
  ///
  /// @param issuer what tokens have to name; empty for anything
  record Found(List<JsonWebKey> keys, String issuer) {}

  PublishedKeys(URI url, Supplier<HttpClient> http, LongSupplier nanoClock) {
    this.url = url;
    this.http = http;
    this.nanoClock = nanoClock;
  }

  /// The keys, with that of the id `wanted` among them if there is one; empty for any.
  Found keys(String wanted) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long now = nanoClock.getAsLong();
      if (isDue(wanted, now)) {
        asked = true;
        askedNanos = now;
        ask(now);
      }
      return new Found(last.keys, last.issuer);
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue(String wanted, long now) {
    if (asked && now - askedNanos < SHORTEST_PAUSE_NANOS) {
      return false;
    }
    boolean fresh = now - answeredNanos < TimeUnit.SECONDS.toNanos(last.freshSeconds);
    boolean there =
        wanted.isEmpty() || last.keys.stream().anyMatch(key -> wanted.equals(key.getKeyId()));
    return !fresh || !there;
  }

  private void ask(long now) throws InterruptedException {
    try {
      last = answer();
      answeredNanos = now;
    } catch (IOException e) {
      log.warn("no keys of tokens from {}: {}", shown(url), e.getMessage());
      if (now - answeredNanos > STALE_NANOS) {
        last = Answer.NONE;
      }
    }
  }

  private Answer answer() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get(url);
    JsonNode json = JSON.readTree(answer.body());
    String issuer = "";
    if (json.path("jwks_uri").isTextual()) {
      issuer = json.path("issuer").asText();
      answer = get(otherUrl(json.path("jwks_uri").textValue()));
      json = JSON.readTree(answer.body());
    }
    if (!json.path("keys").isArray()) {
      throw new IOException("the answer is no JWK set: it has no list \"keys\"");
    }
    List<JsonWebKey> keys = new ArrayList<>();
    for (JsonNode key : json.path("keys")) {
      if (keys.size() < MOST_KEYS) {
        add(key, keys);
      }
    }
    return new Answer(List.copyOf(keys), issuer, freshSeconds(answer));
  }

  // RFC 7517 5: keys that are not understood are left out.
  private static void add(JsonNode key, List<JsonWebKey> keys) {
    try {
      keys.add(JsonWebKey.Factory.newJwk(key.toString()));
    } catch (JoseException e) {
      log.debug("a published key is left out: {}", e.getMessage());
    }
  }

  private URI otherUrl(String text) throws IOException {
    URI other;
    try {
      other = url.resolve(text);
    } catch (IllegalArgumentException _) {
      throw new IOException("jwks_uri is no URL");
    }
    if (!url.getScheme().equals(other.getScheme())) {
      throw new IOException("jwks_uri is not " + url.getScheme());
    }
    return other;
  }

  private HttpResponse<byte[]> get(URI from) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> asking =
        http.get()
            .sendAsync(
                HttpRequest.newBuilder(from).header("Accept", "application/json").build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_BYTES));
    try {
      HttpResponse<byte[]> answer = asking.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException("it answered with status " + answer.statusCode());
      }
      return answer;
    } catch (TimeoutException _) {
      throw new IOException("no answer in " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()));
    } finally {
      asking.cancel(true);
    }
  }

  private static long freshSeconds(HttpResponse<?> answer) {
    Matcher age = MAX_AGE.matcher(answer.headers().firstValue("Cache-Control").orElse(""));
    return age.find()
        ? Math.min(Long.parseLong(age.group(1)), LONGEST_FRESH_SECONDS)
        : USUAL_FRESH_SECONDS;
  }

  /// Without the query, in which there may be a secret.
  private static String shown(URI url) {
    return url.getScheme() + "://" + url.getHost() + url.getPath();
  }
}
