package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Values of AMF as text for traces: `{app: "live", objectEncoding: 0}`.
///
/// Long strings and collections are cut, so that a line stays a line whatever a peer sends.
final class AmfText {
  private static final int MAX_CHARS = 2000;
  private static final int MAX_STRING_CHARS = 200;

  private final StringBuilder out;
  private final int endChars;

  private AmfText(StringBuilder out) {
    this.out = out;
    this.endChars = out.length() + MAX_CHARS;
  }

  /// Appends `values`, separated by spaces.
  static void append(List<AmfValue> values, StringBuilder out) {
    AmfText text = new AmfText(out);
    String separator = "";
    for (AmfValue value : values) {
      out.append(separator);
      text.append(value);
      separator = " ";
    }
  }

  private void append(AmfValue value) {
    if (out.length() > endChars) {
      out.append('…');
      return;
    }
    switch (value) {
      case AmfValue.Num(double number) -> append(number);
      case AmfValue.Int(int number) -> out.append(number);
      case AmfValue.Bool(boolean flag) -> out.append(flag);
      case AmfValue.Str(String text) -> quote(text);
      case AmfValue.Obj(var properties) -> append(properties, '{', '}');
      case AmfValue.EcmaArray(var properties) -> append(properties, '[', ']');
      case AmfValue.StrictArray(var values) -> append(values);
      case AmfValue.Date(double millis) -> append(millis);
      case AmfValue.Null _ -> out.append("null");
      case AmfValue.Undefined _ -> out.append("undefined");
      case AmfValue.Xml(String text) -> quote(text);
      case AmfValue.Bytes(var octets) -> out.append(octets);
      case AmfValue.Dictionary(var entries) -> out.append(entries.size()).append(" pairs");
    }
  }

  private void append(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  private void append(SequencedMap<String, AmfValue> properties, char open, char close) {
    out.append(open);
    String separator = "";
    for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
      if (out.length() > endChars) {
        out.append('…');
        break;
      }
      out.append(separator).append(plain(property.getKey())).append(": ");
      append(property.getValue());
      separator = ", ";
    }
    out.append(close);
  }

  private void append(List<AmfValue> values) {
    out.append('[');
    String separator = "";
    for (AmfValue value : values) {
      if (out.length() > endChars) {
        out.append('…');
        break;
      }
      out.append(separator);
      append(value);
      separator = ", ";
    }
    out.append(']');
  }

  private void quote(String text) {
    out.append('"').append(plain(text)).append('"');
  }

  /// Without line breaks and other controls, so that a peer cannot forge lines of the log.
  static String plain(String text) {
    String cut =
        text.length() <= MAX_STRING_CHARS ? text : text.substring(0, MAX_STRING_CHARS) + "…";
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
