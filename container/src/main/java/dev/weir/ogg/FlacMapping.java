package dev.weir.ogg;

import dev.weir.flac.FlacFrame;
import dev.weir.flac.StreamInfo;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// FLAC (RFC 9639 10.1); granule positions are sound samples.
///
/// ```
/// first packet:  |7F|"FLAC"|version (16)|further headers (16), 0 if unknown|"fLaC"|STREAMINFO block
/// then:          a metadata block each
/// ```
final class FlacMapping implements Mapping {
  static final Octets MAGIC = Octets.ofHex("7F464C4143");

  /// Where in the first packet the native stream begins.
  static final int NATIVE_INDEX = 9;

  private static final int FRAME_START = 0xFF;

  private Codec.@Nullable Flac codec; // null until the first header

  static boolean claims(Octets first) {
    return first.length() > NATIVE_INDEX && first.slice(0, MAGIC.length()).equals(MAGIC);
  }

  /// The number of headers need not be known: metadata blocks do not begin as frames do.
  @Override
  public Codec header(Octets packet) {
    Codec.Flac found = StreamInfo.parse(packet.slice(NATIVE_INDEX, packet.length()));
    codec = found;
    return found;
  }

  @Override
  public boolean isHeader(ByteBuf packet) {
    return packet.isReadable() && packet.getUnsignedByte(packet.readerIndex()) != FRAME_START;
  }

  @Override
  public int units(ByteBuf packet) {
    return codec == null ? 0 : FlacFrame.samples(packet, codec);
  }

  @Override
  public boolean keyframe(ByteBuf packet) {
    return true;
  }

  @Override
  public long end(long granule) {
    return granule;
  }

  @Override
  public UnitClock clock() {
    return codec == null ? OpusMapping.CLOCK : UnitClock.ofRate(codec.sampleRate());
  }
}
