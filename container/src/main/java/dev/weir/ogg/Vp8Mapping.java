package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// VP8, as its mapping draft of 2010 has it and FFmpeg and GStreamer read it.
///
/// ```
/// first packet:     |"OVP80"|type: 1 (8)|version (16)|width (16)|height (16)|aspect (2 × 24)|
///                   |rate, numerator (32)|denominator (32)|                       big-endian
/// second:           |"OVP80"|type: 2 (8)|" "|comments
/// granule position: |shown frames, the next one included (32)|hidden ones since (2), 3 if shown|
///                   |frames since the keyframe (27)|0 (3)|
/// ```
final class Vp8Mapping implements Mapping {
  static final Octets MAGIC = Octets.of("OVP80".getBytes(StandardCharsets.US_ASCII));
  static final int HEADER_BYTES = 26;
  static final int SHOWN_SHIFT = 32;
  static final int HIDDEN_SHIFT = 30;
  static final int NOT_HIDDEN = 3;
  static final int DISTANCE_SHIFT = 3;

  private static final int SHOW_FLAG = 0x10;
  private static final int INTER_FLAG = 1;

  private @Nullable UnitClock clock; // null until the first header

  static boolean claims(Octets first) {
    return first.length() >= HEADER_BYTES
        && first.slice(0, MAGIC.length()).equals(MAGIC)
        && first.at(MAGIC.length()) == 1;
  }

  @Override
  public Codec header(Octets packet) {
    long numerator = number(packet, 18, 4);
    long denominator = number(packet, 22, 4);
    if (numerator == 0 || denominator == 0) {
      throw new MalformedMediaException("VP8 header: frame rate " + numerator + "/" + denominator);
    }
    clock = UnitClock.of(numerator, denominator);
    double rate = (double) numerator / denominator;
    int width = (int) number(packet, 8, 2);
    int height = (int) number(packet, 10, 2);
    return new Codec.Vp8(new Picture(width, height, rate, Colour.UNSPECIFIED));
  }

  private static long number(Octets packet, int index, int bytes) {
    long value = 0;
    for (int i = index; i < index + bytes; i++) {
      value = (value << 8) | packet.at(i);
    }
    return value;
  }

  @Override
  public boolean isHeader(ByteBuf packet) {
    return packet.readableBytes() > MAGIC.length()
        && Octets.copyOf(packet, packet.readerIndex(), MAGIC.length()).equals(MAGIC);
  }

  @Override
  public Codec.Kind kind() {
    return Codec.Kind.VIDEO;
  }

  @Override
  public int units(ByteBuf packet) {
    return isShown(packet) ? 1 : 0;
  }

  static boolean isShown(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & SHOW_FLAG) != 0;
  }

  @Override
  public boolean keyframe(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & INTER_FLAG) == 0;
  }

  @Override
  public long end(long granule) {
    long shown = granule >>> SHOWN_SHIFT;
    boolean hidden = ((granule >> HIDDEN_SHIFT) & NOT_HIDDEN) != NOT_HIDDEN;
    return hidden ? shown - 1 : shown;
  }

  @Override
  public UnitClock clock() {
    return clock == null ? OpusMapping.CLOCK : clock;
  }
}
