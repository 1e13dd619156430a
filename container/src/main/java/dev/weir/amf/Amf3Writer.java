package dev.weir.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.SequencedMap;

/// Appends values as AMF3 (Adobe AMF3, 2013).
///
/// Writes no references. AMF3 ends a list of names with an empty one, so properties with an empty
/// name are left out.
public final class Amf3Writer {
  private static final int MIN_INTEGER = -(1 << 28);
  private static final int MAX_INTEGER = (1 << 28) - 1;
  private static final int EMPTY_STRING = 1;

  /// U29O-traits: new traits, dynamic, no sealed members.
  private static final int DYNAMIC_OBJECT = 0b1011;

  private Amf3Writer() {}

  /// Appends `value`.
  public static void write(AmfValue value, ByteBuf out) {
    switch (value) {
      case AmfValue.Num(double number) -> out.writeByte(Amf3.DOUBLE).writeDouble(number);
      case AmfValue.Int(int number) -> writeInteger(number, out);
      case AmfValue.Bool(boolean flag) -> out.writeByte(flag ? Amf3.TRUE : Amf3.FALSE);
      case AmfValue.Str(String text) -> {
        out.writeByte(Amf3.STRING);
        writeUtf8(text, out);
      }
      case AmfValue.Obj(var properties) -> {
        out.writeByte(Amf3.OBJECT).writeByte(DYNAMIC_OBJECT).writeByte(EMPTY_STRING);
        writeNamed(properties, out);
      }
      case AmfValue.EcmaArray(var properties) -> {
        out.writeByte(Amf3.ARRAY);
        writeU29(1, out); // No values without names.
        writeNamed(properties, out);
      }
      case AmfValue.StrictArray(var values) -> {
        writeHeader(Amf3.ARRAY, values.size(), out);
        out.writeByte(EMPTY_STRING);
        values.forEach(each -> write(each, out));
      }
      case AmfValue.Date(double millis) -> {
        writeHeader(Amf3.DATE, 0, out);
        out.writeDouble(millis);
      }
      case AmfValue.Null _ -> out.writeByte(Amf3.NULL);
      case AmfValue.Undefined _ -> out.writeByte(Amf3.UNDEFINED);
      case AmfValue.Xml(String text) -> {
        out.writeByte(Amf3.XML);
        writeUtf8(text, out);
      }
      case AmfValue.Bytes(var octets) -> {
        writeHeader(Amf3.BYTE_ARRAY, octets.length(), out);
        octets.writeTo(out);
      }
      case AmfValue.Dictionary(var entries) -> {
        writeHeader(Amf3.DICTIONARY, entries.size(), out);
        out.writeByte(0); // Strong keys.
        entries.forEach(entry -> {
          write(entry.key(), out);
          write(entry.value(), out);
        });
      }
    }
  }

  private static void writeInteger(int number, ByteBuf out) {
    if (number < MIN_INTEGER || number > MAX_INTEGER) {
      out.writeByte(Amf3.DOUBLE).writeDouble(number);
    } else {
      out.writeByte(Amf3.INTEGER);
      writeU29(number & 0x1FFF_FFFF, out);
    }
  }

  private static void writeHeader(int marker, int count, ByteBuf out) {
    out.writeByte(marker);
    writeU29((count << 1) | 1, out);
  }

  private static void writeUtf8(String text, ByteBuf out) {
    writeU29((ByteBufUtil.utf8Bytes(text) << 1) | 1, out);
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void writeNamed(SequencedMap<String, AmfValue> properties, ByteBuf out) {
    properties.forEach((name, value) -> {
      if (!name.isEmpty()) {
        writeUtf8(name, out);
        write(value, out);
      }
    });
    out.writeByte(EMPTY_STRING);
  }

  /// U29 (1.3.1): seven bits a byte, most significant first, eight bits in a fourth byte.
  private static void writeU29(int value, ByteBuf out) {
    if (value >= 1 << 21) {
      out.writeByte((value >>> 22) | 0x80);
      out.writeByte((value >>> 15) | 0x80);
      out.writeByte((value >>> 8) | 0x80);
      out.writeByte(value);
      return;
    }
    if (value >= 1 << 14) {
      out.writeByte((value >>> 14) | 0x80);
    }
    if (value >= 1 << 7) {
      out.writeByte((value >>> 7) | 0x80);
    }
    out.writeByte(value & 0x7F);
  }
}
