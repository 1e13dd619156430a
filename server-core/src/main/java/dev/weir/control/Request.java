package dev.weir.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What the value of a call may be, as far as a caller has to know before it asks.
public enum Request {
  /// Whatever; that the member is there is enough.
  ANY(""),
  /// A text.
  TEXT("string"),
  /// One name as text, several as a list, or as the keys of an object.
  NAMES("string array object"),
  /// An object.
  OBJECT("object"),
  /// An object to change something, anything else to read it.
  OBJECT_OR_READ(""),
  /// An object, or a list of such.
  OBJECTS("object array"),
  /// A list.
  LIST("array");

  private final String types; // of JSON schema, with spaces between; empty for any

  Request(String types) {
    this.types = types;
  }

  /// The same as JSON schema.
  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (!types.isEmpty()) {
      ArrayNode list = schema.putArray("type");
      List.of(types.split(" ", -1)).forEach(list::add);
    }
    return schema;
  }
}
