package dev.weir.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.SequencedMap;

/// Appends values as AMF0 (Adobe AMF0, 2007).
///
/// Writes no references. What only AMF3 knows (byte arrays, dictionaries) is written in AMF3 after
/// the AVM+ switch. Names of more than 65,535 bytes cannot be written in AMF0; their properties are
/// left out.
public final class Amf0Writer {
  private static final int MAX_SHORT_BYTES = 0xFFFF;

  private Amf0Writer() {}

  /// Appends `values`, one after the other.
  public static void writeAll(ByteBuf out, AmfValue... values) {
    for (AmfValue value : values) {
      write(value, out);
    }
  }

  /// Appends `value`.
  public static void write(AmfValue value, ByteBuf out) {
    switch (value) {
      case AmfValue.Num(double number) -> writeNumber(number, out);
      case AmfValue.Int(int number) -> writeNumber(number, out);
      case AmfValue.Bool(boolean flag) -> out.writeByte(Amf0.BOOLEAN).writeByte(flag ? 1 : 0);
      case AmfValue.Str(String text) -> writeString(text, out);
      case AmfValue.Obj(var properties) -> {
        out.writeByte(Amf0.OBJECT);
        writeProperties(properties, out);
      }
      case AmfValue.EcmaArray(var properties) -> {
        out.writeByte(Amf0.ECMA_ARRAY).writeInt(properties.size());
        writeProperties(properties, out);
      }
      case AmfValue.StrictArray(var values) -> {
        out.writeByte(Amf0.STRICT_ARRAY).writeInt(values.size());
        values.forEach(each -> write(each, out));
      }
      case AmfValue.Date(double millis) ->
          out.writeByte(Amf0.DATE).writeDouble(millis).writeShort(0);
      case AmfValue.Null _ -> out.writeByte(Amf0.NULL);
      case AmfValue.Undefined _ -> out.writeByte(Amf0.UNDEFINED);
      case AmfValue.Xml(String text) -> writeLong(Amf0.XML, text, out);
      case AmfValue.Bytes _, AmfValue.Dictionary _ -> {
        out.writeByte(Amf0.AVM_PLUS);
        Amf3Writer.write(value, out);
      }
    }
  }

  /// Appends a string, with the long form's marker if it needs one.
  public static void writeString(String text, ByteBuf out) {
    int bytes = ByteBufUtil.utf8Bytes(text);
    if (bytes > MAX_SHORT_BYTES) {
      writeLong(Amf0.LONG_STRING, text, out);
    } else {
      out.writeByte(Amf0.STRING);
      writeShort(text, bytes, out);
    }
  }

  private static void writeNumber(double number, ByteBuf out) {
    out.writeByte(Amf0.NUMBER).writeDouble(number);
  }

  private static void writeLong(int marker, String text, ByteBuf out) {
    out.writeByte(marker).writeInt(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void writeShort(String text, int bytes, ByteBuf out) {
    out.writeShort(bytes);
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void writeProperties(SequencedMap<String, AmfValue> properties, ByteBuf out) {
    properties.forEach((name, value) -> {
      int bytes = ByteBufUtil.utf8Bytes(name);
      if (bytes <= MAX_SHORT_BYTES) {
        writeShort(name, bytes, out);
        write(value, out);
      }
    });
    out.writeShort(0).writeByte(Amf0.OBJECT_END);
  }
}
