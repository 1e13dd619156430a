package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// How a codec lies in Ogg: its headers, and what its granule positions count.
///
/// Belongs to one logical stream. Packets are looked at through their reader index, which is not
/// moved.
sealed interface Mapping
    permits FlacMapping, OpusMapping, TheoraMapping, VorbisMapping, Vp8Mapping {

  /// The mapping of a stream whose first packet this is; null if it is none that we know.
  static @Nullable Mapping of(Octets first) {
    if (OpusMapping.claims(first)) {
      return new OpusMapping();
    }
    if (VorbisMapping.claims(first)) {
      return new VorbisMapping();
    }
    if (FlacMapping.claims(first)) {
      return new FlacMapping();
    }
    if (TheoraMapping.claims(first)) {
      return new TheoraMapping();
    }
    return Vp8Mapping.claims(first) ? new Vp8Mapping() : null;
  }

  /// Takes one of the packets at the start, the first included; returns the codec once all headers
  /// are there.
  @Nullable Codec header(Octets packet);

  /// Whether a packet after the last header is one more, and no sample.
  boolean isHeader(ByteBuf packet);

  /// What kind of track this makes.
  default Codec.Kind kind() {
    return Codec.Kind.AUDIO;
  }

  /// How many units the packet covers; called once for each packet in their order.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the packet cannot be one of this codec
  int units(ByteBuf packet);

  /// Whether decoding can start at the packet.
  boolean keyframe(ByteBuf packet);

  /// The units from the start to the end of the packet that has this granule position.
  long end(long granule);

  /// Says that the next packet does not follow the one before: it is the first of the stream, or
  /// one of which nobody knows what was before.
  default void resume(boolean atStart) {}

  /// How long a unit is.
  UnitClock clock();

  /// The units that are decoded before time 0.
  default int preSkip() {
    return 0;
  }
}
