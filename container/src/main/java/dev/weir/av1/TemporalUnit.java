package dev.weir.av1;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Looks over temporal units as encoders make them, and remembers the sequence header in force.
///
/// Not thread-safe.
public final class TemporalUnit {
  private static final int CONFIGURATION_HEADER_BYTES = 4;
  private static final int HAS_SIZE_FLAG = 2;

  private Octets sequenceHeader = Octets.EMPTY; // the payload in force

  /// Knows no sequence header yet.
  public TemporalUnit() {}

  /// The codec of an AV1CodecConfigurationRecord.
  public Codec.Av1 ofConfiguration(Octets av1C) {
    Codec.Av1 codec = Av1Configuration.parse(av1C);
    ByteBuf obus = Unpooled.wrappedBuffer(codec.configuration().toByteArray());
    obus.skipBytes(CONFIGURATION_HEADER_BYTES);
    int at = Obus.find(obus, Obus.SEQUENCE_HEADER);
    sequenceHeader = at < 0 ? Octets.EMPTY : payload(obus, at);
    return codec;
  }

  /// The codec of the sequence header in `keyframe`, if that is another one than before, otherwise
  /// null. Moves no index.
  public Codec.@Nullable Av1 changedCodec(ByteBuf keyframe) {
    int at = Obus.find(keyframe, Obus.SEQUENCE_HEADER);
    if (at < 0) {
      return null;
    }
    Octets found = payload(keyframe, at);
    if (found.equals(sequenceHeader)) {
      return null;
    }
    sequenceHeader = found;
    int size = Obus.sizeAt(keyframe, at, keyframe.writerIndex());
    return Av1Configuration.ofSequenceHeader(Octets.copyOf(keyframe, at, size));
  }

  private static Octets payload(ByteBuf in, int at) {
    int end = at + Obus.sizeAt(in, at, in.writerIndex());
    int payload = Obus.payloadAt(in, at, end);
    return Octets.copyOf(in, payload, end - payload);
  }

  /// Whether `unit` is in Weir's form as it stands: with size fields, without delimiters.
  public static boolean isClean(ByteBuf unit) {
    int end = unit.writerIndex();
    for (int at = unit.readerIndex(); at < end; at += Obus.sizeAt(unit, at, end)) {
      int header = unit.getUnsignedByte(at);
      int type = Obus.type(header);
      if ((header & HAS_SIZE_FLAG) == 0
          || type == Obus.TEMPORAL_DELIMITER
          || type == Obus.TILE_LIST) {
        return false;
      }
    }
    return true;
  }
}
