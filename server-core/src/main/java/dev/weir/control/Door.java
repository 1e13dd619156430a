package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.ApiConfig.Scope;
import dev.weir.config.ApiConfig.Token;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigStore;
import dev.weir.token.TokenResult;
import dev.weir.token.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides who may call the API.
///
/// The login is MistServer's: the server gives a challenge that is the same for an address all day,
/// the client answers `md5(md5(password) + challenge)`. It keeps the password off the wire and no
/// more; over networks that others listen to, the API belongs behind TLS. Any thread that may
/// block.
public final class Door {
  private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");

  private final ConfigStore store;
  private final Supplier<LocalDate> today;
  private final Tokens tokens;
  private final LoginLimits limits;

  /// @param store holds accounts and tokens
  /// @param tokens may let their holders use the API
  /// @param nanoClock measures how often somebody tries
  /// @param today the local date, which is part of the challenge
  public Door(ConfigStore store, Tokens tokens, LongSupplier nanoClock, Supplier<LocalDate> today) {
    this.store = store;
    this.tokens = tokens;
    this.today = today;
    this.limits = new LoginLimits(nanoClock);
  }

  /// Somebody at the door.
  ///
  /// @param address as far as we can see through proxies
  /// @param exempt whether it is on this machine and needs no login
  /// @param mayFound whether it may make the first account
  /// @param known who it was when it logged in on this connection before
  public record Visitor(
      InetAddress address, boolean exempt, boolean mayFound, @Nullable Caller known) {}

  /// The decision.
  ///
  /// @param caller who came in; null for nobody
  /// @param answer the member `authorize` of the answer
  public record Decision(@Nullable Caller caller, ObjectNode answer) {
    /// The word in the answer: `OK`, `CHALL`, `NOACC` or `ACC_MADE`.
    public String status() {
      return answer.path("status").textValue();
    }
  }

  /// Decides about a request.
  ///
  /// @param authorize its member `authorize`, missing if it has none
  public Decision decide(JsonNode authorize, Visitor visitor) {
    if (authorize.has("new_username") && accounts().isEmpty()) {
      return found(authorize, visitor);
    }
    if (visitor.exempt) {
      Caller local = Caller.local(visitor.address.getHostAddress());
      return new Decision(local, status("OK").put("local", true));
    }
    Caller known = visitor.known;
    if (known != null && accounts().containsKey(known.name())) {
      return new Decision(known, status("OK"));
    }
    if (accounts().isEmpty()) {
      return new Decision(null, status("NOACC"));
    }
    String user = authorize.path("username").asText();
    String digest = authorize.path("password").asText();
    return digest.isEmpty() ? challenge(visitor) : login(user, digest, visitor);
  }

  /// Who shows this token, if it is one.
  public Optional<Caller> token(String shown, InetAddress address) {
    if (limits.waitSeconds(address) > 0) {
      return Optional.empty();
    }
    String hash = Digests.sha256(shown);
    for (Token token : store.config().api().tokens()) {
      if (Digests.same(token.sha256(), hash)) {
        limits.succeeded(address);
        return Optional.of(
            new Caller("token " + token.name(), address.getHostAddress(), token.scope(), false));
      }
    }
    Optional<Caller> signed = signed(shown, address);
    if (signed.isPresent()) {
      limits.succeeded(address);
      return signed;
    }
    limits.failed(address);
    AUDIT.warn(LogKind.AUTH.marker(), "Unknown API token shown from {}", address.getHostAddress());
    return Optional.empty();
  }

  /// Who shows a token that somebody signed whose tokens let use the API.
  private Optional<Caller> signed(String shown, InetAddress address) {
    try {
      return tokens.concerns(shown)
              && tokens.checkNow(shown) instanceof TokenResult.Valid valid
              && valid.rights().admin()
          ? Optional.of(
              new Caller(
                  "signed token " + valid.subject(), address.getHostAddress(), Scope.ADMIN, false))
          : Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Decision login(String user, String digest, Visitor visitor) {
    long waitSeconds = limits.waitSeconds(visitor.address);
    if (waitSeconds > 0) {
      Decision refused = challenge(visitor);
      refused.answer.put("error", "too many failed logins; try again in " + waitSeconds + " s");
      return refused;
    }
    String host = visitor.address.getHostAddress();
    String password = accounts().getOrDefault(user, "");
    String expected = Digests.md5(password + challenge(visitor.address));
    if (!password.isEmpty() && Digests.same(expected, digest)) {
      limits.succeeded(visitor.address);
      return new Decision(new Caller(user, host, Scope.ADMIN, false), status("OK"));
    }
    limits.failed(visitor.address);
    AUDIT.warn(LogKind.AUTH.marker(), "Failed login attempt {} from {}", user, host);
    return challenge(visitor);
  }

  private Decision challenge(Visitor visitor) {
    return new Decision(null, status("CHALL").put("challenge", challenge(visitor.address)));
  }

  /// The day without zeros before it, the month counted from 0, the address as we see it.
  private String challenge(InetAddress address) {
    LocalDate date = today.get();
    return Digests.md5(
        "%d-%d-%d%s"
            .formatted(
                date.getDayOfMonth(),
                date.getMonthValue() - 1,
                date.getYear(),
                address.getHostAddress()));
  }

  private Decision found(JsonNode authorize, Visitor visitor) {
    String user = authorize.path("new_username").asText();
    String password = authorize.path("new_password").asText();
    if (!visitor.mayFound || password.isEmpty()) {
      String reason =
          visitor.mayFound
              ? "new_password is empty"
              : "the first account is made on the server's own machine";
      return new Decision(null, status("NOACC").put("error", reason));
    }
    try {
      store.change(json -> {
        ObjectNode accounts = json.withObjectProperty("account");
        if (accounts.isEmpty()) { // nobody was faster
          accounts.putObject(user).put("password", Digests.md5(password));
        }
      });
    } catch (ConfigException | IOException e) {
      return new Decision(null, status("NOACC").put("error", String.valueOf(e.getMessage())));
    }
    AUDIT.info(
        LogKind.CONF.marker(), "Account {} made from {}", user, visitor.address.getHostAddress());
    return new Decision(null, status("ACC_MADE"));
  }

  private Map<String, String> accounts() {
    return store.config().api().accounts();
  }

  private static ObjectNode status(String status) {
    return JsonNodeFactory.instance.objectNode().put("status", status);
  }
}
