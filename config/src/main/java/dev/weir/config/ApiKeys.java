package dev.weir.config;

import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ApiConfig.Token;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys that say where the JSON API listens and who may use it.
final class ApiKeys {
  private static final int MOST_ACCOUNTS = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
  private static final String NAME_IN_WORDS =
      "1 to 64 of A-Z, a-z, 0-9, \"_\", \".\", \"@\", \"-\"";

  private static final Key<String> INTERFACE =
      Key.of("interface", new Address(), "0.0.0.0", "address to bind; 0.0.0.0 means all, IPv6 too");
  private static final Key<Long> PORT =
      Key.of(
          "port",
          new WholeNumber(0, 65_535),
          (long) ApiConfig.USUAL_PORT,
          "TCP port, 0 for any; UDP on loopback has the same");

  private static final Key<String> CERTIFICATE =
      Key.of("cert", new Text(4096), "", "PEM file with the certificate chain; makes this HTTPS");
  private static final Key<String> PRIVATE_KEY =
      Key.of("key", new Text(4096), "", "PEM file with its key");

  /// Where to listen.
  record Socket(String bindAddress, int port, @Nullable TlsFiles tls) {}

  static final Key<Socket> CONTROLLER =
      Key.of(
          "controller",
          new ObjectOf<>(
              Keys.of(
                  INTERFACE,
                  PORT,
                  CERTIFICATE,
                  PRIVATE_KEY,
                  Key.optional("username", NotYet.exceptEmpty(), "the user that the API runs as")),
              ApiKeys::socket),
          new Socket("0.0.0.0", ApiConfig.USUAL_PORT, null),
          "where the JSON API listens");

  private static final Key<String> PASSWORD =
      Key.required(
          "password",
          new Matching(Pattern.compile("[0-9a-f]{32}"), "the MD5 of the password, in hex"),
          "the MD5 of the password, in hex");

  static final Key<Map<String, String>> ACCOUNT =
      Key.of(
          "account",
          new MapOf<>(
              MOST_ACCOUNTS,
              NAME,
              NAME_IN_WORDS,
              new ObjectOf<>(Keys.of(PASSWORD), values -> values.get(PASSWORD))),
          Map.of(),
          "who may use the JSON API, by user name");

  private static final Key<String> SHA256 =
      Key.required(
          "sha256",
          new Matching(Pattern.compile("[0-9a-f]{64}"), "the SHA-256 of the token, in hex"),
          "the SHA-256 of the token, in hex");
  private static final Key<Scope> SCOPE =
      Key.of("scope", new OneOf<>(List.of(Scope.values())), Scope.READ, "what it allows");

  record Secret(String sha256, Scope scope) {}

  static final Key<Map<String, Secret>> TOKENS =
      Key.of(
          "tokens",
          new MapOf<>(
              MOST_ACCOUNTS,
              NAME,
              NAME_IN_WORDS,
              new ObjectOf<>(
                  Keys.of(SHA256, SCOPE),
                  values -> new Secret(values.get(SHA256), values.get(SCOPE)))),
          Map.of(),
          "what programs show to the JSON API instead of a login, by name");

  private ApiKeys() {}

  private static Socket socket(Values values) {
    return new Socket(
        values.get(INTERFACE),
        Math.toIntExact(values.get(PORT)),
        TlsFiles.read(values, CERTIFICATE, PRIVATE_KEY));
  }

  static ApiConfig read(Values document, Socket socket) {
    List<Token> tokens =
        document.get(TOKENS).entrySet().stream()
            .map(
                entry -> new Token(entry.getKey(), entry.getValue().sha256, entry.getValue().scope))
            .toList();
    return new ApiConfig(
        socket.bindAddress, socket.port, socket.tls, document.get(ACCOUNT), tokens);
  }
}
