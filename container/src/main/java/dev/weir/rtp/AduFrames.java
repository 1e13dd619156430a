package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/// Puts the main data of MP3 units back where MP3 frames have them (RFC 5219 appendix A.2).
///
/// The data areas of all frames make one long run; a unit's data begin `main_data_begin` bytes
/// before the area of its own frame. A frame is done when a unit comes whose data begin after it.
/// For frames that were lost there are silent ones, with the data of units behind them in their
/// areas. Not thread-safe.
final class AduFrames implements AutoCloseable {
  private static final int MAX_PENDING = 64;
  private static final long NEVER = Long.MIN_VALUE;

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

  private long next = NEVER; // where the last unit ended

  AduFrames(int clockRate, Consumer<Codec> codecs, Output output) {
    this.clockRate = clockRate;
    this.codecs = codecs;
    this.output = output;
  }

  /// Takes a unit; returns how long its sound lasts.
  long add(long time, ByteBuf in, int index, int size) {
    AduHead of = AduHead.of(in, index, size);
    codecs.accept(of.header().codec());
    byte[] head = new byte[of.bytes()];
    in.getBytes(index, head);
    long duration = of.duration(clockRate);
    int back = of.dataBegin(head);
    if (back > areas.writerIndex()) {
      fillGap(time, duration, of, head, back);
    }
    int start = areas.writerIndex() - back;
    start -= emitUpTo(start);
    areas.writeZero(of.areaBytes());
    if (start < 0) {
      silence(of, head); // Its data begin in a lost frame.
    } else {
      int bytes = Math.min(size - head.length, areas.writerIndex() - start);
      areas.setBytes(start, in, index + head.length, bytes);
    }
    pending.add(new Pending(time, Octets.of(head), of.areaBytes()));
    next = time + duration;
    return duration;
  }

  /// Silent frames for as many of those that were lost as the unit behind them has data in.
  private void fillGap(long time, long duration, AduHead of, byte[] head, int back) {
    // A clock may have been described that has no tick in a frame.
    if (of.areaBytes() == 0 || duration == 0 || next == NEVER) {
      return;
    }
    long needed = Math.ceilDiv(back - areas.writerIndex(), of.areaBytes());
    long missing = (time - next + duration / 2) / duration;
    byte[] silent = head.clone();
    silence(of, silent);
    for (long i = Math.min(needed, missing); i > 0; i--) {
      areas.writeZero(of.areaBytes());
      pending.add(new Pending(time - i * duration, Octets.of(silent), of.areaBytes()));
    }
  }

  private static void silence(AduHead of, byte[] head) {
    Arrays.fill(head, of.sideIndex(), head.length, (byte) 0);
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
