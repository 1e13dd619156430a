package dev.weir.amf;

import dev.weir.media.Octets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A value of AMF0 or AMF3, as plain immutable data.
///
/// Class names are dropped on reading (a typed object is an [Obj]). A long string is a [Str]; a
/// vector is a [StrictArray]; an AMF3 array is a [StrictArray], or an [EcmaArray] if any of its
/// values has a name. Values that were referred to more than once are shared, so a value is a
/// directed acyclic graph whose full expansion the readers have bounded.
public sealed interface AmfValue {

  /// A number.
  record Num(double value) implements AmfValue {}

  /// A boolean.
  record Bool(boolean value) implements AmfValue {}

  /// A string of any length.
  record Str(String value) implements AmfValue {}

  /// An object: named values in the order in which they came.
  record Obj(SequencedMap<String, AmfValue> properties) implements Keyed {
    /// Copies the map.
    public Obj {
      properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    }
  }

  /// An associative array: as an object, but written with a count.
  record EcmaArray(SequencedMap<String, AmfValue> properties) implements Keyed {
    /// Copies the map.
    public EcmaArray {
      properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    }
  }

  /// An array without names.
  record StrictArray(List<AmfValue> values) implements AmfValue {
    /// Copies the list.
    public StrictArray {
      values = List.copyOf(values);
    }
  }

  /// A point in time, in milliseconds since 1970-01-01 UTC; the time zone word is dropped.
  record Date(double millis) implements AmfValue {}

  /// Null.
  record Null() implements AmfValue {}

  /// Undefined, and AMF0's "unsupported".
  record Undefined() implements AmfValue {}

  /// An XML document, unparsed.
  record Xml(String text) implements AmfValue {}

  /// An AMF3 integer, -2^28 to 2^28 - 1; AMF0 writes it as a number.
  record Int(int value) implements AmfValue {}

  /// An AMF3 byte array.
  record Bytes(Octets octets) implements AmfValue {}

  /// An AMF3 dictionary: pairs whose keys are values of any kind.
  record Dictionary(List<Entry> entries) implements AmfValue {
    /// One pair.
    public record Entry(AmfValue key, AmfValue value) {}

    /// Copies the list.
    public Dictionary {
      entries = List.copyOf(entries);
    }
  }

  /// What has named values: an object or an associative array.
  sealed interface Keyed extends AmfValue {
    /// The named values in order, unmodifiable.
    SequencedMap<String, AmfValue> properties();

    /// The value called `name`, or null if there is none.
    default @Nullable AmfValue property(String name) {
      return properties().get(name);
    }

    /// The string called `name`, or `otherwise` if there is none or it is no string.
    default String stringOr(String name, String otherwise) {
      return property(name) instanceof Str(String value) ? value : otherwise;
    }

    /// The number called `name`, or `otherwise` if there is none or it is no number.
    default double numberOr(String name, double otherwise) {
      return switch (property(name)) {
        case Num(double value) -> value;
        case Int(int value) -> value;
        case null, default -> otherwise;
      };
    }

    /// The boolean called `name`, or `otherwise` if there is none or it is no boolean.
    default boolean boolOr(String name, boolean otherwise) {
      return property(name) instanceof Bool(boolean value) ? value : otherwise;
    }
  }

  /// Null.
  AmfValue NULL = new Null();

  /// Undefined.
  AmfValue UNDEFINED = new Undefined();

  /// A number.
  static AmfValue of(double value) {
    return new Num(value);
  }

  /// A boolean.
  static AmfValue of(boolean value) {
    return new Bool(value);
  }

  /// A string.
  static AmfValue of(String value) {
    return new Str(value);
  }

  /// Starts an object.
  static Builder object() {
    return new Builder();
  }

  /// Collects named values for an [Obj] or an [EcmaArray]. Not thread-safe.
  final class Builder {
    private final SequencedMap<String, AmfValue> properties = new LinkedHashMap<>();

    private Builder() {}

    /// Sets `name`, in the place of an earlier value of that name.
    public Builder with(String name, AmfValue value) {
      properties.put(name, value);
      return this;
    }

    /// Sets `name` to a number.
    public Builder with(String name, double value) {
      return with(name, of(value));
    }

    /// Sets `name` to a boolean.
    public Builder with(String name, boolean value) {
      return with(name, of(value));
    }

    /// Sets `name` to a string.
    public Builder with(String name, String value) {
      return with(name, of(value));
    }

    /// Sets everything in `values`.
    public Builder withAll(Map<String, AmfValue> values) {
      properties.putAll(values);
      return this;
    }

    /// What was collected, as an object.
    public Obj build() {
      return new Obj(properties);
    }

    /// What was collected, as an associative array.
    public EcmaArray buildEcmaArray() {
      return new EcmaArray(properties);
    }
  }
}
