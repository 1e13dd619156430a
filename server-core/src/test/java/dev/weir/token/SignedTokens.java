package dev.weir.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/// Somebody who signs tokens, for tests.
///
/// @param key with which he does
/// @param algorithm that he names
public record SignedTokens(JsonWebKey key, String algorithm) {
  public static SignedTokens hmac(String id) throws JoseException {
    return named(OctJwkGenerator.generateJwk(256), id, "HS256");
  }

  static SignedTokens rsa(String id) throws JoseException {
    return named(RsaJwkGenerator.generateJwk(2048), id, "RS256");
  }

  static SignedTokens curve(String id) throws JoseException {
    return named(EcJwkGenerator.generateJwk(EllipticCurves.P256), id, "ES256");
  }

  private static SignedTokens named(JsonWebKey key, String id, String algorithm) {
    key.setKeyId(id.isEmpty() ? null : id);
    return new SignedTokens(key, algorithm);
  }

  /// The key with which they are checked.
  public JsonNode jwk() throws Exception {
    OutputControlLevel level =
        key instanceof PublicJsonWebKey
            ? OutputControlLevel.PUBLIC_ONLY
            : OutputControlLevel.INCLUDE_SYMMETRIC;
    return new JsonMapper().readTree(key.toJson(level));
  }

  /// A token with these claims; single quotes stand for double ones.
  public String sign(String claims) throws JoseException {
    JsonWebSignature token = new JsonWebSignature();
    token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    token.setPayload(claims.replace('\'', '"'));
    token.setAlgorithmHeaderValue(algorithm);
    token.setKeyIdHeaderValue(key.getKeyId());
    token.setKey(key instanceof PublicJsonWebKey pair ? pair.getPrivateKey() : key.getKey());
    return token.getCompactSerialization();
  }
}
