package dev.weir.rtp;

import dev.weir.media.Sample;

/// Cuts samples of one codec into RTP payloads.
///
/// Not thread-safe. Nothing allocates for a sample or a packet.
interface Packetizer {
  /// Appends the payloads of `sample`, whose time `out` has; its payload's indices are not moved.
  ///
  /// @throws dev.weir.media.MediaException if the payload is not in the codec's form
  void write(Sample sample, PayloadWriter out);
}
