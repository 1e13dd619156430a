package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may call the API, over HTTP; a header of a proxy makes this machine a stranger.
class ApiLoginTest {
  private static final String[] STRANGER = {"X-Real-IP", "192.0.2.7"};

  private final Server server;
  private final ApiClient api;

  ApiLoginTest() throws IOException {
    server = Servers.withDefaults();
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @Test
  void makesTheFirstAccountAndNoSecond() {
    assertThat(api.ask("{'version':1}", STRANGER))
        .isEqualTo(ApiClient.json("{'LTS':1,'authorize':{'status':'NOACC'}}"));
    String make = "{'authorize':{'new_username':'ops','new_password':'pw'},'version':1}";
    assertThat(api.ask(make, STRANGER))
        .isEqualTo(ApiClient.json("{'LTS':1,'authorize':{'status':'ACC_MADE'}}"));
    String second = make.replace("ops", "eve");
    assertThat(status(api.ask(second, STRANGER))).isEqualTo("CHALL");
    assertThat(api.ask("{'accounts':1}").path("accounts")).hasToString("[\"ops\"]");
    assertThat(api.ask("{'config_backup':1}").toString()).doesNotContain("pw").contains(md5("pw"));
  }

  @Test
  void letsInWhoAnswersTheChallengeAndRemembersTheConnection() {
    makeAccount();
    JsonNode refused =
        api.ask("{'version':1,'authorize':{'username':'ops','password':''}}", STRANGER);
    assertThat(refused.has("version")).isFalse();
    String challenge = refused.path("authorize").path("challenge").textValue();
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    assertThat(challenge)
        .isEqualTo(
            md5(
                today.getDayOfMonth()
                    + "-"
                    + (today.getMonthValue() - 1)
                    + "-"
                    + today.getYear()
                    + "192.0.2.7"));
    JsonNode in = api.ask(login("ops", "pw", challenge), STRANGER);
    assertThat(in.path("authorize")).isEqualTo(ApiClient.json("{'status':'OK'}"));
    assertThat(in.has("version")).isTrue();
    assertThat(status(api.ask("{}", STRANGER))).as("same connection").isEqualTo("OK");
    api.ask("{'logout':1}", STRANGER);
    assertThat(status(api.ask("{}", STRANGER))).isEqualTo("CHALL");
  }

  @Test
  void takesTheLoginInAHeaderToo() {
    makeAccount();
    String challenge = api.ask("{}", STRANGER).path("authorize").path("challenge").textValue();
    String digest = md5(md5("pw") + challenge);
    assertThat(
            status(
                api.ask(
                    "{}",
                    "X-Real-IP",
                    "192.0.2.7",
                    "Authorization",
                    "json {\"username\":\"ops\",\"password\":\"" + digest + "\"}")))
        .isEqualTo("OK");
    api.ask("{'logout':1}", STRANGER);
    HttpResponse<String> refused =
        api.post(
            "/api2",
            "application/json",
            "{}",
            "X-Real-IP",
            "192.0.2.8",
            "Authorization",
            "json {\"username\":\"ops\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("json {\"status\":\"CHALL\"");
  }

  @Test
  void letsOneAddressFailOnlySoOften() {
    makeAccount();
    String challenge = api.ask("{}", STRANGER).path("authorize").path("challenge").textValue();
    for (int i = 0; i < 6; i++) {
      assertThat(status(api.ask(login("ops", "wrong", challenge), STRANGER))).isEqualTo("CHALL");
    }
    JsonNode blocked = api.ask(login("ops", "pw", challenge), STRANGER);
    assertThat(status(blocked)).as("right, but too late").isEqualTo("CHALL");
    assertThat(blocked.path("authorize").path("error").textValue()).contains("try again in");
    String elsewhere =
        api.ask("{}", "X-Real-IP", "192.0.2.9").path("authorize").path("challenge").textValue();
    assertThat(status(api.ask(login("ops", "pw", elsewhere), "X-Real-IP", "192.0.2.9")))
        .isEqualTo("OK");
    assertThat(api.ask("{'log':1}").path("log").toString()).doesNotContain(challenge);
  }

  @Test
  void takesTokensWithinTheirScopes() {
    String read = token("read");
    String control = token("control");
    String admin = token("admin");
    api.ask("{'addstream':{'cam':{'source':'push://@hunter2'}}}");
    JsonNode seen = withToken(read, "{'streams':1,'addstream':{'x':{'source':'push://'}}}");
    assertThat(seen.path("streams").path("cam").path("source").textValue()).isEqualTo("push://@…");
    assertThat(seen.path("errors").path(0).path("reason").textValue())
        .isEqualTo("needs a token of scope control");
    assertThat(withToken(read, "{'streams':{}}").has("errors")).isTrue();
    assertThat(withToken(read, "{'config':{'debug':5}}").has("errors")).isTrue();
    assertThat(withToken(control, "{'addstream':{'x':{'source':'push://'}}}").has("errors"))
        .isFalse();
    assertThat(withToken(control, "{'config_backup':1}").has("errors")).isTrue();
    // Handlers may be anywhere, on this machine and beside it: only who may do everything sets
    // them.
    String handler = "[{'handler':'http://169.254.169.254/latest/'}]";
    assertThat(
            withToken(control, "{'config':{'triggers':{'USER_NEW':" + handler + "}}}")
                .path("errors")
                .path(0)
                .path("reason")
                .textValue())
        .isEqualTo("changes need a token of scope admin");
    assertThat(withToken(control, "{'deletestreamsource':'live'}").has("errors")).isTrue();
    assertThat(api.ask("{'config':1}").path("config").path("triggers")).isEmpty();
    assertThat(api.ask("{'streams':1}").path("streams").has("live")).isTrue();
    assertThat(withToken(admin, "{'config_backup':1}").toString())
        .contains("hunter2")
        .doesNotContain(admin);
    api.ask("{'deletetoken':'read'}");
    assertThat(
            api.post("/api2", "application/json", "{}", "Authorization", "Bearer " + read)
                .statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Referer, https://evil.example/page",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "X-Forwarded-For, 192.0.2.1",
    "X-Real-IP, 127.0.0.1",
    "Forwarded, for=192.0.2.1"
  })
  void givesRequestsOfStrangersPagesAndOfProxiesNoStanding(String header, String value) {
    String body = "command={\"addstream\":{\"evil\":{\"source\":\"push://\"}},\"minimal\":1}";
    HttpResponse<String> answer = api.post("/api", "text/plain", body, header, value);
    assertThat(status(ApiClient.parsed(answer.body()))).isNotEqualTo("OK");
    assertThat(api.ask("{'streams':1}").path("streams").has("evil")).isFalse();
    String own = server.apiEndpoint();
    assertThat(status(api.ask("{}", "Origin", own, "Sec-Fetch-Site", "same-origin")))
        .isEqualTo("OK");
  }

  @Test
  void showsAStrangersPageNothingOnAConnectionThatIsLoggedIn() {
    makeAccount();
    String challenge = api.ask("{}", STRANGER).path("authorize").path("challenge").textValue();
    api.ask(login("ops", "pw", challenge), STRANGER);
    assertThat(status(api.ask("{}", "X-Real-IP", "192.0.2.7", "Origin", "https://evil.example")))
        .isEqualTo("CHALL");
  }

  @Test
  void escapesWhatStrangersCallThemselvesInTheLog() {
    makeAccount();
    JsonNode answer =
        api.ask("{'authorize':{'username':'<b>\\nx','password':'0'},'version':1}", STRANGER);
    assertThat(status(answer)).isEqualTo("CHALL");
    assertThat(answer.has("version")).isFalse();
  }

  private void makeAccount() {
    api.ask("{'addaccount':{'username':'ops','password':'pw'}}");
  }

  private String token(String scope) {
    return api.ask("{'addtoken':{'name':'" + scope + "','scope':'" + scope + "'}}")
        .path("addtoken")
        .path("token")
        .textValue();
  }

  private JsonNode withToken(String token, String command) {
    return api.ask(command, "X-Real-IP", "192.0.2.7", "Authorization", "Bearer " + token);
  }

  private static String login(String user, String password, String challenge) {
    return "{'authorize':{'username':'%s','password':'%s'},'version':1}"
        .formatted(user, md5(md5(password) + challenge));
  }

  private static String status(JsonNode answer) {
    return answer.path("authorize").path("status").textValue();
  }

  static String md5(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
