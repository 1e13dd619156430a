package dev.weir.media.file;

import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what [FieldWriter] wrote, and believes nothing of it.
record FieldReader(ByteBuf in) {
  private static final int PICTURE_BYTES = 22;
  private static final int MAX_SIDE = 1 << 20;

  int tag() {
    return require(1).readUnsignedByte();
  }

  /// A number in a range.
  int number(int least, int most) {
    int number = require(Integer.BYTES).readInt();
    if (number < least || number > most) {
      throw new MalformedMediaException(
          "Stored index: found %d, allowed are %d..%d".formatted(number, least, most));
    }
    return number;
  }

  boolean flag() {
    return require(1).readBoolean();
  }

  /// The one of these with the name that is written here.
  <E extends Enum<E>> E choice(E[] choices) {
    String name = text();
    for (E choice : choices) {
      if (choice.name().equals(name)) {
        return choice;
      }
    }
    throw new MalformedMediaException("Stored index: no '%s' is known".formatted(name));
  }

  Octets octets() {
    int bytes = number(0, Integer.MAX_VALUE);
    Octets octets = Octets.copyOf(require(bytes), in.readerIndex(), bytes);
    in.skipBytes(bytes);
    return octets;
  }

  List<Octets> list() {
    int count = number(0, in.readableBytes());
    List<Octets> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(octets());
    }
    return list;
  }

  String text() {
    return new String(octets().toByteArray(), StandardCharsets.UTF_8);
  }

  @Nullable String textOrNull() {
    String text = text();
    return text.isEmpty() ? null : text;
  }

  Picture picture() {
    require(PICTURE_BYTES);
    int width = number(0, MAX_SIDE);
    int height = number(0, MAX_SIDE);
    double framesPerSecond = in.readDouble();
    Colour colour =
        new Colour(
            in.readUnsignedByte(),
            in.readUnsignedByte(),
            in.readUnsignedByte(),
            in.readBoolean(),
            in.readUnsignedByte(),
            in.readUnsignedByte());
    return new Picture(width, height, framesPerSecond, colour, DolbyVision.parse(octets()));
  }

  private ByteBuf require(int bytes) {
    if (bytes > in.readableBytes()) {
      throw new MalformedMediaException(
          "Stored index: a field of %d bytes, %d are left".formatted(bytes, in.readableBytes()));
    }
    return in;
  }
}
