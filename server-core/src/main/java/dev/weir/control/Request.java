package dev.weir.control;

/// What the value of a call may be, as far as a caller has to know before it asks.
public enum Request {
  /// Whatever; that the member is there is enough.
  ANY("{}"),
  /// A text.
  TEXT("{\"type\":\"string\"}"),
  /// One name as text, several as a list, or as the keys of an object.
  NAMES("{\"type\":[\"string\",\"array\",\"object\"]}"),
  /// An object.
  OBJECT("{\"type\":\"object\"}"),
  /// An object to change something, anything else to read it.
  OBJECT_OR_READ("{}"),
  /// An object, or a list of such.
  OBJECTS("{\"type\":[\"object\",\"array\"]}"),
  /// A list.
  LIST("{\"type\":\"array\"}");

  private final String schema;

  Request(String schema) {
    this.schema = schema;
  }

  /// The same as JSON schema, in JSON.
  public String schema() {
    return schema;
  }
}
