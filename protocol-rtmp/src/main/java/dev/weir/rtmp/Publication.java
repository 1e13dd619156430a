package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import java.util.function.Consumer;

/// What is published on another server once it lets us.
///
/// Confined to the channel's event loop, except [#sentBytes].
interface Publication {

  /// The peer takes media from now on. Called once.
  ///
  /// @param streamId the message stream that it chose
  /// @param whenOver told when nothing more will come, on the event loop
  void begin(RtmpConnection connection, int streamId, Consumer<CloseReason> whenOver);

  /// Gives nothing more. Called once, and only after [#begin].
  void end();

  /// Bytes of media that were written to the channel. Any thread.
  long sentBytes();
}
