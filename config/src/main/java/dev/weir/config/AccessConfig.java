package dev.weir.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may publish or watch because of what he shows.
///
/// @param streamKeys by the [#hash] of the key, the stream that its holder publishes
/// @param tokenKeys what tokens (RFC 7519) are checked with
public record AccessConfig(Map<String, StreamName> streamKeys, List<TokenKey> tokenKeys) {
  /// What the hash of a stream key begins with where it stands instead of the key.
  public static final String HASHED = "sha256:";

  /// Nobody.
  public static final AccessConfig NONE = new AccessConfig(Map.of(), List.of());

  /// Copies the list; takes the map as it is.
  public AccessConfig {
    tokenKeys = List.copyOf(tokenKeys);
  }

  /// What is kept of a stream key: `sha256:` and its SHA-256 in hex; what is that already stays.
  public static String hash(String key) {
    if (isHash(key)) {
      return key;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HASHED + HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static boolean isHash(String key) {
    return key.startsWith(HASHED) && key.substring(HASHED.length()).matches("[0-9a-f]{64}");
  }

  /// Whether `shown` is the secret of which `kept` was kept: the secret itself, or its [#hash]. Who
  /// shows a hash has read the configuration, and is not let in by it. Takes a time that does not
  /// depend on how many characters are right.
  static boolean fits(String shown, String kept) {
    return !isHash(shown)
        && MessageDigest.isEqual(
            hash(shown).getBytes(StandardCharsets.UTF_8),
            hash(kept).getBytes(StandardCharsets.UTF_8));
  }

  /// The stream that the holder of `key` publishes; null for what is no key. A hash is none: who
  /// has read the configuration cannot publish with it.
  public @Nullable StreamName streamOf(String key) {
    return isHash(key) ? null : streamKeys.get(hash(key));
  }

  /// Without hashes, so that it may be logged.
  @Override
  public String toString() {
    return streamKeys.size() + " stream keys, " + tokenKeys.size() + " keys of tokens";
  }
}
