package dev.weir.ts;

import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// AV1 as the AOM carries it in transport streams: OBUs after start codes, with emulation
/// prevention. Each PES packet has one frame; those that are not shown belong to the temporal unit
/// of the next.
///
/// OBUs without start codes are taken too: GStreamer writes them so. Not thread-safe.
final class Av1Units implements PacketStream.Form {
  private static final int MAX_UNIT_BYTES = 8 << 20;

  private final TemporalUnit sequence = new TemporalUnit();
  private final ByteBuf obu = Unpooled.buffer();
  private final ByteBuf unit = Unpooled.buffer(); // since the last frame that was shown

  private long startPosition; // where that began

  @Override
  public void read(ByteBuf data, long pts, long dts, long position, TrackOutput output) {
    if (!unit.isReadable()) {
      startPosition = position;
    }
    collect(data);
    if (!Obus.showsFrame(unit)) {
      return;
    }
    boolean keyframe = Obus.isKeyframe(unit);
    Codec.Av1 changed = keyframe ? sequence.changedCodec(unit) : null;
    if (changed != null) {
      output.codec(changed);
    }
    if (output.codec() == null) {
      output.dropped();
    } else {
      output.sample(
          ProgramClock.micros(pts), ProgramClock.micros(dts), keyframe, unit, startPosition);
    }
    unit.clear();
  }

  private void collect(ByteBuf data) {
    if (data.readableBytes() > MAX_UNIT_BYTES - unit.readableBytes()) {
      throw new MalformedMediaException(
          "AV1 in TS: temporal unit is over the limit of " + MAX_UNIT_BYTES);
    }
    int end = data.writerIndex();
    int code = NalUnits.startCode(data, data.readerIndex(), end);
    if (code > data.readerIndex() + 1) {
      Obus.toSample(data, unit);
      return;
    }
    while (code < end) {
      int from = code + NalUnits.START_CODE_BYTES;
      code = NalUnits.startCode(data, from, end);
      obu.clear();
      EmulationPrevention.remove(data, from, code, obu);
      Obus.toSample(obu, unit);
    }
  }

  @Override
  public void restart() {
    unit.clear();
  }
}
