package dev.weir.rtp;

import dev.weir.media.Octets;
import java.util.List;

/// One packet of RTCP (RFC 3550 6), of which a datagram may hold several.
///
/// Numbers of 32 bits that are counts or times are `long` and not negative; synchronisation sources
/// are `int`.
public sealed interface Rtcp {
  /// What a receiver says about one source (RFC 3550 6.4.1).
  ///
  /// @param ssrc the source
  /// @param fractionLost since the last report, in 1/256
  /// @param cumulativeLost since the beginning, 24 bits with sign
  /// @param highestSequence the highest number received, with cycles in the high 16 bits
  /// @param jitter in ticks of the media clock
  /// @param lastSenderReport the middle 32 bits of the last sender report's NTP time, 0 if none
  /// @param delaySinceLast since that came, in 1/65536 s
  record ReportBlock(
      int ssrc,
      int fractionLost,
      int cumulativeLost,
      long highestSequence,
      long jitter,
      long lastSenderReport,
      long delaySinceLast) {}

  /// What a sender says about itself (RFC 3550 6.4.1).
  ///
  /// @param ntpTime wall clock, seconds since 1900 in the high 32 bits, their fraction in the low
  /// @param rtpTime the same instant on the media clock
  /// @param packets sent so far
  /// @param octets of payload sent so far
  record SenderReport(
      int ssrc, long ntpTime, long rtpTime, long packets, long octets, List<ReportBlock> reports)
      implements Rtcp {
    /// Copies the list.
    public SenderReport {
      reports = List.copyOf(reports);
    }
  }

  /// What one who only receives says (RFC 3550 6.4.2).
  record ReceiverReport(int ssrc, List<ReportBlock> reports) implements Rtcp {
    /// Copies the list.
    public ReceiverReport {
      reports = List.copyOf(reports);
    }
  }

  /// Who the sources are (RFC 3550 6.5).
  record SourceDescription(List<Chunk> chunks) implements Rtcp {
    /// The type of an item that names a participant for ever.
    public static final int CNAME = 1;

    /// Copies the list.
    public SourceDescription {
      chunks = List.copyOf(chunks);
    }

    /// The usual packet: one canonical name.
    public static SourceDescription ofName(int ssrc, String cname) {
      return new SourceDescription(List.of(new Chunk(ssrc, List.of(new Item(CNAME, cname)))));
    }

    /// The items of one source.
    public record Chunk(int ssrc, List<Item> items) {
      /// Copies the list.
      public Chunk {
        items = List.copyOf(items);
      }
    }

    /// One item.
    ///
    /// @param type 1 CNAME, 2 NAME, …
    /// @param text at most 255 bytes in UTF-8
    public record Item(int type, String text) {}
  }

  /// Sources leave (RFC 3550 6.6).
  ///
  /// @param reason empty if none was given
  record Bye(List<Integer> sources, String reason) implements Rtcp {
    /// Copies the list.
    public Bye {
      sources = List.copyOf(sources);
    }
  }

  /// An application's own (RFC 3550 6.7).
  ///
  /// @param subtype 0 to 31
  /// @param name four characters
  /// @param data whole words
  record App(int subtype, int ssrc, String name, Octets data) implements Rtcp {}

  /// Packets that did not come and are wanted again (RFC 4585 6.2.1).
  ///
  /// @param sender who asks
  /// @param media of whom
  /// @param lost sequence numbers, in the order of the packet
  record GenericNack(int sender, int media, List<Integer> lost) implements Rtcp {
    /// Copies the list.
    public GenericNack {
      lost = List.copyOf(lost);
    }
  }

  /// A keyframe is wanted because pictures were lost (RFC 4585 6.3.1).
  record PictureLoss(int sender, int media) implements Rtcp {}

  /// A keyframe is wanted (RFC 5104 4.3.1).
  record FullIntraRequest(int sender, List<Entry> entries) implements Rtcp {
    /// Copies the list.
    public FullIntraRequest {
      entries = List.copyOf(entries);
    }

    /// One source that is asked.
    ///
    /// @param sequence a new number for a new request, the same for one said again
    public record Entry(int ssrc, int sequence) {}
  }

  /// How much a receiver thinks it can take (draft-alvestrand-rmcat-remb-03).
  record ReceiverEstimate(int sender, long bitsPerSecond, List<Integer> sources) implements Rtcp {
    /// Copies the list.
    public ReceiverEstimate {
      sources = List.copyOf(sources);
    }
  }

  /// When each packet of a transport came (draft-holmer-rmcat-transport-wide-cc-extensions-01).
  ///
  /// @param baseSequence transport-wide number of the first packet that is spoken of
  /// @param count how many are spoken of
  /// @param feedbackCount counts these packets, 8 bits
  /// @param referenceTime in 64 ms, 24 bits with sign
  /// @param received those of them that came, in the order of their numbers
  record TransportFeedback(
      int sender,
      int media,
      int baseSequence,
      int count,
      int feedbackCount,
      int referenceTime,
      List<Received> received)
      implements Rtcp {
    /// Ticks of [Received#ticks] in a unit of [#referenceTime()].
    public static final int TICKS_PER_REFERENCE = 256;

    /// Copies the list.
    public TransportFeedback {
      received = List.copyOf(received);
    }

    /// A packet that came.
    ///
    /// @param offset of its number from [TransportFeedback#baseSequence()], 0 and up
    /// @param ticks when, in 250 µs, counted from the zero of the reference time
    public record Received(int offset, long ticks) {}
  }

  /// A receiver's wall clock, so that it can measure the round trip (RFC 3611 4.4).
  record ReferenceTime(int ssrc, long ntpTime) implements Rtcp {}

  /// Legal, and nothing that is used here.
  ///
  /// @param type packet type, 192 to 223
  /// @param count the five bits after the padding bit: a count, a subtype or a format
  /// @param body what follows the first four bytes
  record Other(int type, int count, Octets body) implements Rtcp {}
}
