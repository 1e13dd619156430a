package dev.weir.flac;

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
import io.netty.buffer.Unpooled;
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
  private final ByteBuf in = Unpooled.buffer(0); // on the heap: every byte of it is looked at
  private final FlacCrc crc = new FlacCrc();

  private State state = State.MAGIC;
  private Codec.@Nullable Flac codec; // null until STREAMINFO
  private long position; // of the next byte to be read
  private long skipBytes; // of a tag or block that are still to come
  private boolean lastBlock; // whether what is skipped is the last block
  private boolean inFrame; // whether a header was found at the reader index
  private int searched; // bytes of the frame before which no other begins
  private int summed; // bytes of the frame that the checksum has gone over
  private long dropped;

  /// Gives what it reads to `sink`.
  public FlacReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    in.writeBytes(piece);
    while (step()) {}
    in.discardSomeReadBytes();
  }

  @Override
  public void end() {
    if (inFrame && in.isReadable() && isWhole(in.readableBytes())) {
      frame(in.readableBytes());
    }
    in.clear();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void resume(long position) {
    in.clear();
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
    in.release();
  }

  /// Reads the next thing; false if more input is needed.
  private boolean step() {
    if (skipBytes > 0) {
      int here = (int) Math.min(skipBytes, in.readableBytes());
      skip(here);
      skipBytes -= here;
      return skipBytes == 0;
    }
    return switch (state) {
      case MAGIC -> readMagic();
      case BLOCKS -> readBlock();
      case FRAMES -> inFrame ? readFrame() : findFrame();
    };
  }

  private boolean readMagic() {
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
    skip(BLOCK_HEADER_BYTES);
    state = State.BLOCKS;
    return true;
  }

  private boolean readBlock() {
    if (lastBlock) {
      state = State.FRAMES;
      return true;
    }
    if (in.readableBytes() < BLOCK_HEADER_BYTES) {
      return false;
    }
    int header = in.getUnsignedByte(in.readerIndex());
    int bytes = in.getUnsignedMedium(in.readerIndex() + 1);
    if (codec == null && !readStreamInfo(header & ~LAST_FLAG, bytes)) {
      return false;
    }
    lastBlock = (header & LAST_FLAG) != 0;
    skipBytes = (long) BLOCK_HEADER_BYTES + bytes;
    return true;
  }

  /// 8.2: STREAMINFO is the first block.
  private boolean readStreamInfo(int type, int bytes) {
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

  /// Passes over bytes up to a frame header; false if none has arrived.
  private boolean findFrame() {
    while (true) {
      skip(nextSync(0));
      int headerBytes = headerBytes(0);
      if (headerBytes == 0) {
        return false;
      }
      if (headerBytes > 0) {
        begin();
        return true;
      }
      skip(1);
    }
  }

  private void begin() {
    inFrame = true;
    searched = 1;
    summed = 0;
    crc.reset();
  }

  /// Looks for the end of the frame; false if it has not arrived.
  private boolean readFrame() {
    while (true) {
      searched = nextSync(searched);
      int headerBytes = headerBytes(searched);
      if (headerBytes > 0 && (isWhole(searched) || follows(searched))) {
        frame(searched);
        return true;
      }
      if (searched > MAX_FRAME_BYTES) {
        dropFrame();
        return true;
      }
      if (headerBytes == 0) {
        return false;
      }
      searched++;
    }
  }

  /// The distance from the reader index of the next sync code, as far as the bytes are there.
  private int nextSync(int from) {
    int start = in.readerIndex();
    return SyncCodes.next(in, start + from, in.writerIndex()) - start;
  }

  private int headerBytes(int from) {
    return FlacFrame.headerBytes(in, in.readerIndex() + from, in.writerIndex());
  }

  /// Whether the checksum says that the frame has `bytes`.
  private boolean isWhole(int bytes) {
    crc.update(in, in.readerIndex() + summed, bytes - summed);
    summed = bytes;
    return crc.matches();
  }

  /// Whether the numbers of two headers say that the frame behind `bytes` follows this one.
  private boolean follows(int bytes) {
    ByteBuf next = in.slice(in.readerIndex() + bytes, in.readableBytes() - bytes);
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

  /// Gives the frame, if it is whole: its checksum has gone over all of it.
  private void frame(int bytes) {
    Codec.Flac known = codec;
    if (known != null && crc.matches()) {
      long first = FlacFrame.firstSample(in, known);
      checkTime(first / known.sampleRate());
      long micros = Timescale.rescale(first, known.sampleRate(), 1_000_000);
      sink.sample(new Sample(TRACK_ID, micros, 0, true, in.slice(in.readerIndex(), bytes)));
    } else {
      dropped++;
    }
    skip(bytes);
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

  private void dropFrame() {
    dropped++;
    skip(1);
    inFrame = false;
  }

  private void skip(int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
