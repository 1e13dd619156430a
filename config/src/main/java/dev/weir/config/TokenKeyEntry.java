package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.TokenKey.Rights;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry of `jwks`: a JWK or the URL of a set of them, alone or in a list before its rights.
record TokenKeyEntry() implements Shape<TokenKey> {
  private static final String LEGAL =
      "a JWK, the URL of a set of them, or a list of one of these and what such tokens allow";
  private static final Text URL = new Text(2048);

  /// RFC 7518 6: what a key of each type consists of.
  private static final Map<String, List<String>> PARTS =
      Map.of("oct", List.of("k"), "RSA", List.of("n", "e"), "EC", List.of("crv", "x", "y"));

  /// RFC 7518 3.2: a key of HMAC is at least as long as the hash.
  private static final int SHORTEST_SECRET_BYTES = 32;

  private static final Key<Boolean> INPUT = Key.of("input", new Flag(), true, "tokens let publish");
  private static final Key<Boolean> OUTPUT = Key.of("output", new Flag(), true, "tokens let watch");
  private static final Key<Boolean> ADMIN =
      Key.of("admin", new Flag(), false, "tokens let use the JSON API");
  private static final Key<String> STREAM =
      Key.of("stream", new Text(StreamName.LONGEST_BYTES), "*", "which streams; * for all");
  private static final Key<Boolean> OF_USERS =
      Key.of("user", new Flag(), false, "the sub of tokens is a user, not a stream");
  private static final Key<String> ISSUER =
      Key.of("iss", new Text(1000), "", "the only issuer whose tokens are taken");
  private static final Key<String> AUDIENCE =
      Key.of("aud", new Text(1000), "", "the audience that tokens have to name");

  private static final Key<Boolean> STAYING =
      Key.of("stay", new Flag(), false, "who watches stays when his token expires");

  private static final ObjectOf<Rights> RIGHTS =
      new ObjectOf<>(
          Keys.of(INPUT, OUTPUT, ADMIN, STREAM, OF_USERS, ISSUER, AUDIENCE, STAYING),
          values ->
              new Rights(
                  values.get(INPUT),
                  values.get(OUTPUT),
                  values.get(ADMIN),
                  values.get(STREAM),
                  values.get(OF_USERS),
                  values.get(ISSUER),
                  values.get(AUDIENCE),
                  values.get(STAYING)));

  @Override
  public @Nullable TokenKey read(JsonNode node, Place place, Problems problems) {
    if (!node.isArray()) {
      return read(node, Rights.USUAL, place, problems);
    }
    if (node.size() < 1 || node.size() > 2) {
      problems.add(place, "a list of " + node.size() + " is not legal here; legal: " + LEGAL);
      return null;
    }
    Rights rights = node.has(1) ? RIGHTS.read(node.get(1), place.index(1), problems) : Rights.USUAL;
    return rights == null ? null : read(node.get(0), rights, place.index(0), problems);
  }

  private static @Nullable TokenKey read(
      JsonNode key, Rights rights, Place place, Problems problems) {
    if (key.isTextual()) {
      return published(key, rights, place, problems);
    }
    if (key instanceof ObjectNode jwk) {
      String fault = fault(jwk);
      if (fault.isEmpty()) {
        return new TokenKey.Given(jwk.deepCopy(), rights);
      }
      problems.add(place, fault);
      return null;
    }
    Shape.refuse(key, place, problems, LEGAL);
    return null;
  }

  private static @Nullable TokenKey published(
      JsonNode node, Rights rights, Place place, Problems problems) {
    String text = URL.read(node, place, problems);
    if (text == null) {
      return null;
    }
    try {
      URI url = new URI(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return new TokenKey.Published(url, rights);
      }
    } catch (URISyntaxException _) {
      // The same as another scheme.
    }
    problems.add(place, '"' + Printable.of(text) + "\" is not http(s)://HOST/…");
    return null;
  }

  /// What is wrong with a key; empty for nothing. Says nothing of what is in it.
  private static String fault(ObjectNode jwk) {
    List<String> parts = PARTS.get(jwk.path("kty").asText());
    if (parts == null) {
      return "kty is not legal here; legal: oct, RSA, EC";
    }
    for (String part : parts) {
      if (!jwk.path(part).isTextual()) {
        return part + " is missing";
      }
    }
    if (jwk.has("d")) {
      return "is a private key; the public one is needed";
    }
    return jwk.has("k") ? faultOfSecret(jwk.path("k").textValue()) : "";
  }

  private static String faultOfSecret(String base64) {
    try {
      int bytes = Base64.getUrlDecoder().decode(base64).length;
      return bytes < SHORTEST_SECRET_BYTES
          ? "k has " + bytes + " bytes; legal: " + SHORTEST_SECRET_BYTES + " or more"
          : "";
    } catch (IllegalArgumentException _) {
      return "k is not written in base64url";
    }
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    var forms = schema.putArray("anyOf");
    forms.add(URL.schema());
    ObjectNode jwk = forms.addObject().put("type", "object");
    jwk.putArray("required").add("kty");
    ObjectNode pair = forms.addObject().put("type", "array").put("minItems", 1).put("maxItems", 2);
    pair.putArray("prefixItems").addObject();
    pair.withArrayProperty("prefixItems").add(RIGHTS.schema());
    return schema;
  }
}
