package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;

/// MP3 in application data units, which losses do not spread from (RFC 5219).
///
/// ```
/// {|C|0| size:6 |  or  |C|1| size:14 |  ADU}     C: goes on with the one before
/// ```
///
/// Each unit has the main data that its frame needs; [AduFrames] makes frames of them again.
/// Interleaved units, whose sync words are numbers, are refused. Not thread-safe.
final class AduDepacketizer extends AudioDepacketizer {
  private static final int CONTINUES = 0x80;
  private static final int LONG_SIZE = 0x40;
  private static final int SYNC = 0xFFE00000;
  private static final int HEADER_BYTES = 4;

  private final AduFrames frames;

  private int wantedBytes; // of the unit that comes in pieces

  AduDepacketizer(PayloadFormat format, FrameSink sink) {
    super(sink);
    frames = new AduFrames(format.clockRate(), this::announce, this::frame);
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int end = packet.payloadEnd();
    long time = rtpTime;
    for (int at = packet.payloadIndex(); at < end; ) {
      int first = in.getUnsignedByte(at++);
      int size = first & 0x3F;
      if ((first & LONG_SIZE) != 0) {
        if (at == end) {
          throw new MalformedMediaException("MP3 ADU over RTP: descriptor of 1 byte, needs 2");
        }
        size = (size << 8) | in.getUnsignedByte(at++);
      }
      int bytes = Math.min(size, end - at);
      if ((first & CONTINUES) != 0) {
        readPiece(in, at, at + bytes, rtpTime);
      } else if (bytes < size) {
        wantedBytes = size;
        beginPieces(rtpTime, in, at, end);
      } else {
        time += unit(time, in, at, size);
      }
      at += bytes;
    }
  }

  private void readPiece(ByteBuf in, int at, int end, long rtpTime) {
    if (!addPiece(rtpTime, in, at, end)) {
      drop();
    } else if (pieces().writerIndex() >= wantedBytes) {
      ByteBuf whole = pieces();
      try {
        unit(rtpTime, whole, 0, whole.writerIndex());
      } finally {
        forgetPieces();
      }
    }
  }

  /// Takes a unit; returns how long its sound lasts.
  private long unit(long time, ByteBuf in, int at, int size) {
    if (size < HEADER_BYTES) {
      throw new MalformedMediaException("MP3 ADU over RTP: " + size + " bytes, needs a header");
    }
    if ((in.getInt(at) & SYNC) != SYNC) {
      throw new UnsupportedMediaException("MP3 ADU over RTP: interleaved units");
    }
    return frames.add(time, in, at, size);
  }

  @Override
  public void lost() {
    super.lost();
    frames.lost();
  }

  @Override
  public void close() {
    super.close();
    frames.close();
  }
}
