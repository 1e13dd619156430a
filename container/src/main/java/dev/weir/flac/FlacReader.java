package dev.weir.flac;

import dev.weir.bits.Leftover;
import dev.weir.elementary.MetadataTag;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads native FLAC (RFC 9639 7): `fLaC`, metadata blocks, frames.
///
/// ```
/// metadata block:  |last (1)|type (7)|bytes (24)|  body
/// ```
///
/// Frames do not say how long they are. One ends where the next header begins and its CRC-16 fits;
/// if only the next header's CRC-8 and number fit, it is damaged and left out. One track, id 1. Not
/// thread-safe; [#close] gives back the memory.
public final class FlacReader implements Demuxer {
  /// The id of the only track.
  public static final int TRACK_ID = 1;

  /// More than 65,535 sound samples of 8 channels and 32 bits take as they are.
  static final int MAX_FRAME_BYTES = 4 << 20;

  private static final long MAX_SECONDS = 1L << 40;
  private static final int MAGIC = 0x664C6143; // "fLaC"
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int LAST_FLAG = 0x80;
  private static final int STREAMINFO = 0;

  private enum State {
    MAGIC,
    BLOCKS,
    FRAMES
  }

  private final TrackSink sink;
  private final Leftover leftover = new Leftover();
  private final FlacCrc crc = new FlacCrc();

  private State state = State.MAGIC;
  private Codec.@Nullable Flac codec; // null until STREAMINFO
  private long position; // of the next byte to be read
  private long skipBytes; // of a tag or block that are still to come
  private boolean lastBlock; // whether what is skipped is the last block
  private boolean inFrame; // whether a header was found at the reader index
  private int scanned; // bytes of the frame that the checksum has gone over
  private long dropped;

