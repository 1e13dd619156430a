package dev.weir.token;

import dev.weir.config.AccessConfig;
import dev.weir.config.TokenKey;
import dev.weir.token.TokenResult.Invalid;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks tokens with the keys that the configuration names.
///
/// A token of a key that we know, and that does not hold, is [Invalid] for everybody; one that no
/// key of ours has signed is [TokenResult.Unknown], and may mean something to a handler. Any
/// thread; checking is done on virtual threads, since a signature takes a while and keys may have
/// to be fetched.
public final class Tokens implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tokens.class);
  private static final TokenResult UNKNOWN = new TokenResult.Unknown();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Supplier<AccessConfig> access;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<URI, PublishedKeys> published = new ConcurrentHashMap<>();
  private volatile Given given = new Given(AccessConfig.NONE, List.of()); // follows the config
  private @Nullable HttpClient http; // guarded by this; made for the first URL

  /// The keys of a configuration.
  private record Given(AccessConfig of, List<Signer> signers) {}

  /// @param jwk null where keys have to be fetched
  private record Signer(TokenKey key, @Nullable JsonWebKey jwk) {}

  /// @param access the keys, as they are now
  /// @param wallClock says what has expired
  /// @param nanoClock measures the age of fetched keys, in nanoseconds
  public Tokens(Supplier<AccessConfig> access, Clock wallClock, LongSupplier nanoClock) {
    this.access = access;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
  }

  /// Whether `shown` is worth a [#check]: there are keys, and it looks like a token.
  public boolean concerns(String shown) {
    return !access.get().tokenKeys().isEmpty() && Jws.looksLike(shown);
  }

  /// Checks what somebody showed.
  public CompletionStage<TokenResult> check(String shown) {
    if (!concerns(shown)) {
      return CompletableFuture.completedStage(UNKNOWN);
    }
    CompletableFuture<TokenResult> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("weir-token")
        .start(() -> {
          try {
            result.complete(checkNow(shown));
          } catch (InterruptedException | RuntimeException e) {
            log.error("a token could not be checked", e);
            result.complete(UNKNOWN);
          }
        });
    return result;
  }

  /// The same on this thread, which may block.
  public TokenResult checkNow(String shown) throws InterruptedException {
    Optional<Jws> parsed = Jws.parse(shown);
    if (parsed.isEmpty()) {
      return UNKNOWN;
    }
    TokenResult result = UNKNOWN;
    for (Signer signer : signers()) {
      TokenResult one = check(parsed.get(), signer);
      if (one instanceof TokenResult.Valid) {
        return one;
      }
      result = one instanceof Invalid ? one : result;
    }
    if (result instanceof Invalid(String sentence, long _)) {
      log.info("token {}is refused: {}", named(parsed.get()), sentence);
    }
    return result;
  }

  private static String named(Jws token) {
    return token.keyId().isEmpty() ? "" : "of key \"" + token.keyId() + "\" ";
  }

  private List<Signer> signers() {
    AccessConfig now = access.get();
    Given known = given;
    if (!known.of.equals(now)) {
      known = new Given(now, now.tokenKeys().stream().map(Tokens::signer).toList());
      given = known;
    }
    return known.signers;
  }

  private static Signer signer(TokenKey key) {
    if (key instanceof TokenKey.Given written) {
      try {
        return new Signer(key, JsonWebKey.Factory.newJwk(written.jwk().toString()));
      } catch (JoseException e) {
        log.warn("{} cannot be used: {}", key, e.getMessage());
      }
    }
    return new Signer(key, null);
  }

  private TokenResult check(Jws token, Signer signer) throws InterruptedException {
    List<JsonWebKey> keys = new ArrayList<>();
    String issuer = "";
    if (signer.jwk != null) {
      keys.add(signer.jwk);
    } else if (signer.key instanceof TokenKey.Published(URI url, TokenKey.Rights _)) {
      PublishedKeys.Found found =
          published
              .computeIfAbsent(url, _ -> new PublishedKeys(url, this::http, nanoClock))
              .keys(token.keyId());
      keys.addAll(found.keys());
      issuer = found.issuer();
    }
    for (JsonWebKey key : keys) {
      Optional<String> claims = token.mayBeOf(key) ? token.verified(key) : Optional.empty();
      if (claims.isPresent()) {
        return Claims.check(
            claims.get(), signer.key.rights(), issuer, wallClock.instant().getEpochSecond());
      }
    }
    return UNKNOWN;
  }

  private synchronized HttpClient http() {
    HttpClient client = http;
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
      http = client;
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
    }
  }
}
