package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/// MP3 in application data units, which losses do not spread from (RFC 5219).
///
/// ```
/// {|C|0| size:6 |  or  |C|1| size:14 |  ADU}     C: goes on with the one before
/// ```
///
/// Each unit has the main data that its frame needs; [AduInterleaving] puts them in order, and
/// [AduFrames] makes frames of them again. Not thread-safe.
final class AduDepacketizer extends AudioDepacketizer {
  private static final int CONTINUES = 0x80;
  private static final int LONG_SIZE = 0x40;
  private static final int HEADER_BYTES = 4;

  private final AduFrames frames;
  private final AduInterleaving interleaving;

  private boolean interleaved; // what came last
  private int wantedBytes; // of the unit that comes in pieces

  AduDepacketizer(PayloadFormat format, FrameSink sink) {
    super(sink);
    frames = new AduFrames(format.clockRate(), this::announce, this::frame);
    interleaving = new AduInterleaving(frames, format.clockRate());
  }

  @Override
  public void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int end = packet.payloadEnd();
    long time = rtpTime;
    boolean first = true; // of the units in the packet
    for (int at = packet.payloadIndex(); at < end; ) {
      int flags = in.getUnsignedByte(at++);
      int size = flags & 0x3F;
      if ((flags & LONG_SIZE) != 0) {
        if (at == end) {
          throw new MalformedMediaException("MP3 ADU over RTP: descriptor of 1 byte, needs 2");
        }
        size = (size << 8) | in.getUnsignedByte(at++);
      }
      int bytes = Math.min(size, end - at);
      if ((flags & CONTINUES) != 0) {
        readPiece(in, at, at + bytes, rtpTime);
      } else if (bytes < size) {
        wantedBytes = size;
        beginPieces(rtpTime, in, at, end);
      } else {
        time += unit(time, first, in, at, size);
      }
      first = false;
      at += bytes;
    }
  }

  private void readPiece(ByteBuf in, int at, int end, long rtpTime) {
    if (!addPiece(rtpTime, in, at, end)) {
      drop();
    } else if (pieces().writerIndex() >= wantedBytes) {
      ByteBuf whole = pieces();
      try {
        unit(rtpTime, true, whole, 0, whole.writerIndex());
      } finally {
        forgetPieces();
      }
    }
  }

  /// Takes a unit; returns how much later than it the next one is, unless that says so itself.
  private long unit(long time, boolean first, ByteBuf in, int at, int size) {
    if (size < HEADER_BYTES) {
      throw new MalformedMediaException("MP3 ADU over RTP: " + size + " bytes, needs a header");
    }
    interleaved = AduInterleaving.isInterleaved(in.getInt(at));
    if (interleaved) {
      interleaving.add(time, first, in, at, size);
      return 0;
    }
    return frames.add(time, in, at, size);
  }

  /// Of a cycle there may be units in other packets.
  @Override
  public void lost() {
    super.lost();
    if (!interleaved) {
      frames.lost();
    }
  }

  @Override
  public void close() {
    super.close();
    frames.close();
  }
}
