package dev.weir.rtp;

/// Makes samples of the RTP payloads of one format, which come in the order of their numbers.
///
/// Memory is bounded by one frame of [FrameAssembly#MAX_FRAME_BYTES]. Not thread-safe.
interface Depacketizer extends AutoCloseable {
  /// Reads the payload of `packet`, which has one. After an exception the packet counts as lost.
  ///
  /// @param rtpTime the packet's timestamp, unwrapped
  /// @throws dev.weir.media.MediaException if the payload breaks its format
  void read(RtpPacket packet, long rtpTime);

  /// One or more packets before the next are missing.
  void lost();

  /// Whether nothing comes out before the next keyframe.
  default boolean needsKeyframe() {
    return false;
  }

  /// Frames that could not be used so far.
  long dropped();

  @Override
  void close();
}
