package dev.weir.ts;

import io.netty.buffer.ByteBuf;

/// Puts together what the packets of one PID carry: sections, or PES packets.
sealed interface PidReader extends AutoCloseable permits SectionReader, PesReader {

  /// Takes the payload of the next packet, which is lent.
  ///
  /// @param unitStart payload_unit_start_indicator
  /// @param position of the packet in the input
  void payload(ByteBuf in, int index, int length, boolean unitStart, long position);

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
