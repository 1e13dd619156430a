package dev.weir.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;

/// What the signatures of tokens are checked with.
public sealed interface TokenKey {
  /// What a token that it signed allows.
  Rights rights();

  /// One key that is written down.
  ///
  /// @param jwk RFC 7517; not to be changed
  /// @param rights of tokens
  record Given(ObjectNode jwk, Rights rights) implements TokenKey {
    /// Without the key, which may be a secret.
    @Override
    public String toString() {
      return "key " + jwk.path("kid").asText("without a name");
    }
  }

  /// Keys that somebody publishes and changes.
  ///
  /// @param url of a JWK set (RFC 7517 5), or of an OpenID discovery document that names one
  /// @param rights of tokens
  record Published(URI url, Rights rights) implements TokenKey {}

  /// What a token allows its holder.
  ///
  /// @param input to publish
  /// @param output to watch
  /// @param admin to use the API
  /// @param streams which ones: a name, which is its wildcards too, a name with `+` for the
  ///   wildcards only, or `*`
  /// @param ofUsers whether the claim `sub` names a user, as identity providers have it, and not a
  ///   stream
  /// @param issuer what the claim `iss` has to be; empty for anything
  /// @param audience what the claim `aud` has to name; empty for nothing: then tokens that name
  ///   somebody are not for us (RFC 7519 4.1.3)
  /// @param staying whether a viewer who was let in stays when his token expires
  record Rights(
      boolean input,
      boolean output,
      boolean admin,
      String streams,
      boolean ofUsers,
      String issuer,
      String audience,
      boolean staying) {
    /// To publish and to watch everything.
    public static final Rights USUAL = new Rights(true, true, false, "*", false, "", "", false);

    /// Whether they are about the stream `name`.
    public boolean areFor(StreamName name) {
      return streams.equals("*")
          || streams.equals(name.full())
          || streams.equals(name.base())
          || (streams.equals(name.base() + "+") && !name.wildcard().isEmpty());
    }
  }
}
