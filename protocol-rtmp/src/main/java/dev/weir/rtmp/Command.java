package dev.weir.rtmp;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.AmfValue;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// A command message (RTMP 1.0, 7.1.1): a call, or the answer to one.
///
/// @param name what is called: `connect`, `publish`, `_result`, …
/// @param transaction numbers calls that want an answer, 0 for others
/// @param arguments what follows; the first is the command object, null in most commands
record Command(String name, double transaction, List<AmfValue> arguments) {

  /// Reads the body of a message of type 20 or 17.
  ///
  /// @throws dev.weir.media.MediaException if it is no command
  static Command read(ByteBuf payload) {
    List<AmfValue> values = Amf0Reader.readAll(withoutSelector(payload));
    if (values.isEmpty() || !(values.getFirst() instanceof AmfValue.Str(String name))) {
      throw new MalformedMediaException("RTMP command: it does not start with a name");
    }
    // librtmp's servers leave out the transaction of onStatus now and then.
    boolean numbered = values.size() > 1 && values.get(1) instanceof AmfValue.Num;
    return new Command(
        name,
        numbered ? number(values.get(1), 0) : 0,
        values.subList(numbered ? 2 : 1, values.size()));
  }

  /// A message of AMF3 is one of AMF0 behind a byte 0, with AMF3 values where that has AVM+
  /// markers; no command or data of AMF0 starts with a number, which is what a 0 would mean there.
  static ByteBuf withoutSelector(ByteBuf payload) {
    if (payload.isReadable() && payload.getByte(payload.readerIndex()) == 0) {
      payload.skipBytes(1);
    }
    return payload;
  }

  /// The argument at `index`, null if there are not so many.
  AmfValue argument(int index) {
    return index < arguments.size() ? arguments.get(index) : AmfValue.NULL;
  }

  /// The string at `index`, empty if there is none.
  String string(int index) {
    return argument(index) instanceof AmfValue.Str(String value) ? value : "";
  }

  /// The boolean at `index`.
  boolean flag(int index) {
    return argument(index) instanceof AmfValue.Bool(boolean value) && value;
  }

  /// The number at `index`, `otherwise` if there is none.
  double number(int index, double otherwise) {
    return number(argument(index), otherwise);
  }

  /// The named values at `index`, none if there is no object.
  AmfValue.Keyed object(int index) {
    return argument(index) instanceof AmfValue.Keyed object ? object : AmfValue.object().build();
  }

  private static double number(AmfValue value, double otherwise) {
    return switch (value) {
      case AmfValue.Num(double number) -> number;
      case AmfValue.Int(int number) -> number;
      default -> otherwise;
    };
  }
}
