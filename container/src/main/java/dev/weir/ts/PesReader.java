package dev.weir.ts;

import dev.weir.media.MediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Takes PES packets apart (ISO/IEC 13818-1 2.4.3.6); their bytes are drawn at [PesHeader].
///
/// The data are given on as they come: nothing is collected here but a header that lies in several
/// transport packets.
final class PesReader implements PidReader {
  /// Takes the elementary stream.
  interface Output extends AutoCloseable {
    /// Says that a PES packet begins.
    ///
    /// @param pts in ticks of 33 bits, or [PesHeader#NO_TIME]
    /// @param dts the same; equal to `pts` if the header has only that
    /// @param position in the input of the transport packet that it begins with
    void begin(long pts, long dts, long position);

    /// Takes the next bytes of its data, lent.
    ///
    /// @throws dev.weir.media.MediaException if they cannot be read; what was begun is lost
    void data(ByteBuf in, int index, int length);

    /// Takes the data of plain transport packets that follow each other, as [#data] takes one's.
    ///
    /// @param stride from data to data, each of [TsPacket#PAYLOAD_BYTES]
    default void run(ByteBuf in, int index, int stride, int count) {
      for (int i = 0; i < count; i++) {
        data(in, index + i * stride, TsPacket.PAYLOAD_BYTES);
      }
    }

    /// Says that all data of the packet were given.
    ///
    /// @param wholeUnits whether its header said that it begins with a unit, and where it ends
    /// @throws dev.weir.media.MediaException if they cannot be read; what was begun is lost
    void end(boolean wholeUnits);

    /// Says that bytes are missing: what was begun is lost.
    void lost();

    /// Forgets what is half read: what comes next is from elsewhere.
    void restart();

    /// Gives what waits for more.
    void flush();

    /// Says that something could not be used.
    void damaged();

    @Override
    void close();
  }

  private static final int UNBOUNDED = -1;

  private enum State {
    /// The start of a unit comes next.
    WAITING,
    HEADER,
    DATA
  }

  private final Output output;
  private final ByteBuf header = Unpooled.buffer(0);

  private State state = State.WAITING;
  private boolean aligned; // this packet begins with a unit
  private int left; // data bytes of this packet to come, or UNBOUNDED
  private long position; // where this packet begins

  PesReader(Output output) {
    this.output = output;
  }

  @Override
  public void payload(ByteBuf in, int index, int length, boolean unitStart, long packetPosition) {
    if (unitStart) {
      finish();
      state = State.HEADER;
      position = packetPosition;
      header.clear();
    }
    switch (state) {
      case WAITING -> {}
      case HEADER -> header(in, index, length);
      case DATA -> data(in, index, length);
    }
  }

  @Override
  public void payloads(ByteBuf in, int index, int stride, int count, long firstPosition) {
    int run = state == State.DATA ? Math.min(count, fullPayloads()) : 0;
    if (run > 0) {
      run(in, index, stride, run);
    }
    int rest = run * stride;
    PidReader.super.payloads(in, index + rest, stride, count - run, firstPosition + rest);
  }

  /// How many payloads this packet fills without ending with one.
  private int fullPayloads() {
    return left == UNBOUNDED ? Integer.MAX_VALUE : (left - 1) / TsPacket.PAYLOAD_BYTES;
  }

  private void run(ByteBuf in, int index, int stride, int count) {
    try {
      output.run(in, index, stride, count);
      left -= left == UNBOUNDED ? 0 : count * TsPacket.PAYLOAD_BYTES;
    } catch (MediaException _) {
      giveUp();
    }
  }

  /// Ends the packet before the one that begins.
  private void finish() {
    switch (state) {
      case WAITING -> {}
      case HEADER -> output.damaged();
      case DATA -> {
        if (left == UNBOUNDED) {
          endUnbounded();
        } else {
          giveUp(); // It ended too early.
        }
      }
    }
    state = State.WAITING;
  }

  private void endUnbounded() {
    try {
      output.end(false);
    } catch (MediaException _) {
      giveUp();
    }
  }

  private void header(ByteBuf in, int index, int length) {
    if (!header.isReadable() && PesHeader.isWhole(in, index, length)) {
      begin(in, index, length);
      return;
    }
    int missing = PesHeader.MAX_BYTES - header.readableBytes();
    int taken = Math.min(missing, length);
    header.writeBytes(in, index, taken);
    if (PesHeader.isWhole(header, 0, header.readableBytes())) {
      begin(header, 0, header.readableBytes());
      if (state == State.DATA) {
        data(in, index + taken, length - taken);
      }
    }
  }

  private void begin(ByteBuf in, int index, int length) {
    int headerBytes = PesHeader.bytes(in, index);
    if (headerBytes == PesHeader.NOT_OURS) {
      giveUp();
      return;
    }
    left = PesHeader.dataBytes(in, index, headerBytes);
    aligned = PesHeader.isAligned(in, index);
    state = State.DATA;
    output.begin(PesHeader.pts(in, index), PesHeader.dts(in, index), position);
    data(in, index + headerBytes, length - headerBytes);
  }

  private void data(ByteBuf in, int index, int length) {
    int taken = left == UNBOUNDED ? length : Math.min(left, length);
    try {
      if (taken > 0) {
        output.data(in, index, taken);
      }
      if (left != UNBOUNDED) {
        left -= taken;
        if (left == 0) {
          state = State.WAITING; // What follows is stuffing.
          output.end(aligned);
        }
      }
    } catch (MediaException _) {
      giveUp();
    }
  }

  /// Damaged data cost what they are part of, and the stream goes on at the next packet.
  private void giveUp() {
    state = State.WAITING;
    output.damaged();
    output.lost();
  }

  @Override
  public boolean lost() {
    boolean begun = state != State.WAITING;
    state = State.WAITING;
    output.lost();
    return begun;
  }

  @Override
  public void restart() {
    state = State.WAITING;
    output.restart();
  }

  @Override
  public void end() {
    try {
      if (state == State.DATA && left == UNBOUNDED) {
        output.end(false);
        output.flush();
      } else if (state == State.WAITING) {
        output.flush();
      } // Half of a packet is dropped without a word: files may be cut off anywhere.
    } catch (MediaException _) {
      output.damaged();
    }
    state = State.WAITING;
  }

  @Override
  public void close() {
    header.release();
    output.close();
  }
}
