package dev.weir.rtp;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// AAC in the modes AAC-hbr and AAC-lbr, or in a generic one without interleaving (RFC 3640).
///
/// ```
/// AU-headers-length:16 in bits | size, index or its delta, CTS, DTS, RAP, stream state | padding
/// auxiliary size and data, padding | access units
/// ```
///
/// Not thread-safe.
final class AacDepacketizer extends AudioDepacketizer {
  private static final int MAX_FIELD_BITS = 32;
  private static final int MAX_UNITS = 128; // in one packet
  private static final int LENGTH_BYTES = 2;

  private final int sizeBits;
  private final int indexBits;
  private final int deltaBits;
  private final int ctsBits;
  private final int dtsBits;
  private final int rapBits;
  private final int stateBits;
  private final int auxiliaryBits;
  private final int constantSize;
  private final int ticksPerUnit;

  // Of the packet being read.
  private final int[] sizes = new int[MAX_UNITS];
  private int units;

  AacDepacketizer(PayloadFormat format, Codec.Aac codec, FrameSink sink) {
    super(sink);
    FormatParameters parameters = format.parameters();
    sizeBits = bits(parameters, "sizelength");
    indexBits = bits(parameters, "indexlength");
    deltaBits = bits(parameters, "indexdeltalength");
    ctsBits = bits(parameters, "ctsdeltalength");
    dtsBits = bits(parameters, "dtsdeltalength");
    rapBits = parameters.integer("randomaccessindication", 0) == 0 ? 0 : 1;
    stateBits = bits(parameters, "streamstateindication");
    auxiliaryBits = bits(parameters, "auxiliarydatasizelength");
    constantSize = parameters.integer("constantsize", 0);
    if (parameters.integer("maxdisplacement", 0) > 0) {
      throw new UnsupportedMediaException("AAC over RTP: interleaved (maxDisplacement)");
    }
    long ticks = (long) codec.samplesPerFrame() * format.clockRate() / codec.sampleRate();
    ticksPerUnit = parameters.integer("constantduration", (int) ticks);
    announce(codec);
  }

  private static int bits(FormatParameters parameters, String name) {
    int bits = parameters.integer(name, 0);
    if (bits < 0 || bits > MAX_FIELD_BITS) {
      throw new MalformedMediaException(
          "AAC over RTP: " + name + " " + bits + " is not in 0.." + MAX_FIELD_BITS);
    }
    return bits;
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int end = packet.payloadEnd();
    int at = readHeaders(in, packet.payloadIndex(), end);
    if (units == 0) {
      throw new MalformedMediaException("AAC over RTP: no access unit");
    }
    // 3.2.3: a piece is alone in its packet, which says the size of the whole.
    if (units == 1 && sizes[0] > end - at) {
      readPiece(in, at, end, rtpTime, packet.marker());
      return;
    }
    if (units == 1 && isJoining(rtpTime)) {
      readPiece(in, at, end, rtpTime, true);
      return;
    }
    for (int unit = 0; unit < units; unit++) {
      if (sizes[unit] > end - at) {
        throw new MalformedMediaException(
            "AAC over RTP: access unit of " + sizes[unit] + " bytes, has " + (end - at));
      }
      frame(rtpTime + (long) unit * ticksPerUnit, in, at, sizes[unit]);
      at += sizes[unit];
    }
  }

  private void readPiece(ByteBuf in, int at, int end, long rtpTime, boolean last) {
    if (!addPiece(rtpTime, in, at, end)) {
      beginPieces(rtpTime, in, at, end);
    }
    if (pieces().writerIndex() >= sizes[0]) {
      endPieces();
    } else if (last) {
      lost();
    }
  }

  /// Reads the sizes of all units; returns where the first one starts.
  private int readHeaders(ByteBuf in, int index, int end) {
    units = 0;
    if (headerBits(true) == 0) { // 3.1: then there is no header section
      splitConstant(end - index);
      return index;
    }
    if (end - index < LENGTH_BYTES) {
      throw new MalformedMediaException("AAC over RTP: payload of " + (end - index) + " bytes");
    }
    int bits = in.getUnsignedShort(index);
    int bytes = (bits + 7) / 8;
    int at = index + LENGTH_BYTES;
    if (bytes > end - at) {
      throw new MalformedMediaException(
          "AAC over RTP: AU headers of " + bits + " bits, has " + (end - at) + " bytes");
    }
    BitReader headers = new BitReader(Octets.copyOf(in, at, bytes), "AAC over RTP: AU headers");
    while (headers.positionBits() + headerBits(units == 0) <= bits && units < MAX_UNITS) {
      sizes[units] = readHeader(headers, units == 0);
      units++;
    }
    return skipAuxiliary(in, at + bytes, end);
  }

  private int headerBits(boolean first) {
    int optional = (ctsBits > 0 ? 1 : 0) + (dtsBits > 0 ? 1 : 0) + rapBits + stateBits;
    return sizeBits + (first ? indexBits : deltaBits) + optional;
  }

  private int readHeader(BitReader in, boolean first) {
    int size = sizeBits > 0 ? in.bits(sizeBits) : constantSize;
    int index = in.bits(first ? indexBits : deltaBits);
    if (index != 0) {
      throw new UnsupportedMediaException(
          "AAC over RTP: AU-index " + index + ", interleaved; allowed is 0");
    }
    if (ctsBits > 0 && in.flag()) {
      in.skip(ctsBits);
    }
    if (dtsBits > 0 && in.flag()) {
      in.skip(dtsBits);
    }
    in.skip(rapBits + stateBits);
    if (size < 0) {
      throw new MalformedMediaException("AAC over RTP: access unit of over 2147483647 bytes");
    }
    return size;
  }

  private int skipAuxiliary(ByteBuf in, int at, int end) {
    if (auxiliaryBits == 0) {
      return at;
    }
    int fieldBytes = Math.min((auxiliaryBits + 7) / 8, end - at);
    BitReader field = new BitReader(Octets.copyOf(in, at, fieldBytes), "AAC over RTP: auxiliary");
    long bits = auxiliaryBits + field.longBits(auxiliaryBits);
    if ((bits + 7) / 8 > end - at) {
      throw new MalformedMediaException(
          "AAC over RTP: auxiliary section of " + bits + " bits, has " + (end - at) + " bytes");
    }
    return at + (int) ((bits + 7) / 8);
  }

  private void splitConstant(int bytes) {
    int size = constantSize > 0 ? constantSize : bytes;
    for (int left = bytes; left > 0 && units < MAX_UNITS; left -= size) {
      sizes[units++] = size;
    }
  }
}
