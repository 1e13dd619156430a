package dev.weir.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a TLS listener shows and proves.
///
/// @param certificate a PEM file with the server's certificate, then those between it and the root
/// @param key a PEM file with the private key
public record TlsFiles(Path certificate, Path key) {
  /// What two optional keys say; null if neither is set.
  static @Nullable TlsFiles read(Values values, Key<String> certificate, Key<String> key) {
    String chain = values.get(certificate);
    String secret = values.get(key);
    if (chain.isEmpty() != secret.isEmpty()) {
      values.problem(secret.isEmpty() ? key : certificate, "missing; TLS needs both cert and key");
    }
    return chain.isEmpty() ? null : new TlsFiles(Path.of(chain), Path.of(secret));
  }
}
