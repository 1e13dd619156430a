package dev.weir.ogg;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.theora.TheoraHeaders;
import dev.weir.vorbis.VorbisHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One stream of an Ogg file: makes packets of its pages and samples of the packets.
///
/// A page says when its last packet ends. The packets before it are counted back from there, so
/// that reading can begin at any page. Only the last page is counted forward: its end may be cut
/// off (RFC 7845 4.4). Belongs to one [OggReader].
final class LogicalStream implements AutoCloseable {
  /// Longer packets are none.
  static final int MAX_PACKET_BYTES = 8 << 20;

  /// A comment that is longer, for it may hold pictures, is replaced with an empty one.
  private static final int MAX_COMMENT_BYTES = 64 << 10;

  private static final int EMPTY_COMMENT_BYTES = 7 + 4 + 4 + 1;

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final int DAMAGED = -1;
  private static final int NO_SAMPLE = -2;

  private final int trackId;
  private final Mapping mapping;
  private final TrackSink sink;
  private final ByteBuf partial = Unpooled.buffer(0); // a packet that the next page goes on with
  private final List<ByteBuf> packets = new ArrayList<>(); // that end on the page
  private final int[] units = new int[OggPage.MAX_SEGMENTS]; // of each of them, or why it has none

  private boolean restAppends; // whether the rest of the page goes on with the partial packet,
  private boolean restSkipped; // whether it belongs to a lost one,
  private int restBytes; // and how long it is
  private boolean announced; // once all headers are there
  private boolean inPacket; // whether a packet goes on on the next page
  private boolean sequenceKnown;
  private int nextSequence;
  private long next = UNKNOWN; // units from the start to the end of the newest page
  private long endMicros; // of the newest page
  private long pagePosition; // of the page being read
  private long lastPagePosition; // of the page before
  private long partialPosition; // of the page that the partial packet began on
  private long samplePosition; // where to resume for the sample that the sink is given
  private long dropped;

  LogicalStream(int trackId, Mapping mapping, TrackSink sink) {
    this.trackId = trackId;
    this.mapping = mapping;
    this.sink = sink;
  }

  /// Takes the next page, whose checksum was right; its times are put `offsetMicros` later.
  void page(OggPage page, long position, long offsetMicros) {
    lastPagePosition = pagePosition;
    pagePosition = position;
    boolean lost = sequenceKnown && page.sequence() != nextSequence;
    nextSequence = page.sequence() + 1;
    sequenceKnown = true;
    if (lost) {
      dropped++;
      next = UNKNOWN;
      inPacket = false;
    }
    int rest = split(page);
    long firstPosition = page.has(OggPage.CONTINUED) ? partialPosition : position;
    headers();
    samples(page, firstPosition, offsetMicros);
    packets.clear();
    keepRest(page, rest);
  }

  /// Cuts the page into packets; returns where in it those begin that do not end on it.
  private int split(OggPage page) {
    boolean continued = page.has(OggPage.CONTINUED);
    boolean first = continued && inPacket;
    boolean skip = continued && !inPacket;
    if (!continued && inPacket) {
      dropped++;
    }
    int from = 0;
    int bytes = 0;
    int segments = page.segments();
    for (int i = 0; i < segments; ) {
      int full = page.fullFrom(i);
      if (full > 0) {
        bytes += full * OggPage.FULL_SEGMENT;
        i += full;
        continue;
      }
      int segment = page.segmentBytes(i++);
      bytes += segment;
      if (segment == OggPage.FULL_SEGMENT) {
        continue;
      }
      if (first) {
        append(page.body(from, bytes));
        packets.add(partial);
      } else if (!skip) {
        packets.add(page.body(from, bytes));
      }
      first = false;
      skip = false;
      from += bytes;
      bytes = 0;
    }
    restAppends = first;
    restSkipped = skip;
    restBytes = bytes;
    return from;
  }

  private void keepRest(OggPage page, int from) {
    boolean ended =
        page.segments() == 0 || page.segmentBytes(page.segments() - 1) != OggPage.FULL_SEGMENT;
    inPacket = !ended && !restSkipped;
    if (!inPacket) {
      partial.clear();
      return;
    }
    if (!restAppends) {
      partial.clear();
      partialPosition = pagePosition;
    }
    append(page.body(from, restBytes));
  }

