package dev.weir.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.config.TokenKey.Rights;
import dev.weir.token.TokenResult.Invalid;
import dev.weir.token.TokenResult.Valid;

/// What a token says, once it is known who says it (RFC 7519 4.1).
final class Claims {
  /// Clocks of servers differ.
  static final long LEEWAY_SECONDS = 10;

  private static final JsonMapper JSON = new JsonMapper();
  private static final long FOR_EVER = Long.MAX_VALUE;

  private Claims() {}

  /// Whether the claims hold now.
  ///
  /// @param issuer what `iss` has to be besides what the rights say; empty for anything
  static TokenResult check(String payload, Rights rights, String issuer, long nowUnix) {
    JsonNode claims;
    try {
      claims = JSON.readTree(payload);
    } catch (JsonProcessingException _) {
      return new Invalid("its claims are no JSON", FOR_EVER);
    }
    String wanted = rights.issuer().isEmpty() ? issuer : rights.issuer();
    if (!wanted.isEmpty() && !claims.path("iss").asText().equals(wanted)) {
      return new Invalid("it is from another issuer", FOR_EVER);
    }
    if (!isForUs(claims.path("aud"), rights.audience())) {
      return new Invalid("it is for another audience", FOR_EVER);
    }
    return checkTimes(claims, rights, nowUnix);
  }

  // 4.1.3: one text or several; one who is not named must refuse it.
  private static boolean isForUs(JsonNode audience, String us) {
    if (us.isEmpty() || audience.isMissingNode()) {
      return us.isEmpty() && audience.isMissingNode();
    }
    if (!audience.isArray()) {
      return audience.asText().equals(us);
    }
    return audience.valueStream().anyMatch(one -> one.asText().equals(us));
  }

  private static TokenResult checkTimes(JsonNode claims, Rights rights, long nowUnix) {
    for (String time : new String[] {"exp", "nbf"}) {
      if (claims.has(time) && !claims.path(time).isNumber()) {
        return new Invalid("its " + time + " is no number", FOR_EVER);
      }
    }
    long end = claims.has("exp") ? end(claims.path("exp").asLong()) : FOR_EVER;
    if (nowUnix >= end) {
      return new Invalid("it has expired", FOR_EVER);
    }
    long early = claims.path("nbf").asLong() - LEEWAY_SECONDS - nowUnix;
    return claims.has("nbf") && early > 0
        ? new Invalid("it does not hold yet", early)
        : new Valid(claims.path("sub").asText(), rights, end);
  }

  private static long end(long expiresUnix) {
    return expiresUnix > FOR_EVER - LEEWAY_SECONDS ? FOR_EVER : expiresUnix + LEEWAY_SECONDS;
  }
}
