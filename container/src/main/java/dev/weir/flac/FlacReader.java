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
/// Frames do not say how long they are. One begins at a header and ends before another, if the
/// CRC-16 of what lies between them fits; what lies between frames is damaged and left out.
///
/// Most frames are about as long as the one before. So a header is looked for near the end of a
/// frame first: if it has the next number and the checksum fits, no frame lies between. Otherwise
/// the frame is looked through from its start. A frame much shorter than the one before may so wait
/// for the next header but one. One track, id 1. Not thread-safe; [#close] gives back the memory.
public final class FlacReader implements Demuxer {
  /// The id of the only track.
  public static final int TRACK_ID = 1;

  /// More than 65,535 sound samples of 8 channels and 32 bits take as they are.
  static final int MAX_FRAME_BYTES = 4 << 20;

  /// How much of the frame before is passed over in the next one.
  private static final double LEAP = 0.75;

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
  private final ByteBuf in;
  private final FlacCrc crc = new FlacCrc(); // from the first start on
  private final FrameStarts starts = new FrameStarts(); // the first one at the reader index

  private State state = State.MAGIC;
  private Codec.@Nullable Flac codec; // null until STREAMINFO
  private long position; // of the next byte to be read
  private long skipBytes; // of a tag or block that are still to come
  private boolean lastBlock; // whether what is skipped is the last block
  private int searched; // bytes before which there are no more headers
  private int summed; // bytes of those that the checksum has gone over
  private boolean leapt; // over most of the frame, in which headers were not looked for
  private long due; // the number of the header that is looked for then
  private long dropped;

  /// Gives what it reads to `sink`.
  public FlacReader(TrackSink sink) {
    this(sink, Unpooled.buffer(0));
  }

  /// Keeps what it reads in `in`, which it owns: on the heap, for every byte of it is looked at.
  FlacReader(TrackSink sink, ByteBuf in) {
    this.sink = sink;
    this.in = in;
  }

  @Override
  public void read(ByteBuf piece) {
    in.writeBytes(piece);
    while (step()) {}
    in.discardSomeReadBytes();
  }

  @Override
  public void end() {
    if (leapt) {
      goBack();
      while (step()) {}
    }
    if (!starts.isEmpty()) {
      searched = in.readableBytes();
      endFrame();
      starts.clear();
    }
    searched = 0;
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
    starts.clear();
    searched = 0;
    leapt = false;
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
      case FRAMES -> readFrames();
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

  /// Looks for a header; false if it has not arrived.
  private boolean readFrames() {
    searched = nextSync();
    if (leapt && searched > MAX_FRAME_BYTES) {
      return goBack();
    }
    while (!starts.isEmpty() && position + searched - starts.first() > MAX_FRAME_BYTES) {
      dropStart();
    }
    if (starts.isEmpty()) {
      pass(searched);
    }
    int start = in.readerIndex() + searched;
    int headerBytes = FlacFrame.headerBytes(in, start, in.writerIndex());
    if (headerBytes == 0) {
      return false;
    }
    if (headerBytes < 0) {
      searched++;
      return true;
    }
    if (leapt && !isDue(in.slice(start, headerBytes))) {
      return goBack();
    }
    int frameBytes = endFrame();
    if (leapt && frameBytes == 0) {
      return goBack();
    }
    begin();
    leap(frameBytes);
    return true;
  }

  private boolean isDue(ByteBuf header) {
    return FlacFrame.countsFrames(header) && FlacFrame.number(header) == due;
  }

  /// Goes on behind the header: near the end of the frame, if the one before ended here.
  private void leap(int bytesBefore) {
    leapt = bytesBefore > 0 && FlacFrame.countsFrames(in);
    searched++;
    if (leapt) {
      due = FlacFrame.number(in) + 1;
      searched += (int) (bytesBefore * LEAP);
    }
  }

  /// The only start is looked at again, every byte behind it.
  private boolean goBack() {
    leapt = false;
    starts.clear();
    searched = 0;
    begin();
    searched++;
    return true;
  }

  /// The distance from the reader index of the next sync code, as far as the bytes are there.
  private int nextSync() {
    int start = in.readerIndex();
    return SyncCodes.next(in, start + searched, in.writerIndex()) - start;
  }

  /// A frame may begin behind the bytes that were searched.
  private void begin() {
    if (starts.isEmpty()) {
      crc.reset();
      summed = 0;
    } else if (starts.isFull()) {
      dropStart();
    }
    starts.add(position + searched, crc.mark());
  }

  /// Gives the frame that ends behind the bytes that were searched, if the checksum says that one
  /// does.
  ///
  /// @return how many bytes it has; 0 if none does
  private int endFrame() {
    if (starts.isEmpty()) {
      return 0;
    }
    crc.update(in, in.readerIndex() + summed, searched - summed);
    summed = searched;
    int before = starts.before(crc.mark());
    if (before < 0) {
      return 0;
    }
    for (int i = 0; i < before; i++) {
      dropStart();
    }
    int bytes = searched;
    frame(bytes);
    starts.clear();
    pass(bytes);
    return bytes;
  }

  private void frame(int bytes) {
    Codec.Flac known = codec;
    if (known == null) {
      dropped++;
      return;
    }
    long first = FlacFrame.firstSample(in, known);
    checkTime(first / known.sampleRate());
    long micros = Timescale.rescale(first, known.sampleRate(), 1_000_000);
    sink.sample(new Sample(TRACK_ID, micros, 0, true, in.slice(in.readerIndex(), bytes)));
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

  /// The frame that begins first is damaged, or none begins there.
  private void dropStart() {
    dropped++;
    starts.removeFirst();
    if (!starts.isEmpty()) {
      pass((int) (starts.first() - position));
    }
  }

  /// Leaves bytes behind that were searched.
  private void pass(int bytes) {
    skip(bytes);
    searched -= bytes;
    summed -= bytes;
  }

  private void skip(int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
