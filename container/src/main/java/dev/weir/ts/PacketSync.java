package dev.weir.ts;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the packets in a run of bytes: 188 bytes, or the same with 4 bytes of time before them
/// (M2TS) or 16 bytes of parity behind (DVB).
///
/// What lies between packets, before the first, or after a sync byte that is not where it should
/// be, is passed over. Input goes through a small buffer of the heap, which the nearest cache
/// holds: packets are many short reads, and whole chunks come in faster. Not thread-safe.
final class PacketSync implements AutoCloseable {
  /// Takes packets.
  interface Output {
    /// Takes the packet at the absolute index `at` of `in`, and those that follow it: if there are
    /// any, all are plain ([TsPacket#isPlain]), of one PID, and none is missing between them.
    ///
    /// @param header of the first, as [TsPacket] takes it
    /// @param stride from packet to packet
    /// @param position of the first in the input
    void packets(int header, ByteBuf in, int at, int stride, int count, long position);
  }

  private static final int[] STRIDES = {TsPacket.BYTES, TsPacket.BYTES + 4, TsPacket.BYTES + 16};
  private static final int MAX_STRIDE = TsPacket.BYTES + 16;

  // Each of three more sync bytes where they should be: noise has that once in 16 million places.
  private static final int STEPS = 3;
  private static final int SEARCH_BYTES = STEPS * MAX_STRIDE + 1;
  private static final int MAX_NOISE_BYTES = 1 << 20;
  private static final int CHUNK_BYTES = 1 << 14;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Output output;
  private final ByteBuf collected = Unpooled.buffer(0); // a chunk after what could not be used yet

  private int stride; // from sync byte to sync byte, 0 while searching
  private int gap; // bytes to pass over before the next packet
  private long noise; // bytes passed over since the last packet
  private long position; // of the next byte that was not used or passed over

  PacketSync(Output output) {
    this.output = output;
  }

  /// Reads `piece` to its end.
  ///
  /// @throws MalformedMediaException if there was no packet for a long time
  void read(ByteBuf piece) {
    while (piece.isReadable()) {
      collected.writeBytes(piece, Math.min(CHUNK_BYTES, piece.readableBytes()));
      use(collected);
      collected.discardReadBytes();
    }
  }

  /// Gives what can only now be known to be packets: fewer than it takes to be sure.
  void end() {
    while (stride == 0 && collected.readableBytes() >= TsPacket.BYTES) {
      findLast(collected);
      use(collected);
    }
  }

  /// Takes the next piece as the bytes from `newPosition` on, where a packet begins.
  void restart(long newPosition) {
    collected.clear();
    position = newPosition;
    gap = 0;
    noise = 0;
  }

  private void use(ByteBuf in) {
    while (stride == 0 ? find(in) : next(in)) {
      // Each turn uses or passes over something.
    }
  }

  /// Gives the next packet, if all of it is there, and those that go on with it.
  private boolean next(ByteBuf in) {
    if (in.readableBytes() < gap + TsPacket.BYTES) {
      return false;
    }
    int at = in.readerIndex() + gap;
    int word = in.getInt(at);
    if (!TsPacket.isSynchronous(word)) {
      stride = 0;
      gap = 0;
      return true;
    }
    int count = TsPacket.isPlain(word) ? run(in, at, word) : 1;
    long packetPosition = position + gap;
    skip(in, gap + (count - 1) * stride + TsPacket.BYTES);
    gap = stride - TsPacket.BYTES;
    noise = 0;
    output.packets(TsPacket.header(word), in, at, stride, count, packetPosition);
    return true;
  }

  /// How many packets follow each other from the plain one at `at` on.
  private int run(ByteBuf in, int at, int word) {
    byte[] array = in.array(); // `collected`: most packets are looked at here, and no further
    int offset = in.arrayOffset();
    int last = in.writerIndex() - TsPacket.BYTES;
    int next = at + stride;
    for (int expected = TsPacket.follower(word);
        next <= last && (int) INTS.get(array, offset + next) == expected;
        expected = TsPacket.follower(expected)) {
      next += stride;
    }
    return (next - at) / stride;
  }

  /// Looks for sync bytes at equal distances and moves to the first of them.
  private boolean find(ByteBuf in) {
    int from = in.readerIndex();
    int last = in.writerIndex() - SEARCH_BYTES;
    for (int at = from; at <= last; at++) {
      stride = strideAt(in, at);
      if (stride > 0) {
        pass(in, at - from);
        return true;
      }
    }
    pass(in, Math.max(0, last + 1 - from));
    return false;
  }

  /// The same near the end of the input, where fewer sync bytes must do.
  private void findLast(ByteBuf in) {
    for (int at = in.readerIndex(); at + TsPacket.BYTES <= in.writerIndex(); at++) {
      stride = strideAt(in, at);
      if (stride > 0) {
        pass(in, at - in.readerIndex());
        return;
      }
    }
    pass(in, in.readableBytes());
  }

  /// The distance of the sync bytes from `at` on, or 0. Past the end any would do.
  private static int strideAt(ByteBuf in, int at) {
    if (in.getByte(at) != TsPacket.SYNC_BYTE) {
      return 0;
    }
    for (int candidate : STRIDES) {
      int step = 1;
      while (step <= STEPS && isSync(in, at + step * candidate)) {
        step++;
      }
      if (step > STEPS) {
        return candidate;
      }
    }
    return 0;
  }

  private static boolean isSync(ByteBuf in, int at) {
    return at >= in.writerIndex() || in.getByte(at) == TsPacket.SYNC_BYTE;
  }

  private void pass(ByteBuf in, int bytes) {
    skip(in, bytes);
    noise += bytes;
    if (noise > MAX_NOISE_BYTES) {
      throw new MalformedMediaException(
          "TS at byte "
              + position
              + ": no packet in "
              + noise
              + " bytes, limit "
              + MAX_NOISE_BYTES);
    }
  }

  private void skip(ByteBuf in, int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }

  @Override
  public void close() {
    collected.release();
  }
}
