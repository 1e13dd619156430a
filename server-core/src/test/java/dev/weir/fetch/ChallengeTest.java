package dev.weir.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  private static final String REST =
      " realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
          + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
          + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
  private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  @Test
  void answersDigestAsTheExampleOfRfc7616() {
    assertThat(answer("Digest algorithm=MD5," + REST))
        .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"")
        .contains("nc=00000001")
        .contains("opaque=\"FQhe/");
    assertThat(answer("Digest algorithm=SHA-256," + REST))
        .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
  }

  private static String answer(String header) {
    Challenge.Digest digest = (Challenge.Digest) strongest(header);
    return digest.answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", CLIENT_NONCE);
  }

  @Test
  void answersBasic() {
    Challenge basic = strongest("Basic realm=\"x\", charset=\"UTF-8\"");
    assertThat(basic).isInstanceOf(Challenge.Basic.class);
    assertThat(basic.answer("Aladdin", "open sesame", "GET", "/"))
        .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void takesTheStrongestOfSeveral() {
    assertThat(
            Challenge.strongest(
                List.of(
                    "Basic realm=\"a, b\", Digest realm=\"r\", nonce=\"n\", algorithm=MD5",
                    "Digest realm=r, nonce=\"n2\", algorithm=SHA-256",
                    "Negotiate")))
        .isInstanceOfSatisfying(
            Challenge.Digest.class, digest -> assertThat(digest.nonce()).isEqualTo("n2"));
  }

  @Test
  void offersThatCannotBeAnsweredAreNone() {
    assertThat(Challenge.strongest(List.of("Digest realm=\"r\"", "Bearer", "", "\u0000=,,,\"")))
        .isNull();
    assertThat(Challenge.strongest(List.of("Digest " + "a=b,".repeat(100_000)))).isNull();
  }

  @Test
  void quotesWhatCouldEndTheHeader() {
    Challenge digest = strongest("Digest realm=\"a\\\"b\", nonce=\"n\", qop=auth");
    assertThat(digest.answer("u\"x", "p", "GET", "/"))
        .contains("username=\"u\\\"x\"")
        .contains("realm=\"a\\\"b\"");
  }

  private static Challenge strongest(String header) {
    return Objects.requireNonNull(Challenge.strongest(List.of(header)));
  }
}
