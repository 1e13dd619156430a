package dev.weir.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.keys.HmacKey;

/// Any text is a token that our key has not signed, or none.
class JwsFuzzTest {
  private static final OctetSequenceJsonWebKey KEY =
      new OctetSequenceJsonWebKey(new HmacKey(new byte[32]));

  @FuzzTest
  void anyText(byte[] bytes) {
    refused(new String(bytes, StandardCharsets.UTF_8));
  }

  /// The header is what a parser sees before any signature.
  @FuzzTest
  void anyHeader(byte[] bytes) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    refused(encoder.encodeToString(bytes) + ".e30.AA");
  }

  private static void refused(String text) {
    Jws.parse(text)
        .ifPresent(token -> {
          assertThat(token.keyId()).isNotNull();
          if (token.mayBeOf(KEY)) {
            assertThat(token.verified(KEY)).isEmpty();
          }
        });
  }
}
