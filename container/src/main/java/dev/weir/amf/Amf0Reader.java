package dev.weir.amf;

import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Reads the values of one AMF0 message (Adobe AMF0, 2007), AMF3 values after the AVM+ switch
/// included.
///
/// References count from the start of the message, so each message takes a reader of its own.
/// Values nest at most 64 deep and expand to at most 4 MiB. Not thread-safe. Reads through the
/// buffer's reader index and keeps nothing of the buffer in the values.
public final class Amf0Reader {
  private final AmfInput in;
  private final References references;

  private @Nullable Amf3Reader amf3; // from the first AVM+ switch on

  /// Reads what is readable in `message`.
  public Amf0Reader(ByteBuf message) {
    in = new AmfInput(message);
    references = new References(in);
  }

  /// Every value in `message`.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the bytes are not AMF0 or exceed a limit
  /// @throws UnsupportedMediaException at a movie clip or record set
  public static List<AmfValue> readAll(ByteBuf message) {
    Amf0Reader reader = new Amf0Reader(message);
    List<AmfValue> values = new ArrayList<>();
    while (reader.hasMore()) {
      values.add(reader.read());
    }
    return values;
  }

  /// Whether any bytes are left.
  public boolean hasMore() {
    return in.hasMore();
  }

  /// The next value.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the bytes are not AMF0 or exceed a limit
  /// @throws UnsupportedMediaException at a movie clip or record set
  public AmfValue read() {
    in.countValue();
    int marker = in.u8();
    return switch (marker) {
      case Amf0.NUMBER -> new AmfValue.Num(in.number());
      case Amf0.BOOLEAN -> new AmfValue.Bool(in.u8() != 0);
      case Amf0.STRING -> new AmfValue.Str(in.count(in.utf8(in.u16())));
      case Amf0.OBJECT -> object();
      case Amf0.NULL -> AmfValue.NULL;
      case Amf0.UNDEFINED, Amf0.UNSUPPORTED -> AmfValue.UNDEFINED;
      case Amf0.REFERENCE -> references.at(in.u16());
      case Amf0.ECMA_ARRAY -> ecmaArray();
      case Amf0.STRICT_ARRAY -> strictArray();
      case Amf0.DATE -> date();
      case Amf0.LONG_STRING -> new AmfValue.Str(in.count(in.utf8(in.u32())));
      case Amf0.XML -> new AmfValue.Xml(in.count(in.utf8(in.u32())));
      case Amf0.TYPED_OBJECT -> {
        in.utf8(in.u16()); // The class name: values are plain data here.
        yield object();
      }
      case Amf0.AVM_PLUS -> amf3().read();
      case Amf0.MOVIE_CLIP, Amf0.RECORD_SET ->
          throw new UnsupportedMediaException("AMF0 marker " + marker + " is reserved");
      default -> throw in.malformed("marker " + marker + " is none of AMF0");
    };
  }

  private AmfValue object() {
    int index = references.open();
    return references.close(index, new AmfValue.Obj(properties()));
  }

  private AmfValue ecmaArray() {
    int index = references.open();
    in.u32(); // The count is only a hint (2.10); the end marker decides.
    return references.close(index, new AmfValue.EcmaArray(properties()));
  }

  /// Names and values up to the end marker, an empty name and 9. Some encoders leave out the end
  /// marker of the message's last value.
  private SequencedMap<String, AmfValue> properties() {
    SequencedMap<String, AmfValue> properties = new LinkedHashMap<>();
    while (in.hasMore()) {
      String name = in.count(in.utf8(in.u16()));
      if (name.isEmpty() && in.peekU8() == Amf0.OBJECT_END) {
        in.u8();
        return properties;
      }
      properties.put(name, read());
    }
    return properties;
  }

  private AmfValue strictArray() {
    int index = references.open();
    long count = in.u32();
    in.need(count); // Each value has at least its marker.
    List<AmfValue> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(read());
    }
    return references.close(index, new AmfValue.StrictArray(values));
  }

  private AmfValue date() {
    double millis = in.number();
    in.u16(); // Time zone: reserved, to be ignored (2.13).
    return new AmfValue.Date(millis);
  }

  private Amf3Reader amf3() {
    if (amf3 == null) {
      amf3 = new Amf3Reader(in);
    }
    return amf3;
  }
}
