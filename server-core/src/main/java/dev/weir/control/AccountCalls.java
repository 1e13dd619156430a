package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ApiConfig.Token;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// The calls about who may call: accounts for people, tokens for programs.
public final class AccountCalls {
  private static final int TOKEN_BYTES = 32;

  private final ConfigStore store;
  private final SecureRandom random = new SecureRandom();

  /// @param store holds accounts and tokens, hashed
  public AccountCalls(ConfigStore store) {
    this.store = store;
  }

  /// All of them.
  public List<Call> calls() {
    return List.of(
        Call.admin(
            "addaccount",
            Request.OBJECT,
            "makes an account, or changes its password: {username, password}",
            this::addAccount),
        Call.admin("deleteaccount", Request.NAMES, "deletes accounts", this::deleteAccounts),
        Call.admin("accounts", Request.ANY, "the names of all users", (_, reply) -> users(reply)),
        Call.admin(
            "addtoken",
            Request.OBJECT,
            "makes a token and shows it once: {name, scope}, where scope is read, control or admin",
            this::addToken),
        Call.admin("deletetoken", Request.NAMES, "makes tokens worthless", this::deleteTokens),
        Call.admin(
            "tokens", Request.ANY, "name and scope of all tokens", (_, reply) -> tokens(reply)));
  }

  private void users(Reply reply) {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    store.config().api().accounts().keySet().forEach(names::add);
    reply.put(names);
  }

  private void addAccount(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    String user = text(request, "username");
    String password = text(request, "password");
    store.change(json ->
        json.withObjectProperty("account").putObject(user).put("password", Digests.md5(password)));
    reply.changed("account " + user + " made or changed");
    users(reply);
  }

  private void deleteAccounts(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    if (store.change(json -> json.withObjectProperty("account").remove(names))) {
      reply.changed("accounts deleted: " + String.join(", ", names));
    }
    users(reply);
  }

  private void tokens(Reply reply) {
    ObjectNode tokens = JsonNodeFactory.instance.objectNode();
    for (Token token : store.config().api().tokens()) {
      tokens.putObject(token.name()).put("scope", word(token.scope()));
    }
    reply.put(tokens);
  }

  private void addToken(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    String name = text(request, "name");
    String scope = request.path("scope").asText(word(Scope.READ));
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    store.change(json ->
        json.withObjectProperty("tokens")
            .putObject(name)
            .put("sha256", Digests.sha256(token))
            .put("scope", scope));
    reply.changed("token " + name + " of scope " + scope + " made");
    reply.put(
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name)
            .put("scope", scope)
            .put("token", token));
  }

  private void deleteTokens(JsonNode request, Reply reply)
      throws CallException, ConfigException, IOException {
    List<String> names = Names.of(request);
    if (store.change(json -> json.withObjectProperty("tokens").remove(names))) {
      reply.changed("tokens deleted: " + String.join(", ", names));
    }
    tokens(reply);
  }

  private static String text(JsonNode request, String member) throws CallException {
    JsonNode value = request.path(member);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new CallException(member, "", "missing; it is a text");
    }
    return value.textValue();
  }

  private static String word(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
