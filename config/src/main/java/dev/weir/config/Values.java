package dev.weir.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was read of one object, by key; a key that was absent or unusable gives its default.
final class Values {
  private final Map<Key<?>, Object> found;
  private final Place place;
  private final Problems problems;

  Values(Map<Key<?>, Object> found, Place place, Problems problems) {
    this.found = found;
    this.place = place;
    this.problems = problems;
  }

  /// The value of a key that is required or has a default.
  <T> T get(Key<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.name() + " has no default");
    }
    return value;
  }

  /// The value of a key, or its default, or null.
  @SuppressWarnings("unchecked") // Keys.read stores under a Key<T> only what its Shape<T> gave
  <T> @Nullable T find(Key<T> key) {
    Object value = found.get(key);
    return value == null ? key.initial() : (T) value;
  }

  /// Reports a fault that only shows when several keys are looked at together.
  void problem(Key<?> key, String message) {
    problems.add(place.key(key.name()), message);
  }

  /// Where this object stands.
  Place place() {
    return place;
  }
}
