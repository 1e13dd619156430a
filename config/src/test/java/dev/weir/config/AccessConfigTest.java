package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.config.TokenKey.Rights;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessConfigTest {
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void knowsAStreamKeyByItsHash() throws ConfigException {
    String hash = AccessConfig.hash("tulip");
    AccessConfig access = read("{'streamkeys':{'" + hash + "':'live','crocus':'Live+bob'}}");
    assertThat(hash).matches("sha256:[0-9a-f]{64}");
    assertThat(access.streamOf("tulip")).isEqualTo(new StreamName("live", ""));
    assertThat(access.streamOf("crocus")).isEqualTo(new StreamName("live", "bob"));
    assertThat(access.streamOf("rose")).isNull();
    assertThat(access.streamOf(hash)).as("the hash opens nothing").isNull();
    assertThat(access.toString()).doesNotContain("crocus").doesNotContain(hash);
  }

  @Test
  void readsKeysOfTokensWithTheirRights() throws ConfigException {
    AccessConfig access =
        read(
            "{'jwks':[{'kty':'oct','kid':'a','k':'"
                + SECRET
                + "'},"
                + "['https://id.example.org/keys',"
                + " {'input':false,'stream':'vip+','user':1,'iss':'i','aud':'weir','stay':1}]]}");
    assertThat(access.tokenKeys()).hasSize(2);
    assertThat(access.tokenKeys().getFirst().rights()).isEqualTo(Rights.USUAL);
    assertThat(access.tokenKeys().getFirst().toString()).doesNotContain(SECRET);
    Rights vip = new Rights(false, true, false, "vip+", true, "i", "weir", true);
    assertThat(access.tokenKeys().getLast())
        .isEqualTo(new TokenKey.Published(URI.create("https://id.example.org/keys"), vip));
    assertThat(vip.areFor(new StreamName("vip", "a"))).isTrue();
    assertThat(vip.areFor(new StreamName("vip", ""))).isFalse();
    assertThat(vip.areFor(new StreamName("other", "a"))).isFalse();
    assertThat(Rights.USUAL.areFor(new StreamName("other", "a"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'streamkeys':{'a':''}} | streamkeys[0]: is no name of a stream",
        "{'streamkeys':{'':'live'}} | streamkeys[0]: the key is not 1 to 200 characters without"
            + " control characters",
        "{'streamkeys':{'tulip':'live','sha256:"
            + "eec8b3b87f96c0d6d81a21ee77c4f2b8eb9afb82b9d4a1c5ea0d0ae5ea3d9a9a':3}} |"
            + " streamkeys[1]: 3 is not legal here; legal: text",
        "{'jwks':['ftp://x/']} | jwks[0]: \"ftp://x/\" is not http(s)://HOST/…",
        "{'jwks':[{'kty':'OKP'}]} | jwks[0]: kty is not legal here; legal: oct, RSA, EC",
        "{'jwks':[{'kty':'RSA','n':'x'}]} | jwks[0]: e is missing",
        "{'jwks':[{'kty':'RSA','n':'x','e':'AQAB','d':'y'}]} | jwks[0]: is a private key; the"
            + " public one is needed",
        "{'jwks':[{'kty':'oct','k':'c2hvcnQ'}]} | jwks[0]: k has 5 bytes; legal: 32 or more",
        "{'jwks':[{'kty':'oct','k':'!'}]} | jwks[0]: k is not written in base64url",
        "{'jwks':[['http://x/',{'imput':1}]]} | jwks[0][1].imput: unknown; did you mean \"input\"?",
        "{'jwks':[[]]} | jwks[0]: a list of 0 is not legal here; legal: a JWK, the URL of a set of"
            + " them, or a list of one of these and what such tokens allow"
      })
  void refusesWhatCannotWork(String json, String problem) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(json))
        .withMessage(problem);
  }

  @Test
  void keepsOneKeyForOneStream() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> read("{'streamkeys':{'a':'live','" + AccessConfig.hash("a") + "':'other'}}"))
        .withMessage("streamkeys[1]: the key stands here twice");
  }

  @Test
  void aPasswordMayBeKeptAsItsHash() throws ConfigException {
    InetAddress anywhere = InetAddress.ofLiteral("192.0.2.1");
    String hash = AccessConfig.hash("a long secret");
    for (String kept : new String[] {"a long secret", hash}) {
      StreamSource.Push push =
          (StreamSource.Push) StreamSource.parse("push://10.0.0.0/8@" + kept).orElseThrow();
      assertThat(push.allows(anywhere, "a long secret")).as(kept).isTrue();
      assertThat(push.allows(anywhere, "another")).isFalse();
      assertThat(push.allows(anywhere, hash)).as("the hash itself is no password").isFalse();
      assertThat(push.allows(anywhere, "")).isFalse();
      assertThat(push.toString()).doesNotContain("secret").doesNotContain("sha256");
    }
  }

  private static AccessConfig read(String json) throws ConfigException {
    return ConfigDocument.parse(json.replace('\'', '"')).config().access();
  }
}
