package dev.weir.session;

import dev.weir.config.SessionConfig;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What visits of one session have in common. Parts that the mode does not look at are empty.
record SessionKey(
    SessionKind kind,
    boolean information,
    boolean asOf2017,
    String stream,
    String host,
    String token,
    String credentials,
    String connector) {

  static SessionKey of(VisitRequest visit, SessionConfig config) {
    int mode =
        switch (visit.kind()) {
          case VIEWER -> config.viewerMode();
          case INPUT -> config.inputMode();
          case OUTPUT -> config.outputMode();
          case UNSPECIFIED -> config.unspecifiedMode();
        };
    boolean asOf2017 = mode == SessionConfig.AS_OF_2017;
    int bits = asOf2017 ? 15 : mode;
    boolean token = (bits & SessionConfig.TOKEN) != 0;
    return new SessionKey(
        visit.kind(),
        visit.information(),
        asOf2017,
        (bits & SessionConfig.STREAM) == 0 ? "" : visit.stream().full(),
        (bits & SessionConfig.ADDRESS) == 0 ? "" : visit.host(),
        token ? visit.token() : "",
        token && !asOf2017 ? visit.credentials() : "",
        (bits & SessionConfig.PROTOCOL) == 0 ? "" : visit.connector());
  }

  /// The id that is shown everywhere: 64 hexadecimal digits, 32 in the mode of 2017, after a letter
  /// for what is no viewer.
  String id(InetAddress address) {
    MessageDigest digest = digest(asOf2017 ? "MD5" : "SHA-256");
    digest.update(stream.getBytes(StandardCharsets.UTF_8));
    if (!host.isEmpty()) {
      digest.update(sixteenBytes(address));
    }
    digest.update(token.getBytes(StandardCharsets.UTF_8));
    digest.update(credentials.getBytes(StandardCharsets.UTF_8));
    digest.update(connector.getBytes(StandardCharsets.UTF_8));
    if (information) {
      digest.update((byte) '?');
    }
    return kind.prefix() + HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] sixteenBytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16]; // RFC 4291 2.5.5.2
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
