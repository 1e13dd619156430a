package dev.weir.ogg;

import dev.weir.bits.Leftover;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads Ogg (RFC 3533) with Theora, VP8, Vorbis, Opus and FLAC; streams of other kinds are passed
/// over.
///
/// Streams that follow each other ("chained") are put on one timeline, each beginning where the
/// ones before end; the first of a kind goes on as the same track. Pages whose checksum is wrong
/// are passed over, as is all between pages. Not thread-safe; [#close] gives back the memory.
public final class OggReader implements Demuxer {
  private static final int MAX_STREAMS = 8;
  private static final int MAX_LINKS = 64;
  private static final int MAX_JUNK_BYTES = 64 << 10;
  private static final long MAX_MICROS = 1L << 53; // 285 years
  private static final int CAPTURE_BYTES = 4;

  /// Streams that begin together and end before the next do.
  private record Link(long position, long offsetMicros, Map<Integer, LogicalStream> streams) {}

  private final TrackSink sink;
  private final Leftover leftover = new Leftover();
  private final OggCrc crc = new OggCrc();
  private final List<Link> links = new ArrayList<>(); // never more than MAX_LINKS: the newest
  private final Map<Integer, Codec.Kind> kinds = new HashMap<>(); // of the tracks told

  private @Nullable Link link; // that pages belong to now
  private boolean beginning; // while all pages of the link were first pages
  private @Nullable LogicalStream current; // whose sample the sink is given
  private long position; // of the next byte to be read
  private boolean captured; // whether there was a page
  private long dropped;

  /// Gives what it reads to `sink`.
  public OggReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    leftover.read(piece, this::step, OggPage::bytes);
  }

  @Override
  public void end() {
    ByteBuf rest = leftover.rest();
    while (rest.readableBytes() >= OggPage.HEADER_BYTES) {
      if (!step(rest)) {
        skip(rest, 1); // It was no page that would have been too long.
      }
    }
    leftover.clear();
  }

  @Override
  public long position() {
    return current == null ? position : current.samplePosition();
  }

  @Override
  public void resume(long position) {
    leftover.clear();
    this.position = position;
    beginning = false;
    for (Link each : links) {
      each.streams.values().forEach(LogicalStream::resume);
    }
    links.stream()
        .filter(each -> each.position <= position)
        .reduce((_, newer) -> newer)
        .ifPresent(there -> link = there);
  }

  @Override
  public long dropped() {
    return dropped
        + links.stream()
            .flatMap(each -> each.streams.values().stream())
            .mapToLong(LogicalStream::dropped)
            .sum();
  }

  @Override
  public void close() {
    leftover.close();
    links.forEach(OggReader::close);
  }

  private static void close(Link link) {
    link.streams.values().forEach(LogicalStream::close);
  }

  /// Reads a page, or passes over what is none; false if more input is needed.
  private boolean step(ByteBuf in) {
    int bytes = OggPage.bytes(in);
    if (bytes < 0) {
      return junk(in);
    }
    if (bytes == 0 || bytes > in.readableBytes()) {
      return false;
    }
    OggPage page = new OggPage(in);
    if (crc.of(in, in.readerIndex(), bytes) != page.checksum()) {
      dropped++;
      skip(in, CAPTURE_BYTES);
      return true;
    }
    captured = true;
    page(page);
    skip(in, bytes);
    return true;
  }

  /// Passes over bytes up to one that could begin a page.
  private boolean junk(ByteBuf in) {
    int found = in.indexOf(in.readerIndex() + 1, in.writerIndex(), (byte) 'O');
    skip(in, (found < 0 ? in.writerIndex() : found) - in.readerIndex());
    if (!captured && position > MAX_JUNK_BYTES) {
      throw new MalformedMediaException("Ogg: no page in the first " + MAX_JUNK_BYTES + " bytes");
    }
    return true;
  }

  private void page(OggPage page) {
    if (page.has(OggPage.FIRST)) {
      begin(page);
    } else {
      beginning = false;
    }
    Link now = link;
    LogicalStream stream = now == null ? null : now.streams.get(page.serial());
    if (now != null && stream != null) {
      current = stream;
      stream.page(page, position, now.offsetMicros);
    }
  }

  /// A stream begins: beside those that have just begun, or after all before.
  private void begin(OggPage page) {
    Link now = link;
    if (now == null || !beginning || now.streams.containsKey(page.serial())) {
      now = follow(now);
    }
    beginning = true;
    Mapping mapping = page.segments() == 0 ? null : Mapping.of(Octets.copyOf(firstPacket(page)));
    if (mapping == null) {
      return;
    }
    if (now.streams.size() == MAX_STREAMS) {
      throw new UnsupportedMediaException(
          "Ogg at byte " + position + ": more streams than the limit of " + MAX_STREAMS);
    }
    LogicalStream stream = new LogicalStream(freeTrackId(now, mapping.kind()), mapping, sink);
    now.streams.put(page.serial(), stream);
  }

  private static ByteBuf firstPacket(OggPage page) {
    int bytes = 0;
    for (int i = 0; i < page.segments(); i++) {
      bytes += page.segmentBytes(i);
      if (page.segmentBytes(i) < OggPage.FULL_SEGMENT) {
        break;
      }
    }
    return page.body(0, bytes);
  }

  private Link follow(@Nullable Link before) {
    long endMicros = 0;
    if (before != null) {
      for (LogicalStream stream : before.streams.values()) {
        endMicros = Math.max(endMicros, stream.endMicros());
      }
      endMicros += before.offsetMicros;
    }
    if (endMicros > MAX_MICROS) {
      throw new MalformedMediaException(
          "Ogg at byte %d: streams of %d µs, limit %d".formatted(position, endMicros, MAX_MICROS));
    }
    if (links.size() == MAX_LINKS) {
      Link oldest = links.removeFirst();
      dropped += oldest.streams.values().stream().mapToLong(LogicalStream::dropped).sum();
      close(oldest);
    }
    Link next = new Link(position, endMicros, new HashMap<>());
    links.add(next);
    link = next;
    return next;
  }

  /// The first track of this kind that the link does not have yet, or a new one.
  private int freeTrackId(Link now, Codec.Kind kind) {
    int id = 1;
    while (kinds.getOrDefault(id, kind) != kind || isTaken(now, id)) {
      id++;
    }
    kinds.put(id, kind);
    return id;
  }

  private static boolean isTaken(Link now, int id) {
    return now.streams.values().stream().anyMatch(stream -> stream.trackId() == id);
  }

  private void skip(ByteBuf in, int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