  /// Gives what it reads to `sink`.
  public FlacReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    ByteBuf in = leftover.before(piece);
    while (step(in)) {}
    leftover.keep(in);
  }

  @Override
  public void end() {
    ByteBuf rest = leftover.rest();
    if (inFrame && rest.readableBytes() > scanned) {
      scan(rest, rest.readableBytes());
    }
    if (inFrame && rest.isReadable() && crc.matches()) {
      frame(rest, rest.readableBytes());
    }
    leftover.clear();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void resume(long position) {
    leftover.clear();
    this.position = position;
    state = State.FRAMES;
    skipBytes = 0;
    inFrame = false;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    leftover.close();
  }

  /// Reads the next thing; false if more input is needed.
  private boolean step(ByteBuf in) {
    if (skipBytes > 0) {
      int here = (int) Math.min(skipBytes, in.readableBytes());
      skip(in, here);
      skipBytes -= here;
      return skipBytes == 0;
    }
    return switch (state) {
      case MAGIC -> readMagic(in);
      case BLOCKS -> readBlock(in);
      case FRAMES -> inFrame ? readFrame(in) : findFrame(in);
    };
  }

  private boolean readMagic(ByteBuf in) {
    long tagBytes = MetadataTag.bytes(in);
    if (tagBytes > 0) {
      skipBytes = tagBytes;
      return true;
    }
    if (in.readableBytes() < BLOCK_HEADER_BYTES) {
      return false;
    }
    int magic = in.getInt(in.readerIndex());
    if (magic != MAGIC) {
      throw new MalformedMediaException(
          String.format("FLAC at byte %d: starts %08x, not %08x", position, magic, MAGIC));
    }
    skip(in, BLOCK_HEADER_BYTES);
    state = State.BLOCKS;
    return true;
  }

  private boolean readBlock(ByteBuf in) {
    if (lastBlock) {
      state = State.FRAMES;
      return true;
    }
    if (in.readableBytes() < BLOCK_HEADER_BYTES) {
      return false;
    }
    int header = in.getUnsignedByte(in.readerIndex());
    int bytes = in.getUnsignedMedium(in.readerIndex() + 1);
    if (codec == null && !readStreamInfo(in, header & ~LAST_FLAG, bytes)) {
      return false;
    }
    lastBlock = (header & LAST_FLAG) != 0;
    skipBytes = (long) BLOCK_HEADER_BYTES + bytes;
    return true;
  }

  /// 8.2: STREAMINFO is the first block.
  private boolean readStreamInfo(ByteBuf in, int type, int bytes) {
    if (type != STREAMINFO || bytes != StreamInfo.BYTES) {
      throw new MalformedMediaException(
          "FLAC: first block is of type "
              + type
              + " with "
              + bytes
              + " bytes, allowed 0 with "
              + StreamInfo.BYTES);
    }
    if (in.readableBytes() < BLOCK_HEADER_BYTES + bytes) {
      return false;
    }
    Codec.Flac found =
        StreamInfo.parse(Octets.copyOf(in, in.readerIndex() + BLOCK_HEADER_BYTES, bytes));
    codec = found;
    sink.track(Track.of(TRACK_ID, found));
    return true;
  }

  /// Passes over bytes up to a frame header.
  private boolean findFrame(ByteBuf in) {
    while (in.isReadable()) {
      int headerBytes = FlacFrame.headerBytes(in);
      if (headerBytes == 0) {
        return false;
      }
      if (headerBytes > 0) {
        begin();
        return true;
      }
      skip(in, 1);
    }
    return false;
  }

  private void begin() {
    inFrame = true;
    scanned = 0;
    crc.reset();
  }

  /// Looks for the end of the frame; false if it has not arrived.
  private boolean readFrame(ByteBuf in) {
    while (in.readableBytes() > scanned) {
      if (scanned > 0 && in.getByte(in.readerIndex() + scanned) == (byte) 0xFF) {
        ByteBuf next = in.slice(in.readerIndex() + scanned, in.readableBytes() - scanned);
        int headerBytes = FlacFrame.headerBytes(next);
        if (headerBytes == 0) {
          return false;
        }
        if (headerBytes > 0 && (crc.matches() || follows(in, next))) {
          frame(in, scanned);
          return true;
        }
      }
      if (scanned > MAX_FRAME_BYTES) {
        dropFrame(in);
        return true;
      }
      scan(in, endOfScan(in));
    }
    return false;
  }

  /// The index, from the reader index, of the next byte that could begin a header.
  private int endOfScan(ByteBuf in) {
    int from = in.readerIndex() + scanned + 1;
    int found = in.indexOf(from, in.writerIndex(), (byte) 0xFF);
    return (found < 0 ? in.writerIndex() : found) - in.readerIndex();
  }

  private void scan(ByteBuf in, int end) {
    in.forEachByte(in.readerIndex() + scanned, end - scanned, crc);
    scanned = end;
  }

  /// Whether the numbers of two headers say that the second frame follows the first.
  private boolean follows(ByteBuf in, ByteBuf next) {
    Codec.Flac known = codec;
    if (known == null || in.getShort(in.readerIndex()) != next.getShort(next.readerIndex())) {
      return false;
    }
    try {
      return FlacFrame.firstSample(next, known)
          == FlacFrame.firstSample(in, known) + FlacFrame.samples(in, known);
    } catch (MalformedMediaException _) {
      return false; // The block is larger than STREAMINFO allows.
    }
  }

  private void frame(ByteBuf in, int bytes) {
    Codec.Flac known = codec;
    if (known != null && crc.matches()) {
      long first = FlacFrame.firstSample(in, known);
      checkTime(first / known.sampleRate());
      long micros = Timescale.rescale(first, known.sampleRate(), 1_000_000);
      sink.sample(new Sample(TRACK_ID, micros, 0, true, in.slice(in.readerIndex(), bytes)));
    } else {
      dropped++;
    }
    skip(in, bytes);
    inFrame = false;
  }

  /// At a sampling rate of a few Hz, the largest number is a time that fits no clock.
  private void checkTime(long seconds) {
    if (seconds > MAX_SECONDS) {
      throw new MalformedMediaException(
          "FLAC frame at byte "
              + position
              + ": begins at second "
              + seconds
              + ", limit "
              + MAX_SECONDS);
    }
  }

  private void dropFrame(ByteBuf in) {
    dropped++;
    skip(in, 1);
    inFrame = false;
  }

  private void skip(ByteBuf in, int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
