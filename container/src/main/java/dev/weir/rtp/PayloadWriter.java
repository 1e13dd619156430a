package dev.weir.rtp;

import dev.weir.media.Timescale;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a [Packetizer] puts its payloads: writes the headers and numbers the packets.
///
/// Not thread-safe.
final class PayloadWriter {
  private static final int MARKER_INDEX = 1;
  private static final int MARKER = 0x80;

  private final int payloadType;
  private final int ssrc;
  private final int maxPayloadBytes;
  private final Timescale clock;
  private final long timestampOffset;

  private @Nullable RtpPackets packets; // set by start
  private int sequence; // of the next packet
  private long timestamp; // of the next packet
  private int payloadStart;
  private boolean written; // whether a packet ended since start
  private long packetsSent;
  private long octetsSent;

  PayloadWriter(
      int payloadType,
      int ssrc,
      int maxPayloadBytes,
      Timescale clock,
      int firstSequence,
      long timestampOffset) {
    this.payloadType = payloadType;
    this.ssrc = ssrc;
    this.maxPayloadBytes = maxPayloadBytes;
    this.clock = clock;
    this.sequence = firstSequence;
    this.timestampOffset = timestampOffset;
  }

  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  int sequence() {
    return sequence;
  }

  long packetsSent() {
    return packetsSent;
  }

  long octetsSent() {
    return octetsSent;
  }

  /// The media clock at this time, 32 bits.
  long timestampAt(long micros) {
    return (timestampOffset + clock.fromMicros(micros)) & 0xFFFF_FFFFL;
  }

  /// What follows goes to `target` and has the time `micros`.
  void start(RtpPackets target, long micros) {
    packets = target;
    timestamp = timestampAt(micros);
    written = false;
  }

  /// What follows is `ticks` later than what went before.
  void advance(long ticks) {
    timestamp += ticks;
  }

  /// Begins a packet; its payload is to be appended to the buffer returned.
  ByteBuf begin() {
    ByteBuf out = target().data();
    RtpPacket.writeHeader(false, payloadType, sequence, timestamp, ssrc, out);
    payloadStart = out.writerIndex();
    return out;
  }

  /// The buffer that the packet begun is in.
  ByteBuf buffer() {
    return target().data();
  }

  /// How much more fits into the packet begun.
  int room() {
    return maxPayloadBytes - (target().data().writerIndex() - payloadStart);
  }

  /// Where the payload of the packet begun starts.
  int payloadStart() {
    return payloadStart;
  }

  /// Ends the packet.
  void end() {
    octetsSent += target().data().writerIndex() - payloadStart;
    packetsSent++;
    written = true;
    sequence = (sequence + 1) & 0xFFFF;
    target().add();
  }

  /// Sets the marker of the packet that ended last since [#start], if there is one.
  void markLast() {
    if (!written) {
      return;
    }
    RtpPackets all = target();
    int at = all.start(all.count() - 1) + MARKER_INDEX;
    ByteBuf data = all.data();
    data.setByte(at, data.getByte(at) | MARKER);
  }

  private RtpPackets target() {
    return Objects.requireNonNull(packets, "start comes first");
  }

  /// How large each piece is if `bytes` are cut into as few pieces as `limit` allows, all of one
  /// size but the last.
  static int evenPiece(int bytes, int limit) {
    int pieces = (bytes + limit - 1) / limit;
    return (bytes + pieces - 1) / pieces;
  }
}
