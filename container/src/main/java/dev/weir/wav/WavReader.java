package dev.weir.wav;

import dev.weir.bits.Leftover;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.mpegaudio.Mp3;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads WAV: RIFF, and RF64 for more than 4 GiB, little-endian.
///
/// ```
/// header:  "RIFF" or "RF64" |size (32)|"WAVE"
/// chunk:   |id (32)|size (32)|  body, padded to an even size
/// ds64:    |RIFF size (64)|data size (64)|sample count (64)|table…
/// ```
///
/// One track, id 1. Linear and logarithmic sound is cut into samples of 20 ms, counted from the
/// start of the data. A data size of 0 or 0xFFFFFFFF is that of a stream: data up to the end. All
/// chunks but `fmt `, `ds64` and the first `data` are passed over. Not thread-safe; [#close] gives
/// back the memory.
public final class WavReader implements Demuxer {
  /// The id of the only track.
  public static final int TRACK_ID = 1;

  static final int RIFF = 0x52494646;
  static final int RF64 = 0x52463634;
  static final int WAVE = 0x57415645;
  static final int FMT = 0x666D7420;
  static final int DS64 = 0x64733634;
  static final int DATA = 0x64617461;
  static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int DS64_BYTES = 16; // of those that are read
  private static final int MAX_FMT_BYTES = 4096;
  private static final int PIECES_PER_SECOND = 50;
  private static final int MAX_PIECE_BYTES = 64 << 10;

  private enum State {
    HEADER,
    CHUNK,
    DATA
  }

  private final TrackSink sink;
  private final Leftover leftover = new Leftover();

  private State state = State.HEADER;
  private @Nullable WavFormat format; // null until the chunk
  private @Nullable Demuxer frames; // reads the data if they are MP3, null otherwise
  private int pieceBytes; // of a sample of 20 ms
  private long wideDataBytes; // what ds64 says
  private long position; // of the next byte to be read
  private long skipBytes; // of a chunk that are still to come
  private long dataPosition; // where the data begin
  private long dataEnd; // where they end

  /// Gives what it reads to `sink`.
  public WavReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    leftover.read(piece, this::step);
  }

  @Override
  public void end() {
    ByteBuf rest = leftover.rest();
    if (state == State.DATA && frames == null) {
      emit(rest, wholeBlocks(Math.min(rest.readableBytes(), dataEnd - position)));
    }
    if (frames != null) {
      frames.end();
    }
    leftover.clear();
  }

  @Override
  public long position() {
    return frames == null ? position : dataPosition + frames.position();
  }

  @Override
  public void resume(long position) {
    leftover.clear();
    this.position = position;
    skipBytes = 0;
    state = State.DATA;
    if (frames != null) {
      frames.resume(position - dataPosition);
    }
  }

  @Override
  public long dropped() {
    return frames == null ? 0 : frames.dropped();
  }

  @Override
  public void close() {
    leftover.close();
    if (frames != null) {
      frames.close();
    }
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
      case HEADER -> readHeader(in);
      case CHUNK -> readChunk(in);
      case DATA -> frames == null ? readPiece(in) : readFrames(in, frames);
    };
  }

  private boolean readHeader(ByteBuf in) {
    if (in.readableBytes() < HEADER_BYTES) {
      return false;
    }
    int at = in.readerIndex();
    int id = in.getInt(at);
    int type = in.getInt(at + 8);
    if ((id != RIFF && id != RF64) || type != WAVE) {
      throw new MalformedMediaException(
          String.format("WAV header: %08x … %08x is no RIFF or RF64 of WAVE", id, type));
    }
    skip(in, HEADER_BYTES);
    state = State.CHUNK;
    return true;
  }

  private boolean readChunk(ByteBuf in) {
    if (in.readableBytes() < CHUNK_HEADER_BYTES) {
      return false;
    }
    int at = in.readerIndex();
    int id = in.getInt(at);
    long size = in.getUnsignedIntLE(at + 4);
    int wanted =
        switch (id) {
          case FMT -> formatBytes(size);
          case DS64 -> (int) Math.min(size, DS64_BYTES);
          default -> 0;
        };
    if (in.readableBytes() < CHUNK_HEADER_BYTES + wanted) {
      return false;
    }
    if (id == DATA && dataEnd == 0) {
      skip(in, CHUNK_HEADER_BYTES);
      beginData(size);
      return true;
    }
    ByteBuf body = in.slice(at + CHUNK_HEADER_BYTES, wanted);
    if (id == FMT && format == null) {
      readFormat(body);
    } else if (id == DS64 && wanted == DS64_BYTES) {
      wideDataBytes = Math.max(0, body.getLongLE(8));
    }
    skipBytes = CHUNK_HEADER_BYTES + size + (size & 1);
    return true;
  }

  private int formatBytes(long size) {
    if (size > MAX_FMT_BYTES) {
      throw new MalformedMediaException(
          "WAV fmt at byte %d: %d bytes, limit %d".formatted(position, size, MAX_FMT_BYTES));
    }
    return (int) size;
  }

  private void readFormat(ByteBuf body) {
    WavFormat found = WavFormat.parse(body);
    format = found;
    if (found.codec() instanceof Codec.Mp3) {
      frames = Mp3.reader(sink);
      return;
    }
    int blocks = Math.max(1, found.codec().sampleRate() / PIECES_PER_SECOND);
    int most = Math.max(1, MAX_PIECE_BYTES / found.blockBytes());
    pieceBytes = Math.min(blocks, most) * found.blockBytes();
    sink.track(Track.of(TRACK_ID, found.codec()));
  }

  private void beginData(long size) {
    if (format == null) {
      throw new MalformedMediaException("WAV data at byte " + position + ": no fmt before");
    }
    dataPosition = position;
    long bytes = size == UNKNOWN_SIZE && wideDataBytes > 0 ? wideDataBytes : size;
    boolean known = bytes > 0 && (bytes != UNKNOWN_SIZE || wideDataBytes > 0);
    dataEnd = known ? Math.min(bytes, Long.MAX_VALUE - position) + position : Long.MAX_VALUE;
    state = State.DATA;
  }

  private boolean readPiece(ByteBuf in) {
    int bytes = (int) Math.min(pieceBytes, dataEnd - position);
    if (bytes == 0) {
      return endData();
    }
    if (in.readableBytes() < bytes) {
      return false;
    }
    emit(in, wholeBlocks(bytes));
    // What is left of the last piece is less than one sample of every channel.
    skipBytes = bytes < pieceBytes ? dataEnd - position : 0;
    return true;
  }

  private int wholeBlocks(long bytes) {
    int blockBytes = format == null ? 1 : format.blockBytes();
    return (int) (bytes - bytes % blockBytes);
  }

  private void emit(ByteBuf in, int bytes) {
    if (bytes == 0 || format == null) {
      return;
    }
    long blocks = (position - dataPosition) / format.blockBytes();
    long micros = Timescale.rescale(blocks, format.codec().sampleRate(), 1_000_000);
    sink.sample(new Sample(TRACK_ID, micros, 0, true, in.slice(in.readerIndex(), bytes)));
    skip(in, bytes);
  }

  private boolean readFrames(ByteBuf in, Demuxer reader) {
    int bytes = (int) Math.min(in.readableBytes(), dataEnd - position);
    if (bytes == 0) {
      return position == dataEnd && endData();
    }
    position += bytes;
    reader.read(in.readSlice(bytes));
    return true;
  }

  private boolean endData() {
    state = State.CHUNK;
    skipBytes = (dataEnd - dataPosition) & 1;
    return true;
  }

  private void skip(ByteBuf in, int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
