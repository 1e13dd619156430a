package dev.weir.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hashes in hex, and how they are compared.
final class Digests {
  private Digests() {}

  /// What the login of the API is made of, since its clients know nothing else.
  static String md5(String text) {
    return hex("MD5", text);
  }

  static String sha256(String text) {
    return hex("SHA-256", text);
  }

  /// In a time that does not depend on how much is the same.
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(String algorithm, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
