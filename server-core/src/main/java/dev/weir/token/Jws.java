package dev.weir.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.JoseException;

/// A signed text in its compact form (RFC 7515 7.1), of which nothing is believed yet.
final class Jws {
  /// The longest that is looked at, in characters.
  static final int LONGEST = 8 * 1024;

  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  // The algorithms of each type of key (RFC 7518 3.1), the one that a key without `alg` most likely
  // means first. `none` is nowhere.
  private static final List<String> HMAC = List.of("HS256", "HS384", "HS512");
  private static final List<String> RSA =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
  private static final Map<String, String> BY_CURVE =
      Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");

  private final JsonWebSignature parsed;

  private Jws(JsonWebSignature parsed) {
    this.parsed = parsed;
  }

  /// Whether `text` may be one.
  static boolean looksLike(String text) {
    return text.length() <= LONGEST && text.startsWith("ey") && COMPACT.matcher(text).matches();
  }

  /// Reads `text`; empty if it is none.
  static Optional<Jws> parse(String text) {
    JsonWebSignature parsed = new JsonWebSignature();
    try {
      if (looksLike(text)) {
        parsed.setCompactSerialization(text);
        return Optional.of(new Jws(parsed)).filter(Jws::isWellFormed);
      }
    } catch (JoseException _) {
      // Something else with two dots in it.
    }
    return Optional.empty();
  }

  /// Whether what is asked of the header is text, as the library believes without looking.
  private boolean isWellFormed() {
    return Stream.of(HeaderParameterNames.ALGORITHM, HeaderParameterNames.KEY_ID)
        .map(parsed.getHeaders()::getObjectHeaderValue)
        .allMatch(value -> value == null || value instanceof String);
  }

  /// The id of the key that is said to have signed it; empty for none.
  String keyId() {
    return Optional.ofNullable(parsed.getKeyIdHeaderValue()).orElse("");
  }

  /// Whether `key` may have signed it: its id fits, it is for signatures, and it is one for the
  /// algorithm. A key's algorithm is its own business, not the token's (RFC 8725 3.1).
  boolean mayBeOf(JsonWebKey key) {
    String id = keyId();
    boolean named = id.isEmpty() || key.getKeyId() == null || key.getKeyId().equals(id);
    boolean signs = key.getUse() == null || key.getUse().equals("sig");
    String algorithm = parsed.getAlgorithmHeaderValue();
    return named && signs && algorithm != null && algorithms(key).contains(algorithm);
  }

  private static List<String> algorithms(JsonWebKey key) {
    List<String> possible =
        switch (key.getKeyType()) {
          case "oct" -> HMAC;
          case "RSA" -> RSA;
          case "EC" ->
              key instanceof EllipticCurveJsonWebKey curve
                      && BY_CURVE.containsKey(curve.getCurveName())
                  ? List.of(BY_CURVE.get(curve.getCurveName()))
                  : List.of();
          default -> List.of();
        };
    String pinned = key.getAlgorithm();
    return pinned == null ? possible : possible.contains(pinned) ? List.of(pinned) : List.of();
  }

  /// What was signed, if `key` did that.
  Optional<String> verified(JsonWebKey key) {
    try {
      parsed.setAlgorithmConstraints(
          new AlgorithmConstraints(ConstraintType.PERMIT, algorithms(key).toArray(String[]::new)));
      parsed.setKey(key.getKey());
      return parsed.verifySignature() ? Optional.of(parsed.getPayload()) : Optional.empty();
    } catch (JoseException | ClassCastException _) {
      // A key that is too short for it, a signature that is none, a `crit` that is no list of
      // texts.
      return Optional.empty();
    }
  }
}