  private void append(ByteBuf piece) {
    if (partial.readableBytes() + piece.readableBytes() > MAX_PACKET_BYTES) {
      throw new MalformedMediaException(
          "Ogg page at byte %d: packet is over the limit of %d bytes"
              .formatted(pagePosition, MAX_PACKET_BYTES));
    }
    partial.writeBytes(piece);
  }

  private void headers() {
    while (!announced && !packets.isEmpty()) {
      Octets packet = Octets.copyOf(packets.removeFirst());
      Codec codec = mapping.header(withoutLongComment(packet));
      if (codec != null) {
        announced = true;
        sink.track(Track.of(trackId, codec));
      }
    }
  }

  private static Octets withoutLongComment(Octets packet) {
    boolean comment = VorbisHeaders.isHeader(packet, 3) || TheoraHeaders.isHeader(packet, 0x81);
    if (!comment || packet.length() <= MAX_COMMENT_BYTES) {
      return packet;
    }
    byte[] empty = Arrays.copyOf(packet.slice(0, 7).toByteArray(), EMPTY_COMMENT_BYTES);
    empty[EMPTY_COMMENT_BYTES - 1] = 1; // Vorbis ends it with a bit that is set.
    return Octets.of(empty);
  }

  private void samples(OggPage page, long firstPosition, long offsetMicros) {
    long sum = measure();
    if (packets.isEmpty() && page.granule() == OggPage.NO_GRANULE) {
      return;
    }
    long at = start(page, sum);
    for (int i = 0; i < packets.size(); i++) {
      boolean usable = units[i] >= 0 && packets.get(i).isReadable();
      if (usable) {
        // Only the page before says when the packets of a cut last page begin, and how long a first
        // packet of Vorbis is.
        boolean exact = i > 0 && !page.has(OggPage.LAST);
        samplePosition = exact ? pagePosition : Math.min(firstPosition, lastPagePosition);
        give(packets.get(i), at, offsetMicros);
      } else if (units[i] == DAMAGED) {
        dropped++;
      }
      at += Math.max(0, units[i]);
    }
  }

  /// Finds out how much each packet covers; returns the sum.
  private long measure() {
    long sum = 0;
    for (int i = 0; i < packets.size(); i++) {
      units[i] = measure(packets.get(i));
      sum += Math.max(0, units[i]);
    }
    return sum;
  }

  private int measure(ByteBuf packet) {
    try {
      if (mapping.isHeader(packet)) {
        mapping.resume(true);
        return NO_SAMPLE;
      }
      return mapping.units(packet);
    } catch (MalformedMediaException _) {
      return DAMAGED;
    }
  }

  /// The units before the first packet of the page. Takes note of where the page ends.
  private long start(OggPage page, long sum) {
    long granule = page.granule();
    long end = granule < 0 ? UNKNOWN : mapping.end(granule);
    if (end != UNKNOWN && !mapping.clock().covers(end)) {
      end = UNKNOWN;
    }
    long start;
    if (end == UNKNOWN) {
      start = next == UNKNOWN ? 0 : next;
      end = start + sum;
    } else if (page.has(OggPage.LAST) && end - sum < Math.max(0, next)) {
      start = Math.max(0, next);
    } else {
      start = end - sum;
    }
    next = mapping.clock().covers(end) ? end : UNKNOWN;
    endMicros = micros(next == UNKNOWN ? 0 : next);
    return start;
  }

  private void give(ByteBuf packet, long at, long offsetMicros) {
    sink.sample(
        new Sample(
            trackId, micros(at) + offsetMicros, 0, mapping.keyframe(packet), packet.slice()));
  }

  private long micros(long unitsFromStart) {
    return mapping.clock().micros(unitsFromStart - mapping.preSkip());
  }

  /// Forgets what is half read.
  void resume() {
    inPacket = false;
    partial.clear();
    sequenceKnown = false;
    next = UNKNOWN;
    mapping.resume(false);
  }

  int trackId() {
    return trackId;
  }

  /// When the newest page ends.
  long endMicros() {
    return endMicros;
  }

  long samplePosition() {
    return samplePosition;
  }

  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    partial.release();
  }
}
