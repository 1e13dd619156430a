package dev.weir.amf;

import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/// Reads the values of one AMF3 message (Adobe AMF3, 2013).
///
/// The three reference tables (strings, traits, objects) last as long as the reader. Limits as for
/// [Amf0Reader]. Not thread-safe. Reads through the buffer's reader index and keeps nothing of the
/// buffer in the values.
public final class Amf3Reader {
  /// The externalizable classes whose contents are known to be one value.
  private static final Set<String> WRAPPERS =
      Set.of(
          "flex.messaging.io.ArrayCollection",
          "flex.messaging.io.ArrayList",
          "flex.messaging.io.ObjectProxy");

  /// What objects of one class have in common.
  private record Traits(boolean externalizable, boolean dynamic, List<String> names) {}

  private final AmfInput in;
  private final References objects;
  private final List<String> strings = new ArrayList<>();
  private final List<Traits> traits = new ArrayList<>();

  /// Reads what is readable in `message`.
  public Amf3Reader(ByteBuf message) {
    this(new AmfInput(message));
  }

  Amf3Reader(AmfInput in) {
    this.in = in;
    objects = new References(in);
  }

  /// Whether any bytes are left.
  public boolean hasMore() {
    return in.hasMore();
  }

  /// The next value.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the bytes are not AMF3 or exceed a limit
  /// @throws UnsupportedMediaException at an object that reads itself by a class's own rules
  public AmfValue read() {
    in.countValue();
    int marker = in.u8();
    return switch (marker) {
      case Amf3.UNDEFINED -> AmfValue.UNDEFINED;
      case Amf3.NULL -> AmfValue.NULL;
      case Amf3.FALSE -> new AmfValue.Bool(false);
      case Amf3.TRUE -> new AmfValue.Bool(true);
      case Amf3.INTEGER -> new AmfValue.Int((u29() << 3) >> 3); // 29 bits, two's complement
      case Amf3.DOUBLE -> new AmfValue.Num(in.number());
      case Amf3.STRING -> new AmfValue.Str(string());
      case Amf3.XML_DOCUMENT, Amf3.XML -> xml();
      case Amf3.DATE -> date();
      case Amf3.ARRAY -> array();
      case Amf3.OBJECT -> object();
      case Amf3.BYTE_ARRAY -> byteArray();
      case Amf3.VECTOR_INT -> vector(4, () -> new AmfValue.Num((int) in.u32()));
      case Amf3.VECTOR_UINT -> vector(4, () -> new AmfValue.Num(in.u32()));
      case Amf3.VECTOR_DOUBLE -> vector(8, () -> new AmfValue.Num(in.number()));
      case Amf3.VECTOR_OBJECT -> objectVector();
      case Amf3.DICTIONARY -> dictionary();
      default -> throw in.malformed("marker " + marker + " is none of AMF3");
    };
  }

  /// U29 (1.3.1): seven bits in each byte whose top bit says that more follow, eight in the fourth.
  private int u29() {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int octet = in.u8();
      value = (value << 7) | (octet & 0x7F);
      if (octet < 0x80) {
        return value;
      }
    }
    return (value << 8) | in.u8();
  }

  private static boolean isReference(int header) {
    return (header & 1) == 0;
  }

  private String string() {
    int header = u29();
    if (isReference(header)) {
      int index = header >>> 1;
      if (index >= strings.size()) {
        throw in.malformed("string " + index + ", but only " + strings.size() + " so far");
      }
      return in.count(strings.get(index));
    }
    String text = in.count(in.utf8(header >>> 1));
    if (!text.isEmpty()) { // The empty string is never sent by reference (1.3.2).
      strings.add(text);
    }
    return text;
  }

  private AmfValue xml() {
    int header = u29();
    return isReference(header)
        ? objects.at(header >>> 1)
        : objects.add(new AmfValue.Xml(in.count(in.utf8(header >>> 1))));
  }

  private AmfValue date() {
    int header = u29();
    return isReference(header)
        ? objects.at(header >>> 1)
        : objects.add(new AmfValue.Date(in.number()));
  }

  private AmfValue byteArray() {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    return objects.close(index, new AmfValue.Bytes(in.octets(header >>> 1)));
  }

  /// Named values up to an empty name, then as many values without names as the header says.
  private AmfValue array() {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    int count = header >>> 1;
    in.need(count);
    SequencedMap<String, AmfValue> named = new LinkedHashMap<>();
    readNamed(named);
    if (named.isEmpty()) {
      return objects.close(index, new AmfValue.StrictArray(values(count, this::read)));
    }
    for (int i = 0; i < count; i++) {
      named.put(Integer.toString(i), read());
    }
    return objects.close(index, new AmfValue.EcmaArray(named));
  }

  private void readNamed(SequencedMap<String, AmfValue> into) {
    for (String name = string(); !name.isEmpty(); name = string()) {
      into.put(name, read());
    }
  }

  private AmfValue object() {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    Traits of = traits(header);
    if (of.externalizable) {
      return objects.close(index, read());
    }
    SequencedMap<String, AmfValue> properties = new LinkedHashMap<>();
    for (String name : of.names) {
      properties.put(in.count(name), read());
    }
    if (of.dynamic) {
      readNamed(properties);
    }
    return objects.close(index, new AmfValue.Obj(properties));
  }

  /// U29O-traits (3.12): bit 1 new traits, bit 2 externalizable, bit 3 dynamic, then the count.
  private Traits traits(int header) {
    if ((header & 2) == 0) {
      int index = header >>> 2;
      if (index >= traits.size()) {
        throw in.malformed("traits " + index + ", but only " + traits.size() + " so far");
      }
      return traits.get(index);
    }
    String className = string();
    boolean externalizable = (header & 4) != 0;
    if (externalizable && !WRAPPERS.contains(className)) {
      throw new UnsupportedMediaException("AMF3 object that only its own class could read");
    }
    int count = externalizable ? 0 : header >>> 4;
    in.need(count);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(string());
    }
    Traits read = new Traits(externalizable, (header & 8) != 0, names);
    traits.add(read);
    return read;
  }

  private AmfValue vector(int bytesEach, Supplier<AmfValue> element) {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    in.u8(); // Whether its length is fixed.
    int count = header >>> 1;
    in.need((long) count * bytesEach);
    in.spend((long) count * 8);
    return objects.close(index, new AmfValue.StrictArray(values(count, element)));
  }

  private AmfValue objectVector() {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    in.u8(); // Whether its length is fixed.
    string(); // The class name: values are plain data here.
    int count = header >>> 1;
    in.need(count);
    return objects.close(index, new AmfValue.StrictArray(values(count, this::read)));
  }

  private static List<AmfValue> values(int count, Supplier<AmfValue> element) {
    List<AmfValue> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(element.get());
    }
    return values;
  }

  private AmfValue dictionary() {
    int header = u29();
    if (isReference(header)) {
      return objects.at(header >>> 1);
    }
    int index = objects.open();
    in.u8(); // Whether its keys are weak.
    int count = header >>> 1;
    in.need(2L * count);
    List<AmfValue.Dictionary.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AmfValue key = read();
      entries.add(new AmfValue.Dictionary.Entry(key, read()));
    }
    return objects.close(index, new AmfValue.Dictionary(entries));
  }
}
