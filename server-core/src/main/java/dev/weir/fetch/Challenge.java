package dev.weir.fetch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a server asks for in `WWW-Authenticate`: Basic (RFC 7617) or Digest (RFC 7616) with MD5 or
/// SHA-256. Any thread may call this.
sealed interface Challenge {
  /// The value of `Authorization`.
  String answer(String name, String password, String method, String target);

  /// The best of all that a server offers; null if there is none that we can do.
  static @Nullable Challenge strongest(Iterable<String> headers) {
    Challenge best = null;
    for (String header : headers) {
      for (Map<String, String> offer : Offers.parse(header)) {
        Challenge found = of(offer);
        if (found != null && (best == null || found.strength() > best.strength())) {
          best = found;
        }
      }
    }
    return best;
  }

  private static @Nullable Challenge of(Map<String, String> offer) {
    return switch (offer.getOrDefault(Offers.SCHEME, "")) {
      case "basic" -> new Basic();
      case "digest" -> Digest.of(offer);
      default -> null;
    };
  }

  /// More is better.
  int strength();

  /// Name and password as they are.
  record Basic() implements Challenge {
    @Override
    public String answer(String name, String password, String method, String target) {
      byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public int strength() {
      return 0;
    }
  }

  /// A hash of both, of the request and of a nonce.
  ///
  /// @param quality whether the server knows `qop=auth`
  record Digest(
      String realm,
      String nonce,
      @Nullable String opaque,
      String algorithm,
      boolean quality,
      AtomicInteger used)
      implements Challenge {
    private static final int CLIENT_NONCE_BYTES = 12;

    private static @Nullable Digest of(Map<String, String> offer) {
      String algorithm = offer.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
      String nonce = offer.get("nonce");
      if (nonce == null || !(algorithm.equals("MD5") || algorithm.equals("SHA-256"))) {
        return null;
      }
      boolean quality =
          Pattern.compile("\\s*,\\s*")
              .splitAsStream(offer.getOrDefault("qop", ""))
              .anyMatch("auth"::equalsIgnoreCase);
      return new Digest(
          offer.getOrDefault("realm", ""),
          nonce,
          offer.get("opaque"),
          algorithm,
          quality,
          new AtomicInteger());
    }

    @Override
    public int strength() {
      return algorithm.equals("MD5") ? 1 : 2;
    }

    @Override
    public String answer(String name, String password, String method, String target) {
      byte[] random = new byte[CLIENT_NONCE_BYTES];
      new SecureRandom().nextBytes(random);
      return answer(name, password, method, target, HexFormat.of().formatHex(random));
    }

    /// The same with a client nonce of the caller's.
    String answer(String name, String password, String method, String target, String clientNonce) {
      String count = HexFormat.of().toHexDigits(used.incrementAndGet());
      String secret = hash(name + ":" + realm + ":" + password);
      String request = hash(method + ":" + target);
      String middle = quality ? nonce + ":" + count + ":" + clientNonce + ":auth" : nonce;
      StringBuilder answer = new StringBuilder("Digest ");
      answer.append("username=").append(quoted(name));
      answer.append(", realm=").append(quoted(realm));
      answer.append(", nonce=").append(quoted(nonce));
      answer.append(", uri=").append(quoted(target));
      answer.append(", algorithm=").append(algorithm);
      if (quality) {
        answer.append(", qop=auth, nc=").append(count);
        answer.append(", cnonce=").append(quoted(clientNonce));
      }
      if (opaque != null) {
        answer.append(", opaque=").append(quoted(opaque));
      }
      return answer
          .append(", response=")
          .append(quoted(hash(secret + ":" + middle + ":" + request)))
          .toString();
    }

    private String hash(String text) {
      try {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }

    private static String quoted(String text) {
      return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /// Reads the header: schemes with their parameters, several of them in one line.
  final class Offers {
    static final String SCHEME = " scheme"; // no parameter has this name

    private static final Pattern PART =
        Pattern.compile(
            "\\G[\\s,]*(?:([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))"
                + "|([A-Za-z0-9_-]+)(?=\\s|,|$))");

    private static final int LONGEST = 4096;

    private Offers() {}

    static Iterable<Map<String, String>> parse(String header) {
      List<Map<String, String>> offers = new ArrayList<>();
      Matcher part = PART.matcher(header.length() > LONGEST ? "" : header);
      while (part.find()) {
        String scheme = part.group(4);
        if (scheme != null) {
          Map<String, String> offer = new HashMap<>();
          offer.put(SCHEME, scheme.toLowerCase(Locale.ROOT));
          offers.add(offer);
        } else if (!offers.isEmpty()) {
          String value =
              part.group(2) == null ? part.group(3) : part.group(2).replaceAll("\\\\(.)", "$1");
          offers.getLast().putIfAbsent(part.group(1).toLowerCase(Locale.ROOT), value);
        }
      }
      return offers;
    }
  }
}
