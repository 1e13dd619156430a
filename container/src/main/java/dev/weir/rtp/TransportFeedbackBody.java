package dev.weir.rtp;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// The body of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 3.1).
///
/// ```
/// base sequence:16 | status count:16 | reference time:24 | feedback count:8 | chunks | deltas
/// chunks:  |0|status:2|run length:13|   |1|0| 14 × status:1 |   |1|1| 7 × status:2 |
/// status:  0 not received, 1 delta of 8 bits, 2 delta of 16 bits with sign, 3 reserved
/// ```
///
/// Stateless.
final class TransportFeedbackBody {
  private static final int HEADER_BYTES = 8;
  private static final int SMALL = 1;
  private static final int LARGE = 2;
  private static final int VECTOR_STATUSES = 7;
  private static final int MAX_RUN = 0x1FFF;

  private TransportFeedbackBody() {}

  static Rtcp.TransportFeedback read(int sender, int media, ByteBuf in) {
    RtcpReader.require(in, HEADER_BYTES);
    int base = in.readUnsignedShort();
    int count = in.readUnsignedShort();
    int reference = in.readMedium();
    int feedbackCount = in.readUnsignedByte();
    if (count > RtcpReader.MAX_STATUSES) {
      throw new MalformedMediaException(
          "transport feedback: " + count + " statuses, limit " + RtcpReader.MAX_STATUSES);
    }
    byte[] statuses = readStatuses(count, in);
    return new Rtcp.TransportFeedback(
        sender,
        media,
        base,
        count,
        feedbackCount,
        reference,
        readArrivals(statuses, reference, in));
  }

  private static byte[] readStatuses(int count, ByteBuf in) {
    byte[] statuses = new byte[count];
    for (int n = 0; n < count; ) {
      RtcpReader.require(in, 2);
      int chunk = in.readUnsignedShort();
      if (chunk >> 15 == 0) {
        for (int i = chunk & MAX_RUN; i > 0 && n < count; i--) {
          statuses[n++] = (byte) (chunk >> 13);
        }
        if ((chunk & MAX_RUN) == 0) {
          throw new MalformedMediaException("transport feedback: run of length 0");
        }
        continue;
      }
      int bits = ((chunk >> 14) & 1) + 1;
      for (int shift = 14 - bits; shift >= 0 && n < count; shift -= bits) {
        statuses[n++] = (byte) ((chunk >> shift) & ((1 << bits) - 1));
      }
    }
    return statuses;
  }

  private static List<Rtcp.TransportFeedback.Received> readArrivals(
      byte[] statuses, int reference, ByteBuf in) {
    List<Rtcp.TransportFeedback.Received> received = new ArrayList<>();
    long ticks = (long) reference * Rtcp.TransportFeedback.TICKS_PER_REFERENCE;
    for (int i = 0; i < statuses.length; i++) {
      switch (statuses[i]) {
        case SMALL -> {
          RtcpReader.require(in, 1);
          ticks += in.readUnsignedByte();
          received.add(new Rtcp.TransportFeedback.Received(i, ticks));
        }
        case LARGE -> {
          RtcpReader.require(in, 2);
          ticks += in.readShort();
          received.add(new Rtcp.TransportFeedback.Received(i, ticks));
        }
        default -> {}
      }
    }
    return received;
  }

  /// Appends the body after sender and media source.
  ///
  /// @throws IllegalArgumentException if two arrivals are over 8 s apart: that needs two packets
  static void write(Rtcp.TransportFeedback feedback, ByteBuf out) {
    out.writeShort(feedback.baseSequence()).writeShort(feedback.count());
    out.writeMedium(feedback.referenceTime()).writeByte(feedback.feedbackCount());
    byte[] statuses = new byte[feedback.count()];
    long last = (long) feedback.referenceTime() * Rtcp.TransportFeedback.TICKS_PER_REFERENCE;
    for (Rtcp.TransportFeedback.Received arrival : feedback.received()) {
      long delta = arrival.ticks() - last;
      if (delta != (short) delta) {
        throw new IllegalArgumentException("delta of " + delta + " does not fit 16 bits");
      }
      statuses[arrival.offset()] = (byte) (delta >= 0 && delta <= 0xFF ? SMALL : LARGE);
      last = arrival.ticks();
    }
    writeChunks(statuses, out);
    last = (long) feedback.referenceTime() * Rtcp.TransportFeedback.TICKS_PER_REFERENCE;
    for (Rtcp.TransportFeedback.Received arrival : feedback.received()) {
      int delta = (int) (arrival.ticks() - last);
      if (statuses[arrival.offset()] == SMALL) {
        out.writeByte(delta);
      } else {
        out.writeShort(delta);
      }
      last = arrival.ticks();
    }
  }

  private static void writeChunks(byte[] statuses, ByteBuf out) {
    for (int at = 0; at < statuses.length; ) {
      int run = 1;
      while (at + run < statuses.length && run < MAX_RUN && statuses[at + run] == statuses[at]) {
        run++;
      }
      if (run >= VECTOR_STATUSES || at + run == statuses.length) {
        out.writeShort((statuses[at] << 13) | run);
        at += run;
      } else {
        int chunk = 0xC000;
        for (int i = 0; i < VECTOR_STATUSES; i++) {
          int status = at + i < statuses.length ? statuses[at + i] : 0;
          chunk |= status << (2 * (VECTOR_STATUSES - 1 - i));
        }
        out.writeShort(chunk);
        at += VECTOR_STATUSES;
      }
    }
  }
}
