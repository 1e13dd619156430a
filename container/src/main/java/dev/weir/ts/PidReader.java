package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// Puts together what the packets of one PID carry: sections, or PES packets.
sealed interface PidReader extends AutoCloseable permits SectionReader, PesReader {

  /// Takes the payload of the next packet, which is lent.
  ///
  /// @param unitStart payload_unit_start_indicator
  /// @param position of the packet in the input
  void payload(ByteBuf in, int index, int length, boolean unitStart, long position);

  /// Takes the payloads of plain packets that go on where the one before ended, as [#payload] takes
  /// one.
  ///
  /// @param stride from payload to payload, each of [TsPacket#PAYLOAD_BYTES]
  /// @param position of the first packet in the input
  default void payloads(ByteBuf in, int index, int stride, int count, long position) {
    for (int i = 0, from = 0; i < count; i++, from += stride) {
      payload(in, index + from, TsPacket.PAYLOAD_BYTES, false, position + from);
    }
  }

  /// Says that bytes are missing before the next payload.
  ///
  /// @return whether something that had begun is lost with them
  boolean lost();

  /// Forgets what is half read: what comes next is from elsewhere.
  void restart();

  /// Says that no more payload follows.
  void end();

  @Override
  void close();
}
