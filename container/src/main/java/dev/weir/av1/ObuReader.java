package dev.weir.av1;

import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Reads AV1 without a container (`.obu`): one track, with id 1.
///
/// ```
/// low overhead (AV1 5.2):     OBUs with size fields; each temporal unit starts with a delimiter 1200
/// length-delimited (annex B): {temporal unit bytes {frame unit bytes {OBU bytes | OBU}*}*}*   LEB128
/// ```
///
/// Which of them it is, the first two bytes tell. Times are counted, at the frame rate that the
/// sequence header says or 25 per second; after [#resume] from 0 again. Not thread-safe; [#close]
/// gives back the memory.
public final class ObuReader implements Demuxer {
  private static final int TRACK_ID = 1;
  private static final int MAX_UNIT_BYTES = 8 << 20;
  private static final int MAX_LEB128_BYTES = 8;
  private static final int DELIMITER = 0x1200;
  private static final int HAS_SIZE_FLAG = 2;
  private static final int EXTENSION_FLAG = 4;
  private static final int MORE = -1;
  private static final double DEFAULT_FRAMES_PER_SECOND = 25;
  private static final double MICROS_PER_SECOND = 1_000_000;

  private enum Form {
    UNKNOWN,
    LOW_OVERHEAD,
    LENGTH_DELIMITED
  }

  private final TrackSink sink;
  private final TemporalUnit sequence = new TemporalUnit();
  private final ByteBuf collected = Unpooled.buffer(0); // what was not used yet
  private final ByteBuf unit = Unpooled.buffer(0); // the temporal unit being read

  private Form form = Form.UNKNOWN;
  private Codec.@Nullable Av1 announced;
  private long position; // of the next byte to be used, in the input
  private long unitPosition; // where the temporal unit being read begins
  private double micros; // its time
  private long dropped;

  /// Gives what it reads to `sink`.
  public ObuReader(TrackSink sink) {
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    collected.writeBytes(piece);
    if (form == Form.UNKNOWN && collected.readableBytes() >= Short.BYTES) {
      form =
          collected.getUnsignedShort(collected.readerIndex()) == DELIMITER
              ? Form.LOW_OVERHEAD
              : Form.LENGTH_DELIMITED;
    }
    while (next()) {
      // Each turn uses an OBU or a temporal unit.
    }
    collected.discardReadBytes();
  }

  private boolean next() {
    return switch (form) {
      case UNKNOWN -> false;
      case LOW_OVERHEAD -> nextObu();
      case LENGTH_DELIMITED -> nextTemporalUnit();
    };
  }

  private boolean nextObu() {
    int bytes = obuBytes();
    limit(bytes);
    if (bytes == MORE || bytes > collected.readableBytes()) {
      return false;
    }
    int at = collected.readerIndex();
    int type = Obus.type(collected.getByte(at));
    if (type == Obus.TEMPORAL_DELIMITER) {
      give();
      unitPosition = position;
    } else if (type != Obus.TILE_LIST) {
      Obus.writeSized(collected, at, bytes, unit);
    }
    skip(bytes);
    return true;
  }

  /// How many bytes the next OBU has, or [#MORE].
  private int obuBytes() {
    if (!collected.isReadable()) {
      return MORE;
    }
    int at = collected.readerIndex();
    int header = collected.getUnsignedByte(at);
    if ((header & HAS_SIZE_FLAG) == 0) {
      throw new MalformedMediaException("OBU at byte " + position + ": no size field");
    }
    int headerBytes = (header & EXTENSION_FLAG) == 0 ? 1 : 2;
    return withLength(headerBytes);
  }

  /// How many bytes there are up to the end of what the length `offset` bytes ahead counts, or
  /// [#MORE].
  private int withLength(int offset) {
    int at = collected.readerIndex() + offset;
    int end = collected.writerIndex();
    int last = at;
    while (last < end && collected.getByte(last) < 0 && last - at < MAX_LEB128_BYTES) {
      last++;
    }
    if (last >= end) {
      return MORE;
    }
    long length = Obus.leb128(collected, at, end);
    int lengthBytes = Obus.leb128Bytes(collected, at, end);
    return (int) Math.min(Integer.MAX_VALUE, offset + lengthBytes + length);
  }

  private void limit(int bytes) {
    if (bytes > MAX_UNIT_BYTES - unit.readableBytes()) {
      throw new MalformedMediaException(
          "AV1 temporal unit at byte " + unitPosition + ": over the limit of " + MAX_UNIT_BYTES);
    }
  }

  private boolean nextTemporalUnit() {
    int bytes = withLength(0);
    limit(bytes);
    if (bytes == MORE || bytes > collected.readableBytes()) {
      return false;
    }
    unitPosition = position;
    int at = collected.readerIndex();
    int end = at + bytes;
    readFrameUnits(at + Obus.leb128Bytes(collected, at, end), end);
    give();
    skip(bytes);
    return true;
  }

  private void readFrameUnits(int from, int end) {
    int at = from;
    while (at < end) {
      int frameEnd = contentsEnd(at, end);
      at += Obus.leb128Bytes(collected, at, end);
      while (at < frameEnd) {
        int obuEnd = contentsEnd(at, frameEnd);
        at += Obus.leb128Bytes(collected, at, frameEnd);
        ByteBuf obu = collected.slice(at, obuEnd - at);
        Obus.toSample(obu, unit);
        at = obuEnd;
      }
    }
  }

  /// Where the contents end of which the length is at `at`.
  private int contentsEnd(int at, int end) {
    long length = Obus.leb128(collected, at, end);
    int contents = at + Obus.leb128Bytes(collected, at, end);
    if (length > end - contents) {
      throw new MalformedMediaException(
          "AV1 temporal unit at byte "
              + unitPosition
              + ": a length of "
              + length
              + " is over the "
              + (end - contents)
              + " left");
    }
    return contents + (int) length;
  }

  private void skip(int bytes) {
    collected.skipBytes(bytes);
    position += bytes;
  }

  /// Gives the temporal unit that was read.
  private void give() {
    if (!unit.isReadable()) {
      return;
    }
    try {
      boolean keyframe = Obus.isKeyframe(unit);
      Codec.Av1 changed = keyframe ? sequence.changedCodec(unit) : null;
      if (changed != null && !changed.equals(announced)) {
        announced = changed;
        sink.track(Track.of(TRACK_ID, changed));
      }
      if (announced == null) {
        dropped++;
      } else {
        sink.sample(new Sample(TRACK_ID, Math.round(micros), 0, keyframe, unit));
        double said = announced.picture().framesPerSecond();
        micros += MICROS_PER_SECOND / (said > 0 ? said : DEFAULT_FRAMES_PER_SECOND);
      }
    } catch (MediaException _) {
      dropped++; // A damaged sequence header.
    } finally {
      unit.clear();
    }
  }

  @Override
  public void end() {
    give();
  }

  @Override
  public long position() {
    return unitPosition;
  }

  @Override
  public void resume(long newPosition) {
    collected.clear();
    unit.clear();
    position = newPosition;
    unitPosition = newPosition;
    micros = 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    collected.release();
    unit.release();
  }
}
