package dev.weir.rtp;

import dev.weir.h26x.NalUnits;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// What H.264 and H.265 have in common: small NAL units share a packet, large ones are cut, and
/// each keyframe has the parameter sets before it.
///
/// Not thread-safe.
abstract class NalPacketizer implements Packetizer {
  static final int SIZE_BYTES = 2; // of a unit in an aggregation packet

  private final ByteBuf parameterSets = Unpooled.buffer();

  // Units that wait to be written together: a run of the buffer being walked.
  private int runStart;
  private int runUnits;
  private int runBytes; // as the aggregation packet would have

  /// @param sets in the order in which a decoder needs them
  NalPacketizer(List<List<Octets>> sets) {
    for (List<Octets> kind : sets) {
      for (Octets set : kind) {
        parameterSets.writeInt(set.length());
        set.writeTo(parameterSets);
      }
    }
  }

  /// Bytes of the header of a unit.
  abstract int unitHeaderBytes();

  /// Bytes before the first unit of an aggregation packet; 0 if there are none in this mode.
  abstract int aggregationHeaderBytes();

  /// Appends the header of an aggregation packet.
  ///
  /// @param units how many follow, lengths of 4 bytes and units, from the index `at`
  abstract void writeAggregationHeader(ByteBuf in, int at, int units, ByteBuf out);

  /// Cuts the unit of `size` bytes at the index `unit`, which no packet can hold whole.
  abstract void writeFragments(ByteBuf in, int unit, int size, PayloadWriter out);

  @Override
  public final void write(Sample sample, PayloadWriter out) {
    if (sample.keyframe()) {
      writeUnits(parameterSets, out);
    }
    writeUnits(sample.payload(), out);
    out.markLast();
  }

  private void writeUnits(ByteBuf in, PayloadWriter out) {
    int end = in.writerIndex();
    runUnits = 0;
    for (int at = in.readerIndex(), size; at < end; at += NalUnits.LENGTH_BYTES + size) {
      size = NalUnits.lengthAt(in, at, end);
      if (size < unitHeaderBytes()) {
        throw new MalformedMediaException("NAL unit of " + size + " bytes has no header");
      }
      if (runUnits > 0 && runBytes + SIZE_BYTES + size > out.maxPayloadBytes()) {
        writeRun(in, out);
      }
      if (size > out.maxPayloadBytes()) {
        writeFragments(in, at + NalUnits.LENGTH_BYTES, size, out);
      } else {
        addToRun(at, size);
        if (aggregationHeaderBytes() == 0) {
          writeRun(in, out);
        }
      }
    }
    writeRun(in, out);
  }

  private void addToRun(int at, int size) {
    if (runUnits == 0) {
      runStart = at;
      runBytes = aggregationHeaderBytes();
    }
    runUnits++;
    runBytes += SIZE_BYTES + size;
  }

  private void writeRun(ByteBuf in, PayloadWriter out) {
    if (runUnits == 0) {
      return;
    }
    ByteBuf packet = out.begin();
    if (runUnits > 1) {
      writeAggregationHeader(in, runStart, runUnits, packet);
    }
    for (int at = runStart, unit = 0; unit < runUnits; unit++) {
      int size = in.getInt(at);
      if (runUnits > 1) {
        packet.writeShort(size);
      }
      packet.writeBytes(in, at + NalUnits.LENGTH_BYTES, size);
      at += NalUnits.LENGTH_BYTES + size;
    }
    out.end();
    runUnits = 0;
  }
}
