package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A restream or recording that starts by itself.
///
/// @param stream its name, or `base+` for every wildcard of it, or `#tag`
/// @param target where it goes, variables and all
/// @param startUnixSeconds not before; 0 for at once
/// @param endUnixSeconds not after; 0 for never
/// @param start must hold for it to start; null for nothing
/// @param end ends it when it holds; null for nothing
/// @param inhibit streams and `#tags` for which it does not run
public record AutoPush(
    String stream,
    String target,
    long startUnixSeconds,
    long endUnixSeconds,
    @Nullable Rule start,
    @Nullable Rule end,
    List<String> inhibit) {
  private static final List<String> OLD_FORM =
      List.of("stream", "target", "scheduletime", "completetime");

  /// Copies the list.
  public AutoPush {
    inhibit = List.copyOf(inhibit);
  }

  /// What a variable must be.
  ///
  /// @param variable its name, without the `$`
  /// @param other what it is compared with
  public record Rule(String variable, Comparison comparison, String other) {
    /// Whether it holds when the variable has this value.
    public boolean holds(String value) {
      return comparison.holds(value, other);
    }
  }

  /// An automatic push as JSON in the form of an object; of old it is a list: `[stream, target,
  /// scheduletime, completetime, startVar, startOp, startVal, endVar, endOp, endVal]`.
  public static JsonNode asObject(JsonNode push) {
    if (!push.isArray()) {
      return push;
    }
    ObjectNode same = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < Math.min(OLD_FORM.size(), push.size()); i++) {
      same.set(OLD_FORM.get(i), push.get(i));
    }
    putRule("start_rule", push, OLD_FORM.size(), same);
    putRule("end_rule", push, OLD_FORM.size() + 3, same);
    return same;
  }

  private static void putRule(String name, JsonNode push, int at, ObjectNode into) {
    if (!push.path(at).asText("").isEmpty()) {
      into.putArray(name).add(push.get(at)).add(push.path(at + 1)).add(push.path(at + 2));
    }
  }

  /// The id of a push that was written without one: the MD5 of its compact JSON.
  public static String idOf(JsonNode json) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(json.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
