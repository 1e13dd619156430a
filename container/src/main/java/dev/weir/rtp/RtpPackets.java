package dev.weir.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/// The packets that one or more samples became, one behind the other in one buffer; made once for a
/// track and read by all who send it.
///
/// Packets that a frame was cut into have one size, but the last, so that a kernel can cut a run of
/// them from one write. Used again after [#clear]; then nothing allocates. Not thread-safe;
/// [#close] gives back the memory.
public final class RtpPackets implements AutoCloseable {
  private static final int INITIAL_PACKETS = 64;

  private final ByteBuf data;
  private int[] ends = new int[INITIAL_PACKETS];
  private int count;

  /// No packets, in a buffer of its own.
  public RtpPackets() {
    this(Unpooled.directBuffer());
  }

  /// No packets; takes over `data`.
  public RtpPackets(ByteBuf data) {
    this.data = data;
  }

  /// Forgets all packets.
  public void clear() {
    data.clear();
    count = 0;
  }

  /// How many there are.
  public int count() {
    return count;
  }

  /// All packets; a sender may rewrite headers in its copy.
  public ByteBuf data() {
    return data;
  }

  /// Where the packet begins in [#data()].
  public int start(int packet) {
    return packet == 0 ? 0 : ends[packet - 1];
  }

  /// Where the packet ends in [#data()].
  public int end(int packet) {
    return ends[packet];
  }

  /// Everything appended since the last packet becomes the next one.
  void add() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = data.writerIndex();
  }

  @Override
  public void close() {
    data.release();
  }
}
