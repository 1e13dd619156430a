package dev.weir.ts;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// An elementary stream of which each PES packet can be read alone: sound or messages in whole
/// units.
///
/// Not thread-safe.
final class PacketStream implements PesReader.Output {
  /// What is in a packet.
  sealed interface Form permits OpusUnits, Id3Tags, KlvUnits, KlvCells, Av1Units {
    /// Reads the data of one packet.
    ///
    /// @param pts unwrapped; without one, how far the program has come
    /// @param dts the same
    /// @throws dev.weir.media.MediaException if they are malformed; what was given stays given
    void read(ByteBuf data, long pts, long dts, long position, TrackOutput output);

    /// Forgets what is half read.
    default void restart() {}
  }

  private final Form form;
  private final int maxBytes;
  private final ProgramClock clock;
  private final TrackOutput output;
  private final ByteBuf collected = Unpooled.buffer(0);

  // Of the packet being read.
  private long pts;
  private long dts;
  private long position;

  /// @param maxBytes that one packet may have
  PacketStream(Form form, int maxBytes, ProgramClock clock, TrackOutput output) {
    this.form = form;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.output = output;
  }

  @Override
  public void begin(long packetPts, long packetDts, long packetPosition) {
    collected.clear();
    position = packetPosition;
    if (packetDts != PesHeader.NO_TIME) {
      dts = clock.unwrap(packetDts);
      pts = clock.unwrap(packetPts);
      clock.reached(dts);
    } else {
      dts = clock.latest();
      pts = dts;
    }
  }

  @Override
  public void data(ByteBuf in, int index, int length) {
    if (length > maxBytes - collected.readableBytes()) {
      throw new MalformedMediaException(
          "PES packet at byte " + position + ": over the limit of " + maxBytes);
    }
    collected.writeBytes(in, index, length);
  }

  @Override
  public void end(boolean wholeUnits) {
    form.read(collected, pts, dts, position, output);
    collected.clear();
  }

  @Override
  public void lost() {
    restart();
  }

  @Override
  public void restart() {
    collected.clear();
    form.restart();
  }

  @Override
  public void flush() {
    // Nothing waits.
  }

  @Override
  public void damaged() {
    output.dropped();
  }

  @Override
  public void close() {
    collected.release();
  }
}
