package dev.weir.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A number in a range, with or without a fraction.
record DecimalNumber(double min, double max) implements Shape<Double> {
  @Override
  public @Nullable Double read(JsonNode node, Place place, Problems problems) {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (value >= min && value <= max) {
      return value;
    }
    Shape.refuse(node, place, problems, min + " to " + max);
    return null;
  }

  @Override
  public ObjectNode schema() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "number")
        .put("minimum", min)
        .put("maximum", max);
  }
}
