package dev.weir.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Reads the three ways in which a call names things: a text, a list of texts, the keys of an
/// object.
public final class Names {
  private Names() {}

  /// The names in `node`.
  ///
  /// @throws CallException if it is none of the three
  public static List<String> of(JsonNode node) throws CallException {
    if (node.isTextual()) {
      return List.of(node.textValue());
    }
    List<String> names = new ArrayList<>();
    if (node.isObject()) {
      node.fieldNames().forEachRemaining(names::add);
      return names;
    }
    if (!node.isArray()) {
      throw new CallException(
          "", node.toString(), "legal: a name, a list of names, an object whose keys are names");
    }
    for (int i = 0; i < node.size(); i++) {
      if (!node.get(i).isTextual()) {
        throw new CallException("[" + i + "]", node.get(i).toString(), "legal: a name");
      }
      names.add(node.get(i).textValue());
    }
    return names;
  }
}
