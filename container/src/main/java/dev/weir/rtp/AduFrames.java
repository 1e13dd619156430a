package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import dev.weir.media.Timescale;
import dev.weir.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/// Puts the main data of MP3 units back where MP3 frames have them (RFC 5219 appendix A.2).
///
/// The data areas of all frames make one long run; a unit's data begin `main_data_begin` bytes
/// before the area of its own frame. A frame is done when a unit comes whose data begin after it.
/// Not thread-safe.
final class AduFrames implements AutoCloseable {
  private static final int HEADER_BYTES = 4;
  private static final int CRC_BYTES = 2;
  private static final int MAX_PENDING = 64;

  /// Takes frames.
  interface Output {
    void frame(long time, ByteBuf in, int index, int bytes);
  }

  /// A frame whose area may still get data.
  private record Pending(long time, Octets head, int areaBytes) {}

  private final int clockRate;
  private final Consumer<Codec> codecs;
  private final Output output;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final ByteBuf areas = Unpooled.buffer(); // of the pending frames, from index 0
  private final ByteBuf frame = Unpooled.buffer();

  AduFrames(int clockRate, Consumer<Codec> codecs, Output output) {
    this.clockRate = clockRate;
    this.codecs = codecs;
    this.output = output;
  }

  /// Takes a unit; returns how long its sound lasts.
  long add(long time, ByteBuf in, int index, int size) {
    MpegAudioHeader header = MpegAudioHeader.parse(in.getInt(index));
    boolean mpeg1 = header.sampleRate() >= 32_000;
    int crc = (in.getByte(index + 1) & 1) == 0 ? CRC_BYTES : 0;
    int side = sideBytes(mpeg1, header.channels());
    int headBytes = HEADER_BYTES + crc + side;
    int areaBytes = header.frameBytes() - headBytes;
    if (header.layer() != 3 || size < headBytes || areaBytes < 0) {
      throw new MalformedMediaException(
          "MP3 ADU: layer " + header.layer() + ", " + size + " bytes, its head has " + headBytes);
    }
    codecs.accept(header.codec());
    byte[] head = new byte[headBytes];
    in.getBytes(index, head);
    int sideIndex = HEADER_BYTES + crc;
    int back = ((head[sideIndex] & 0xFF) << 1) | ((head[sideIndex + 1] & 0xFF) >> 7);
    int start = areas.writerIndex() - (mpeg1 ? back : back >> 1);
    start -= emitUpTo(start);
    areas.writeZero(areaBytes);
    if (start < 0) {
      Arrays.fill(head, sideIndex, headBytes, (byte) 0); // Its data begin in a lost frame: silence.
    } else {
      int bytes = Math.min(size - headBytes, areas.writerIndex() - start);
      areas.setBytes(start, in, index + headBytes, bytes);
    }
    pending.add(new Pending(time, Octets.of(head), areaBytes));
    return Timescale.rescale(header.samples(), header.sampleRate(), clockRate);
  }

  private static int sideBytes(boolean mpeg1, int channels) {
    return mpeg1 ? channels == 1 ? 17 : 32 : channels == 1 ? 9 : 17;
  }

  /// Gives the frames whose areas end at or before `index`; returns how many bytes those had.
  private int emitUpTo(int index) {
    int given = 0;
    Pending first = pending.peek();
    while (first != null && (given + first.areaBytes <= index || pending.size() >= MAX_PENDING)) {
      given += first.areaBytes;
      emit(pending.remove());
      first = pending.peek();
    }
    return given;
  }

  private void emit(Pending done) {
    done.head.writeTo(frame.clear());
    frame.writeBytes(areas, 0, done.areaBytes);
    areas.readerIndex(done.areaBytes).discardReadBytes();
    output.frame(done.time, frame, 0, frame.writerIndex());
  }

  /// What comes next does not go on where the last unit ended.
  void lost() {
    emitUpTo(Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    areas.release();
    frame.release();
  }
}
