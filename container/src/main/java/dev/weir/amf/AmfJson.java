package dev.weir.amf;

import java.math.BigDecimal;
import java.util.Map;

/// Writes values as JSON (RFC 8259): dates as milliseconds since 1970; what JSON has no form for,
/// as numbers that are none and bytes, as null.
public final class AmfJson {
  private static final double EXACT = 1L << 53;

  private final StringBuilder out = new StringBuilder();

  private AmfJson() {}

  /// The text of `value`, on one line.
  public static String of(AmfValue value) {
    AmfJson json = new AmfJson();
    json.write(value);
    return json.out.toString();
  }

  private void write(AmfValue value) {
    switch (value) {
      case AmfValue.Num(double number) -> number(number);
      case AmfValue.Int(int number) -> number(number);
      case AmfValue.Date(double millis) -> number(millis);
      case AmfValue.Bool(boolean bool) -> out.append(bool);
      case AmfValue.Str(String text) -> string(text);
      case AmfValue.Xml(String text) -> string(text);
      case AmfValue.Keyed keyed -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, AmfValue> property : keyed.properties().entrySet()) {
          out.append(separator);
          string(property.getKey());
          out.append(':');
          write(property.getValue());
          separator = ",";
        }
        out.append('}');
      }
      case AmfValue.StrictArray array -> {
        out.append('[');
        String separator = "";
        for (AmfValue each : array.values()) {
          out.append(separator);
          write(each);
          separator = ",";
        }
        out.append(']');
      }
      case AmfValue.Bytes _, AmfValue.Dictionary _, AmfValue.Null _, AmfValue.Undefined _ ->
          out.append("null");
    }
  }

  private void number(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.append("null");
    } else if (number == Math.rint(number) && Math.abs(number) < EXACT) {
      out.append((long) number);
    } else {
      out.append(new BigDecimal(Double.toString(number)));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
