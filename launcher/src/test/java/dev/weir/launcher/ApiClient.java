package dev.weir.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// Asks the API of a server, as a program would.
final class ApiClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Server server;

  ApiClient(Server server) {
    this.server = server;
  }

  /// The answer to `command`, minimal; single quotes stand for double ones.
  JsonNode ask(String command, String... headers) {
    return parsed(post("/api2", "application/json", command.replace('\'', '"'), headers).body());
  }

  /// The answer to `command` as a URL variable of `path`, whole.
  HttpResponse<String> get(String path, String command, String... headers) {
    String query = URLEncoder.encode(command.replace('\'', '"'), StandardCharsets.UTF_8);
    return send(HttpRequest.newBuilder(uri(path + "command=" + query)), headers);
  }

  HttpResponse<String> post(String path, String type, String body, String... headers) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create(server.apiEndpoint() + path);
  }

  /// What a test expects; single quotes stand for double ones.
  static JsonNode json(String text) {
    return parsed(text.replace('\'', '"'));
  }

  /// What a server said.
  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
