package dev.weir.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ConfigDocument;
import java.util.List;
import java.util.Locale;

/// Describes the API to programs, as OpenAPI 3.1, made from the calls themselves.
public final class ApiSchema {
  private ApiSchema() {}

  /// The description.
  ///
  /// @param version of the server
  public static ObjectNode openApi(List<Call> calls, String version) {
    ObjectNode api = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    api.putObject("info").put("title", "The JSON API of Weir").put("version", version);
    ObjectNode operation = api.putObject("paths").putObject("/api2").putObject("post");
    operation.put(
        "summary",
        "Does the calls that the request has as members, in the order in which they stand here");
    body(operation.putObject("requestBody"), "Request");
    ObjectNode answer = operation.putObject("responses").putObject("200");
    body(answer.put("description", "what was asked, and what went wrong"), "Answer");
    ObjectNode components = api.putObject("components");
    ObjectNode schemas = components.putObject("schemas");
    schemas.set("Request", request(calls));
    schemas.set("Answer", answer());
    schemas.set("Configuration", ConfigDocument.schemaJson());
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    return api;
  }

  private static void body(ObjectNode owner, String schema) {
    owner
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + schema);
  }

  private static ObjectNode request(List<Call> calls) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode members = schema.putObject("properties");
    members
        .putObject("authorize")
        .put("type", "object")
        .put("description", "username, and md5(md5(password) + challenge) as password");
    members.putObject("minimal").put("description", "there: only what is asked is answered");
    for (Call call : calls) {
      ObjectNode member = call.request().schema();
      member.put("description", call.meaning());
      member.put("x-scope", call.scope().name().toLowerCase(Locale.ROOT));
      members.set(call.member(), member);
    }
    return schema;
  }

  private static ObjectNode answer() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode members = schema.putObject("properties");
    members.putObject("LTS").put("const", 1);
    members.putObject("authorize").put("type", "object");
    ObjectNode error = members.putObject("errors").put("type", "array").putObject("items");
    ObjectNode parts = error.put("type", "object").putObject("properties");
    for (String part : List.of("member", "value", "reason")) {
      parts.putObject(part).put("type", "string");
    }
    return schema;
  }
}
