package dev.weir.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.AccessConfig;
import dev.weir.config.ConfigDocument;
import dev.weir.config.StreamName;
import dev.weir.token.TokenResult.Invalid;
import dev.weir.token.TokenResult.Unknown;
import dev.weir.token.TokenResult.Valid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
  private static final long NOW = 1_800_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final Tokens tokens =
      new Tokens(
          () -> this.access, Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC), nanos::get);
  private AccessConfig access = AccessConfig.NONE; // set by each test

  @AfterEach
  void close() {
    tokens.close();
  }

  @Test
  void takesTokensOfEachKindOfKey() throws Exception {
    for (SignedTokens signer :
        new SignedTokens[] {
          SignedTokens.hmac("a"),
          SignedTokens.rsa("b"),
          SignedTokens.curve("c"),
          SignedTokens.hmac("")
        }) {
      trust("[" + signer.jwk() + "]");
      TokenResult result = tokens.checkNow(signer.sign("{'sub':'live','exp':" + (NOW + 60) + "}"));
      assertThat(result).isInstanceOf(Valid.class);
      assertThat(((Valid) result).isFor(new StreamName("live", "cam"))).isTrue();
      assertThat(((Valid) result).isFor(new StreamName("other", ""))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'exp':1799999989} | it has expired",
        "{'exp':1799999995} | ",
        "{'exp':'soon'} | its exp is no number",
        "{'nbf':1800000070} | it does not hold yet",
        "{'nbf':1800000005} | ",
        "{'iss':'else'} | it is from another issuer",
        "{'iss':'us','aud':'them'} | it is for another audience",
        "{'iss':'us','aud':['them','weir']} | ",
      })
  void checksTheClaims(String claims, String sentence) throws Exception {
    SignedTokens signer = SignedTokens.hmac("a");
    String rights =
        claims.contains("aud")
            ? "{\"iss\":\"us\",\"aud\":\"weir\"}"
            : claims.contains("iss") ? "{\"iss\":\"us\"}" : "{}";
    trust("[[" + signer.jwk() + "," + rights + "]]");
    TokenResult result = tokens.checkNow(signer.sign(claims));
    if (sentence == null) {
      assertThat(result).isInstanceOf(Valid.class);
    } else {
      assertThat(result).isInstanceOf(Invalid.class);
      assertThat(((Invalid) result).sentence()).isEqualTo(sentence);
    }
  }

  @Test
  void theSubjectIsAStreamUnlessTheKeyIsSaidToSignForUsers() throws Exception {
    SignedTokens signer = SignedTokens.hmac("a");
    trust("[" + signer.jwk() + "]");
    Valid stream = (Valid) tokens.checkNow(signer.sign("{'sub':'olga'}"));
    assertThat(stream.isFor(new StreamName("live", ""))).isFalse();
    trust("[[" + signer.jwk() + ",{\"user\":true}]]");
    Valid user = (Valid) tokens.checkNow(signer.sign("{'sub':'olga'}"));
    assertThat(user.isFor(new StreamName("live", ""))).isTrue();
    assertThat(user.stream()).isEmpty();
  }

  @Test
  void saysHowLongATokenIsTooEarly() throws Exception {
    SignedTokens signer = SignedTokens.hmac("a");
    trust("[" + signer.jwk() + "]");
    assertThat(tokens.checkNow(signer.sign("{'nbf':" + (NOW + 100) + "}")))
        .isEqualTo(new Invalid("it does not hold yet", 100 - Claims.LEEWAY_SECONDS));
  }

  @Test
  void refusesATokenForSomebodyElseWhoIsNotNamed() throws Exception {
    SignedTokens signer = SignedTokens.hmac("a");
    trust("[" + signer.jwk() + "]");
    assertThat(tokens.checkNow(signer.sign("{'aud':'shop'}"))).isInstanceOf(Invalid.class);
  }

  @Test
  void knowsNothingOfWhatItsKeysDidNotSign() throws Exception {
    SignedTokens ours = SignedTokens.hmac("a");
    trust("[" + ours.jwk() + "]");
    String token = ours.sign("{'sub':'live'}");
    String forged = token.substring(0, token.lastIndexOf('.')) + ".AAAA";
    for (String other :
        new String[] {
          SignedTokens.hmac("a").sign("{}"),
          SignedTokens.rsa("a").sign("{}"),
          forged,
          "a.b.c",
          "",
          "eyJ.eyJ.x",
          token.replace('.', ':'),
          "ey" + "a".repeat(10_000) + ".a.a"
        }) {
      assertThat(tokens.checkNow(other)).as(other).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void takesNoTokenWithoutASignature() throws Exception {
    SignedTokens ours = SignedTokens.rsa("a");
    trust("[" + ours.jwk() + "]");
    String none = part("{\"alg\":\"none\",\"kid\":\"a\"}") + "." + part("{\"sub\":\"live\"}") + ".";
    assertThat(tokens.checkNow(none)).isInstanceOf(Unknown.class);
    assertThat(tokens.checkNow(none + "AA")).isInstanceOf(Unknown.class);
  }

  @Test
  void theKeySaysTheAlgorithm() throws Exception {
    SignedTokens ours = SignedTokens.rsa("a");
    ours.key().setAlgorithm("RS512");
    trust("[" + ours.jwk() + "]");
    assertThat(tokens.checkNow(ours.sign("{}"))).isInstanceOf(Unknown.class);
    assertThat(tokens.checkNow(new SignedTokens(ours.key(), "RS512").sign("{}")))
        .isInstanceOf(Valid.class);
    ours.key().setAlgorithm(null);
    ours.key().setUse("enc");
    trust("[" + ours.jwk() + "]");
    assertThat(tokens.checkNow(ours.sign("{}"))).isInstanceOf(Unknown.class);
  }

  @Test
  void fetchesPublishedKeysAndKeepsThemAsLongAsTheAnswerSays() throws Exception {
    SignedTokens first = SignedTokens.curve("first");
    SignedTokens second = SignedTokens.curve("second");
    try (Publisher publisher = new Publisher()) {
      publisher.keys = "{\"keys\":[" + first.jwk() + ",{\"kty\":\"new\"}]}";
      trust("[\"" + publisher.url("/discovery") + "\"]");
      String claims = "{'iss':'http://issuer/','sub':'live'}";
      assertThat(tokens.checkNow(first.sign(claims))).isInstanceOf(Valid.class);
      assertThat(tokens.checkNow(first.sign("{'iss':'http://else/'}"))).isInstanceOf(Invalid.class);
      assertThat(publisher.asked).hasValue(1);
      assertThat(tokens.checkNow(second.sign(claims))).isInstanceOf(Unknown.class);
      assertThat(publisher.asked).as("asked a moment ago").hasValue(1);
      publisher.keys = "{\"keys\":[" + second.jwk() + "]}";
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
      assertThat(tokens.checkNow(second.sign(claims))).isInstanceOf(Valid.class);
      assertThat(publisher.asked).hasValue(2);
      publisher.keys = "nothing";
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(301));
      assertThat(tokens.checkNow(second.sign(claims)))
          .as("the last answer")
          .isInstanceOf(Valid.class);
      nanos.addAndGet(PublishedKeys.STALE_NANOS);
      assertThat(tokens.checkNow(second.sign(claims))).isInstanceOf(Unknown.class);
    }
  }

  private void trust(String keys) throws Exception {
    access = ConfigDocument.parse("{\"jwks\":" + keys + "}").config().access();
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /// An identity provider.
  private static final class Publisher implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String keys = "{}"; // set by the test

    Publisher() throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/discovery",
          exchange ->
              answer(
                  exchange,
                  "{\"issuer\":\"http://issuer/\",\"jwks_uri\":\"" + url("/keys") + "\"}"));
      server.createContext(
          "/keys",
          exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=300");
            answer(exchange, keys);
          });
      server.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
      try (exchange) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }

    String url(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
