package dev.weir.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// One key that an object of the document may have.
///
/// @param name as it is written
/// @param alias an older name for the same, or empty
/// @param shape what its value may be
/// @param initial the value when the key is absent
/// @param required whether the key must be there
/// @param meaning a sentence for people
record Key<T>(
    String name,
    String alias,
    Shape<T> shape,
    @Nullable T initial,
    boolean required,
    String meaning) {

  /// A key that may be absent and then means `initial`.
  static <T> Key<T> of(String name, Shape<T> shape, T initial, String meaning) {
    return new Key<>(name, "", shape, initial, false, meaning);
  }

  /// A key that may be absent and then means nothing.
  static <T> Key<T> optional(String name, Shape<T> shape, String meaning) {
    return new Key<>(name, "", shape, null, false, meaning);
  }

  /// A key that must be there.
  static <T> Key<T> required(String name, Shape<T> shape, String meaning) {
    return new Key<>(name, "", shape, null, true, meaning);
  }

  Key<T> orNamed(String older) {
    return new Key<>(name, older, shape, initial, required, meaning);
  }

  /// The same key with another shape.
  Key<T> shaped(Shape<T> other) {
    return new Key<>(name, alias, other, initial, required, meaning);
  }

  ObjectNode schema() {
    ObjectNode schema = shape.schema();
    boolean idle = shape instanceof NotYet || shape instanceof Pending<?>;
    schema.put("description", idle ? meaning + " (not supported yet)" : meaning);
    switch (initial) {
      case String text -> schema.put("default", text);
      case Long number -> schema.put("default", number);
      case Boolean flag -> schema.put("default", flag);
      case null, default -> {}
    }
    return schema;
  }
}
