package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiSocketTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Server server;
  private final ApiClient api;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  ApiSocketTest() throws IOException {
    server = Servers.withDefaults();
    api = new ApiClient(server);
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    api.close();
    server.close();
  }

  @Test
  void tellsOfStreamsAsTheyChange() {
    open("/ws?streams=1&logs=5");
    await("[\"auth\",true]");
    api.ask("{'addstream':{'demo2':{'source':'demo:','always_on':true}}}");
    await("[\"stream\",[\"demo2\",4,0,1,0,\"\"]]");
    api.ask("{'deletestream':'demo2'}");
    await("[\"stream\",[\"demo2\",0,0,0,0,\"\"]]");
  }

  @Test
  void wantsALoginFromStrangers() {
    api.ask("{'addaccount':{'username':'ops','password':'pw'}}");
    WebSocket socket = open("/ws?logs=1", "X-Real-IP", "192.0.2.7");
    await("[\"auth\",false]");
    socket.sendText("nonsense", true).join();
    Await.until("a challenge", LIMIT, () -> heard.size() == 2);
    String challenge = ApiClient.parsed(heard.get(1)).path(1).path("challenge").textValue();
    String digest = ApiLoginTest.md5(ApiLoginTest.md5("pw") + challenge);
    socket
        .sendText("[\"auth\",{\"username\":\"ops\",\"password\":\"" + digest + "\"}]", true)
        .join();
    await("[\"auth\",{\"status\":\"OK\"}]");
  }

  @Test
  void keepsOutPagesOfStrangers() {
    open("/ws?logs=1", "Origin", "https://evil.example");
    await("[\"auth\",false]");
  }

  @Test
  void isForWebSocketsOnly() {
    assertThat(api.get("/ws?", "{}").statusCode()).isEqualTo(426);
  }

  @Test
  void describesItselfToPrograms() {
    JsonNode schema = ApiClient.parsed(api.get("/api/schema?", "{}").body());
    assertThat(schema.path("openapi").textValue()).isEqualTo("3.1.0");
    JsonNode request = schema.path("components").path("schemas").path("Request").path("properties");
    assertThat(request.path("addstream").path("type").path(0).textValue()).isEqualTo("object");
    assertThat(request.path("config_backup").path("x-scope").textValue()).isEqualTo("admin");
    assertThat(schema.path("components").path("schemas").path("Configuration").has("properties"))
        .isTrue();
  }

  private void await(String message) {
    Await.until(message + " among " + heard, LIMIT, () -> heard.contains(message));
  }

  private WebSocket open(String path, String... header) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    for (int i = 0; i < header.length; i += 2) {
      builder.header(header[i], header[i + 1]);
    }
    URI uri = URI.create(api.uri(path).toString().replace("http:", "ws:"));
    return builder.buildAsync(uri, new Hearing(heard)).join();
  }
}
