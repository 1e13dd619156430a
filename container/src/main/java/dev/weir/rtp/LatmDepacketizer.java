package dev.weir.rtp;

import dev.weir.aac.LatmReader;
import dev.weir.aac.StreamMuxConfig;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// AAC in LATM (RFC 6416 6). Where the StreamMuxConfig is in the description (cpresent=0), an
/// element is frames after their lengths; where it is in band, it is told so bit by bit. An element
/// is in one packet or several.
///
/// Not thread-safe.
final class LatmDepacketizer extends AudioDepacketizer {
  private final int clockRate;
  private final @Nullable StreamMuxConfig config; // null if it is in band
  private final LatmReader elements = new LatmReader();
  private final LatmReader.Output inBand = this::inBandFrame;

  private long time; // of the next frame of an element

  LatmDepacketizer(PayloadFormat format, FrameSink sink) {
    super(sink);
    clockRate = format.clockRate();
    config = CodecFormats.streamMuxConfig(format.parameters());
    announce(config == null ? null : config.codec());
  }

  // 6.3: the marker says that the packet has the end of an audioMuxElement.
  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int index = packet.payloadIndex();
    int end = packet.payloadEnd();
    if (!addPiece(rtpTime, in, index, end)) {
      if (packet.marker()) {
        element(in, index, end, rtpTime);
        return;
      }
      beginPieces(rtpTime, in, index, end);
    }
    if (packet.marker()) {
      try {
        element(pieces(), 0, pieces().writerIndex(), rtpTime);
      } finally {
        forgetPieces();
      }
    }
  }

  private void element(ByteBuf in, int from, int end, long rtpTime) {
    time = rtpTime;
    if (config == null) {
      elements.read(Octets.copyOf(in, from, end - from), inBand);
    } else {
      split(in, from, end, config);
    }
  }

  private void inBandFrame(Codec.Aac codec, ByteBuf block) {
    announce(codec);
    frame(block, block.readerIndex(), block.readableBytes(), codec);
  }

  private void frame(ByteBuf in, int index, int bytes, Codec.Aac codec) {
    frame(time, in, index, bytes);
    time += (long) codec.samplesPerFrame() * clockRate / codec.sampleRate();
  }

  private void split(ByteBuf in, int from, int end, StreamMuxConfig config) {
    for (int at = from; at < end; ) {
      int size = config.fixedFrameBytes();
      int octet = size == 0 ? 0xFF : 0;
      while (octet == 0xFF && at < end) {
        octet = in.getUnsignedByte(at++);
        size += octet;
      }
      if (octet == 0xFF || size > end - at) {
        throw new MalformedMediaException(
            "LATM over RTP: frame of " + size + " bytes, has " + (end - at));
      }
      frame(in, at, size, config.codec());
      at += size;
    }
  }
}
