package dev.weir.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the JSON API listens and who may use it.
///
/// @param bindAddress the address to bind; `0.0.0.0` means all addresses of both families
/// @param port of HTTP, and of UDP on loopback; 0 lets the system choose
/// @param tls what HTTP is encrypted with; null for plain HTTP
/// @param accounts the MD5 of each user's password in hex, which is what the login of the API needs
/// @param tokens what programs show instead of a login
public record ApiConfig(
    String bindAddress,
    int port,
    @Nullable TlsFiles tls,
    Map<String, String> accounts,
    List<Token> tokens) {
  /// The port unless another is set.
  public static final int USUAL_PORT = 4242;

  /// What somebody may do; each contains those before it.
  public enum Scope {
    /// See what goes on, without secrets.
    READ,
    /// Steer streams, pushes and sessions, too.
    CONTROL,
    /// Change everything, accounts included.
    ADMIN
  }

  /// A token that was given out; the token itself is kept nowhere.
  ///
  /// @param name what the operator calls it
  /// @param sha256 of the token, in hex
  /// @param scope what it allows
  public record Token(String name, String sha256, Scope scope) {}

  /// Copies the list; takes the map as it is.
  public ApiConfig {
    tokens = List.copyOf(tokens);
  }

  /// The same on another port.
  public ApiConfig withPort(int newPort) {
    return new ApiConfig(bindAddress, newPort, tls, accounts, tokens);
  }

  /// Without hashes, so that it may be logged.
  @Override
  public String toString() {
    return bindAddress + ":" + port + " for " + accounts.keySet();
  }
}
