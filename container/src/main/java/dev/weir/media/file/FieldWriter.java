package dev.weir.media.file;

import dev.weir.media.Colour;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends the fields that [FieldReader] reads.
record FieldWriter(ByteBuf out) {

  FieldWriter tag(int tag) {
    out.writeByte(tag);
    return this;
  }

  FieldWriter number(int number) {
    out.writeInt(number);
    return this;
  }

  FieldWriter flag(boolean flag) {
    out.writeBoolean(flag);
    return this;
  }

  FieldWriter octets(Octets octets) {
    out.writeInt(octets.length());
    octets.writeTo(out);
    return this;
  }

  FieldWriter list(List<Octets> list) {
    out.writeInt(list.size());
    list.forEach(this::octets);
    return this;
  }

  FieldWriter text(@Nullable String text) {
    return octets(text == null ? Octets.EMPTY : Octets.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  FieldWriter picture(Picture picture) {
    out.writeInt(picture.width()).writeInt(picture.height()).writeDouble(picture.framesPerSecond());
    Colour colour = picture.colour();
    out.writeByte(colour.primaries()).writeByte(colour.transfer()).writeByte(colour.matrix());
    out.writeBoolean(colour.fullRange());
    out.writeByte(colour.bitDepth()).writeByte(colour.chroma());
    DolbyVision dolbyVision = picture.dolbyVision();
    return octets(dolbyVision == null ? Octets.EMPTY : dolbyVision.configuration());
  }
}
