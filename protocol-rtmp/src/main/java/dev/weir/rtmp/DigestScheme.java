package dev.weir.rtmp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Where the digest lies in C1 and S1 of the handshake that players since Flash 9 use, and how it
/// is made; the public specification does not know it.
///
/// ```
/// 0        4         8                  772                1536
/// | time   | version | half with the digest in scheme FIRST  | half … in scheme SECOND |
///                     \_ 4 bytes whose sum mod 728 says where in the rest of the half
/// ```
enum DigestScheme {
  FIRST(8),
  SECOND(772);

  static final int PACKET_BYTES = 1536;
  static final int DIGEST_BYTES = 32;

  // Both keys end in the same 32 bytes; digests of C1 and S1 are made with the ASCII part alone.
  private static final byte[] TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

  private final int halfAt;

  DigestScheme(int halfAt) {
    this.halfAt = halfAt;
  }

  /// Which side signs.
  enum Signer {
    PLAYER("Genuine Adobe Flash Player 001"),
    SERVER("Genuine Adobe Flash Media Server 001");

    private final String words;

    Signer(String words) {
      this.words = words;
    }

    private byte[] shortKey() {
      return words.getBytes(US_ASCII);
    }

    private byte[] longKey() {
      byte[] key = Arrays.copyOf(shortKey(), words.length() + TAIL.length);
      put(TAIL, key, words.length());
      return key;
    }
  }

  /// The scheme by which `signer` signed this C1 or S1, if it did.
  static Optional<DigestScheme> of(byte[] packet, Signer signer) {
    return Arrays.stream(values())
        .filter(
            scheme -> MessageDigest.isEqual(scheme.digest(packet, signer), scheme.found(packet)))
        .findFirst();
  }

  /// Writes the digest into a C1 or S1 that is otherwise complete.
  void sign(byte[] packet, Signer signer) {
    put(digest(packet, signer), packet, digestAt(packet));
  }

  /// The digest that the packet carries where this scheme has it.
  byte[] found(byte[] packet) {
    int at = digestAt(packet);
    return Arrays.copyOfRange(packet, at, at + DIGEST_BYTES);
  }

  /// Writes the last 32 bytes of a C2 or S2 that answers the packet with `digest`.
  static void signAnswer(byte[] answer, byte[] digest, Signer signer) {
    put(answerSignature(answer, digest, signer), answer, PACKET_BYTES - DIGEST_BYTES);
  }

  /// Whether a C2 or S2 is signed by `signer` for the packet with `digest`.
  static boolean isAnswer(byte[] answer, byte[] digest, Signer signer) {
    return MessageDigest.isEqual(
        answerSignature(answer, digest, signer),
        Arrays.copyOfRange(answer, PACKET_BYTES - DIGEST_BYTES, PACKET_BYTES));
  }

  private static byte[] answerSignature(byte[] answer, byte[] digest, Signer signer) {
    Mac mac = hmac(hmac(signer.longKey()).doFinal(digest));
    mac.update(answer, 0, PACKET_BYTES - DIGEST_BYTES);
    return mac.doFinal();
  }

  private int digestAt(byte[] packet) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += packet[halfAt + i] & 0xFF;
    }
    return halfAt + 4 + sum % 728;
  }

  private byte[] digest(byte[] packet, Signer signer) {
    int at = digestAt(packet);
    Mac mac = hmac(signer.shortKey());
    mac.update(packet, 0, at);
    mac.update(packet, at + DIGEST_BYTES, PACKET_BYTES - at - DIGEST_BYTES);
    return mac.doFinal();
  }

  private static void put(byte[] bytes, byte[] into, int at) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
